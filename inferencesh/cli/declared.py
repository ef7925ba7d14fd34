"""What the files given to `inferencesh serve` declare: apps, and the dicts `models`, `agents` and `mcp_servers`."""

from __future__ import annotations

import dataclasses
import importlib.util
import sys
import types
from pathlib import Path
from typing import Any, Dict, List, Sequence, cast

TAKEN = {
    "models": "models by reference, such as {'acme/brain': ScriptedModel([...])}",
    "agents": "configs of agents by reference, such as {'acme/helper': {'core_app': {'ref': 'acme/brain'}}}",
    "mcp_servers": "MCP servers by name, such as {'notes': 'http://127.0.0.1:9000/mcp'}",
}
"""Names at the top of a file that mean what they mean for `LocalPlatform`, and what their dicts hold."""


def _no_objects() -> Dict[str, Any]:
    return {}


@dataclasses.dataclass
class Declared:
    """What was found, as `LocalPlatform` takes it."""

    apps: List[Any] = dataclasses.field(default_factory=lambda: [])
    models: Dict[str, Any] = dataclasses.field(default_factory=_no_objects)
    agents: Dict[str, Any] = dataclasses.field(default_factory=_no_objects)
    mcp_servers: Dict[str, Any] = dataclasses.field(default_factory=_no_objects)


def declared_in(names: Sequence[str]) -> Declared:
    """Load the files, in this order; a `ValueError` names the file that cannot be served, and why."""
    found = Declared()
    for name in names:
        _take(name, _load(name), found)
    return found


def _take(name: str, module: Any, found: Declared) -> None:
    from inferencesh.local.agents.models.model_apps import as_app
    from inferencesh.local.apps.definition import apps_in_module

    apps = apps_in_module(module)
    dicts = {member: _dict(name, module, member) for member in TAKEN}
    if not apps and not any(dicts.values()):
        raise ValueError(f"{name} declares no app; {_advice(module)}")
    found.apps += apps
    for ref, model in dicts["models"].items():
        try:
            as_app(ref, model)  # here, where the file can be named
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name}, models: {error}") from None
    found.models.update(dicts["models"])
    found.agents.update(dicts["agents"])
    found.mcp_servers.update(dicts["mcp_servers"])


def _dict(name: str, module: Any, member: str) -> Dict[str, Any]:
    from inferencesh._core.values.json_guard import is_object

    value = getattr(module, member, None)
    # A module of that name, imported for the file's own use, is not ours.
    if value is None or isinstance(value, types.ModuleType):
        return {}
    if not is_object(value):
        raise ValueError(f"{name}: {member} must be a dict of {TAKEN[member]}, not a {type(value).__name__}")
    keys: List[Any] = list(value)
    for key in keys:
        if not isinstance(key, str):
            raise ValueError(f"{name}: {member} must be a dict of {TAKEN[member]}, and {key!r} is not a name")
    return value


def _advice(module: Any) -> str:
    from inferencesh.local import OpenAICompatible, ScriptedModel

    for name, value in module.__dict__.items():
        if isinstance(value, (OpenAICompatible, ScriptedModel)):
            return f"give the model {name} a reference: models = {{'namespace/name': {name}}}"
    return (
        "decorate a function with @app('namespace/name'), or give models or agents references: "
        "models = {'namespace/name': ...}"
    )


def _load(name: str) -> Any:
    path = Path(name).resolve()
    if not path.is_file():
        raise ValueError(f"there is no file {name}")
    # As with `python APPS.py`: what lies beside the file can be imported, by it and by its process workers.
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, str(path))
    if spec is None or spec.loader is None:
        raise ValueError(f"{name} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    try:
        cast(Any, spec.loader).exec_module(module)
    except Exception as error:
        raise ValueError(f"{name} cannot be loaded: {type(error).__name__}: {error}") from error
    return module
