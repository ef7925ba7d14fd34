"""`@app`: a plain function or class as an app, and all that the platform needs to know of it."""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple, TypeVar, cast

import typing_extensions as typing_x

from ..common import ids
from .annotations import shape_of
from .argument_shapes import MISSING, FieldShape, ObjectShape, Shape

Target = TypeVar("Target", bound=Callable[..., Any])

ATTRIBUTE = "__inferencesh_apps__"
RESERVED = {"setup", "unload", "on_cancel"}
WHOLE_INPUT_NAMES = {"input", "input_data", "inputs", "data"}
_REF = re.compile(r"^(?:(?P<namespace>[A-Za-z0-9][\w.-]*)/)?(?P<name>[A-Za-z0-9][\w.-]*)$")


@dataclasses.dataclass
class AppFunction:
    """One callable function of an app."""

    name: str
    attribute: Optional[str]  # of the app's class; None for an app that is a plain function
    target: Callable[..., Any]
    shape: Shape
    whole_input: bool  # the single parameter takes the whole input, not a field of it
    output_schema: Dict[str, Any]
    description: str


@dataclasses.dataclass
class AppDefinition:
    """One version of an app."""

    namespace: str
    name: str
    version: str
    target: Any
    process: bool
    description: str
    category: str
    secrets: List[str]
    functions: Dict[str, AppFunction]
    setup_schema: Dict[str, Any]
    setup_takes_config: bool
    id: str = ""
    version_id: str = ""
    created_at: str = ""

    def __post_init__(self) -> None:
        self.id = ids.stable_id("app", self.ref)
        self.version_id = ids.stable_id("version", self.ref, self.version)

    @property
    def ref(self) -> str:
        """The reference without version and function."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    @property
    def is_class(self) -> bool:
        return inspect.isclass(self.target)

    @property
    def has_setup(self) -> bool:
        return self.is_class and callable(getattr(self.target, "setup", None))

    @property
    def default_function(self) -> str:
        return "run" if "run" in self.functions else next(iter(self.functions))

    def location(self) -> Dict[str, str]:
        """Where a fresh interpreter finds the target: module, qualified name and source file."""
        module = self.target.__module__
        name = self.target.__qualname__
        if "<" in name:
            raise TypeError(
                f"app {self.ref}: process=True needs a function or class at the top level of a module, not {name}"
            )
        source = getattr(sys.modules.get(module), "__file__", None)
        if module == "__main__" and source is None:
            raise TypeError(
                f"app {self.ref}: process=True needs a function from a file, not from an interactive session"
            )
        return {"module": module, "qualname": name, "file": source or "", "ref": self.ref, "version": self.version}


def app(
    ref: str,
    *,
    version: Optional[str] = None,
    process: bool = False,
    functions: Optional[Mapping[str, Callable[..., Any]]] = None,
    description: Optional[str] = None,
    category: str = "other",
    secrets: Sequence[str] = (),
) -> Callable[[Target], Target]:
    """Declare a function or class an app; it stays callable as it was.

    The target may be a function, a coroutine function, a generator or an async generator (each value yielded replaces
    the task's output, a `Delta` goes out as an increment, the last output is the result), or a class with any of
    `setup` (called once per worker, with the setup values if it takes an argument), `run`, further public methods
    (each a function of its own), `on_cancel` and `unload`.

    ref: `namespace/name`, or a bare `name`.
    version: the short id that `ref@version` names; made up from the reference when left out.
    process: run each worker in a fresh Python interpreter, which a cancellation can kill; needs an importable
        target.
    functions: further functions of an app that is a plain function, by name.
    description, category: what reading the app answers; the description defaults to the docstring.
    secrets: names that must be set on the platform (`LocalPlatform(secrets=...)`) before a run is accepted.

    Raises `TypeError` or `ValueError` at once for a reference or a signature that cannot be served.
    """
    if not isinstance(cast("object", ref), str):
        raise TypeError(f"app takes a reference first, as in @app('namespace/name'), not {ref!r}")
    match = _REF.match(ref)
    if match is None:
        raise ValueError(
            f"ref must look like 'namespace/name' or 'name', got {ref!r}; the version is an argument of its own"
        )
    if version is not None and not re.match(r"^[\w.-]+$", version):
        raise ValueError(f"version must be made of letters, digits, dots and dashes, got {version!r}")

    def declare(target: Target) -> Target:
        definition = AppDefinition(
            namespace=match.group("namespace") or "",
            name=match.group("name"),
            version=version or ids.short(ids.stable_id("version", ref)),
            target=target,
            process=process,
            description=description if description is not None else _summary(target),
            category=category,
            secrets=list(secrets),
            functions=_functions(ref, target, functions or {}),
            setup_schema={},
            setup_takes_config=False,
        )
        if process:
            definition.location()
        if definition.has_setup:
            _describe_setup(definition)
        setattr(target, ATTRIBUTE, [*_declared(target), definition])
        return target

    return declare


def definitions_of(target: Any) -> List[AppDefinition]:
    """The apps that a decorated function or class is; a `TypeError` if it is not one."""
    if isinstance(target, AppDefinition):
        return [target]
    found = _declared(target)
    if not found:
        raise TypeError(f"{target!r} is not an app: decorate it with @app('namespace/name')")
    return found


def _declared(target: Any) -> List[AppDefinition]:
    # Not through getattr: a subclass of an app is not an app by itself.
    return list(getattr(target, "__dict__", {}).get(ATTRIBUTE, ()))


def apps_in_module(module: Any) -> List[AppDefinition]:
    """All apps that a module defines or imports, each once, in the order of their names' appearance."""
    found: Dict[int, AppDefinition] = {}
    for value in list(module.__dict__.values()):
        if callable(value):
            for definition in _declared(value):
                found[id(definition)] = definition
    return list(found.values())


def _functions(ref: str, target: Any, more: Mapping[str, Callable[..., Any]]) -> Dict[str, AppFunction]:
    functions: Dict[str, AppFunction] = {}
    if inspect.isclass(target):
        for name, member in inspect.getmembers(target, callable):
            if name.startswith("_") or name in RESERVED or inspect.isclass(member):
                continue
            functions[name] = _function(ref, name, member, attribute=name, owner=target)
        if not functions:
            raise TypeError(f"app {ref}: class {target.__name__} has no public method to run")
    elif callable(target):
        functions["run"] = _function(ref, "run", target, attribute=None)
    else:
        raise TypeError(f"app {ref}: {target!r} is neither a function nor a class")
    for name, extra in more.items():
        if name in RESERVED or name.startswith("_"):
            raise ValueError(f"app {ref}: {name!r} cannot be the name of a function")
        functions[name] = _function(ref, name, extra, attribute=None)
    return functions


def _function(
    ref: str, name: str, target: Callable[..., Any], *, attribute: Optional[str], owner: Any = None
) -> AppFunction:
    hints = _hints(ref, name, target)
    parameters = list(inspect.signature(target).parameters.values())
    if owner is not None and not isinstance(inspect.getattr_static(owner, name), (staticmethod, classmethod)):
        parameters = parameters[1:]
    try:
        shape, whole = _input_shape(parameters, hints)
    except TypeError as error:
        raise TypeError(f"app {ref}, function {name}: {error}") from None
    return AppFunction(name, attribute, target, shape, whole, _output_schema(hints.get("return")), _summary(target))


def _input_shape(parameters: List[inspect.Parameter], hints: Mapping[str, Any]) -> Tuple[Shape, bool]:
    if len(parameters) == 1 and parameters[0].kind in (
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
    ):
        only = parameters[0]
        hint = hints.get(only.name, inspect.Parameter.empty)
        if _is_record(hint) or (only.name in WHOLE_INPUT_NAMES and _is_open(hint)):
            return shape_of(hint), True
    fields: List[FieldShape] = []
    extra = False
    for parameter in parameters:
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            extra = True
        elif parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            raise TypeError(f"*{parameter.name} cannot be filled from a JSON object; name the parameters")
        else:
            hint = hints.get(parameter.name, inspect.Parameter.empty)
            default = MISSING if parameter.default is inspect.Parameter.empty else parameter.default
            shape = shape_of(hint)
            if default is None and shape.schema():
                shape = shape_of(Optional[hint])
            fields.append(FieldShape(parameter.name, shape, default, default is MISSING))
    return ObjectShape(fields, dict, extra), False


def _is_record(hint: Any) -> bool:
    if not inspect.isclass(hint):
        return False
    return dataclasses.is_dataclass(hint) or typing_x.is_typeddict(hint) or hasattr(hint, "model_validate")


def _is_open(hint: Any) -> bool:
    return hint in (inspect.Parameter.empty, Any, dict, object) or typing_x.get_origin(hint) is dict


def _describe_setup(definition: AppDefinition) -> None:
    setup = definition.target.setup
    parameters = list(inspect.signature(setup).parameters.values())[1:]
    if parameters:
        definition.setup_takes_config = True
        hint = _hints(definition.ref, "setup", setup).get(parameters[0].name, Any)
        definition.setup_schema = shape_of(hint).schema()


def _hints(ref: str, name: str, target: Any) -> Dict[str, Any]:
    function = inspect.unwrap(getattr(target, "__func__", target))
    # Types that stand in the function around the app's are reachable only when the app itself uses them.
    closure: Dict[str, Any] = {}
    if inspect.isfunction(function):
        closure.update(inspect.getclosurevars(function).nonlocals)
    try:
        return dict(typing_x.get_type_hints(function, localns=closure or None, include_extras=True))
    except (NameError, TypeError) as error:
        raise TypeError(
            f"app {ref}, function {name}: an annotation cannot be read on Python {sys.version.split()[0]} ({error}); "
            "use types from the module's top level, and typing.List, Optional and the like on old Pythons"
        ) from error


def _output_schema(hint: Any) -> Dict[str, Any]:
    if hint is None or hint is type(None):
        return {}
    args = typing_x.get_args(hint)
    origin = typing_x.get_origin(hint)
    if (origin is not None and args and "Iterator" in str(origin)) or "Generator" in str(origin):
        hint = args[0] if args else Any
    try:
        return shape_of(hint).schema()
    except TypeError:
        # The output is not checked against its annotation, so one without a JSON form is not an error.
        return {}


def _summary(target: Any) -> str:
    return (inspect.getdoc(target) or "").strip().split("\n\n")[0].replace("\n", " ") if _own_doc(target) else ""


def _own_doc(target: Any) -> bool:
    return bool(getattr(target, "__doc__", None))
