"""The apps that a platform serves: found by reference, id, version."""

from __future__ import annotations

import difflib
import re
from typing import Any, Dict, List, Optional, Tuple

from ..common.stored_objects import common_members
from ..http.problem_documents import Problem, not_found
from .definition import AppDefinition

_REF = re.compile(
    r"^(?:app/)?(?:(?P<namespace>[^/@:\s]+)/)?(?P<name>[^/@:\s]+)(?:@(?P<version>[^@:\s]+))?(?::(?P<function>[^@:/\s]+))?$"
)


class Registry:
    """Apps by reference, each with its versions, newest last."""

    def __init__(self) -> None:
        self._versions: Dict[str, List[AppDefinition]] = {}

    def add(self, definition: AppDefinition, now: str) -> None:
        """Make it the current version of its app; the same version again replaces what was there."""
        versions = self._versions.setdefault(definition.ref, [])
        versions[:] = [known for known in versions if known.version != definition.version]
        definition.created_at = now
        versions.append(definition)

    def current(self) -> List[AppDefinition]:
        """The newest version of every app."""
        return [versions[-1] for versions in self._versions.values()]

    def versions(self, definition: AppDefinition) -> List[AppDefinition]:
        """All versions of an app, the newest first."""
        return list(reversed(self._versions[definition.ref]))

    def resolve(self, text: Any) -> Tuple[AppDefinition, Optional[str], bool]:
        """What `namespace/name@version:function` means: the app, the function if one is named, whether it is pinned."""
        match = _REF.match(text) if isinstance(text, str) else None
        if match is None:
            raise Problem(
                422,
                "validation_error",
                f"app: {text!r} is not a reference; write namespace/name, namespace/name@version or a bare name",
                data=[{"field": "app", "path": "app", "message": "is not a reference"}],
            )
        namespace, name = match.group("namespace") or "", match.group("name")
        definition = self._named(namespace, name)
        if definition is None:
            raise not_found(f"no app named {namespace + '/' if namespace else ''}{name}{self._close(namespace, name)}")
        version = match.group("version")
        if version in (None, "latest"):
            return definition, match.group("function"), False
        return self._version(definition, str(version)), match.group("function"), True

    def by_id(self, identifier: str) -> AppDefinition:
        """By app id, short id, or bare name."""
        for definition in self.current():
            if identifier in (definition.id, definition.id[:8], definition.ref):
                return definition
        found = self._named("", identifier)
        if found is None:
            raise not_found(f"no app {identifier}{self._close('', identifier)}")
        return found

    def by_name(self, namespace: str, name: str) -> AppDefinition:
        """The newest version of the app of this name; a 404 `Problem` if there is none."""
        name = name.split("@")[0].split(":")[0]
        found = self._versions.get(f"{namespace}/{name}")
        if not found:
            raise not_found(f"no app named {namespace}/{name}{self._close(namespace, name)}")
        return found[-1]

    def version(self, definition: AppDefinition, version: str) -> AppDefinition:
        """A version of an app by its name or id; a 404 `Problem` if there is none."""
        return self._version(definition, version)

    def _version(self, definition: AppDefinition, version: str) -> AppDefinition:
        known = self._versions[definition.ref]
        for candidate in known:
            if version in (candidate.version, candidate.version_id, candidate.version_id[:8]):
                return candidate
        listed = ", ".join(candidate.version for candidate in known)
        raise not_found(f"app {definition.ref} has no version {version}; it has {listed}")

    def _named(self, namespace: str, name: str) -> Optional[AppDefinition]:
        exact = self._versions.get(f"{namespace}/{name}" if namespace else name)
        if exact:
            return exact[-1]
        if not namespace:
            # A bare name means the app of that name in any namespace.
            for versions in self._versions.values():
                if versions[-1].name == name:
                    return versions[-1]
        return None

    def _close(self, namespace: str, name: str) -> str:
        wanted = f"{namespace}/{name}" if namespace else name
        known = list(self._versions)
        close = difflib.get_close_matches(wanted, known, n=3, cutoff=0.6)
        close += [ref for ref in known if ref.split("/")[-1] == name and ref not in close]
        return "; did you mean " + " or ".join(close[:3]) + "?" if close else ""


def describe_app(definition: AppDefinition, *, with_version: bool = True) -> Dict[str, Any]:
    """An app as the API shows it (AppDTO)."""
    shown = common_members(definition.id, definition.created_at, definition.created_at, "public")
    shown.update(
        namespace=definition.namespace,
        name=definition.name,
        title=definition.name,
        description=definition.description,
        agent_description=definition.description,
        category=definition.category,
        images={"card": "", "thumbnail": "", "banner": ""},
        tags=[],
        version_id=definition.version_id,
        status="active",
    )
    if with_version:
        shown["version"] = describe_version(definition)
    return shown


def describe_version(definition: AppDefinition) -> Dict[str, Any]:
    """A version as the API shows it (AppVersionDTO)."""
    default = definition.functions[definition.default_function]
    # The short id of a version is what references name after the @.
    return {
        "id": definition.version_id,
        "short_id": definition.version,
        "created_at": definition.created_at,
        "updated_at": definition.created_at,
        "deleted_at": None,
        "metadata": {},
        "repository": "",
        "setup_schema": definition.setup_schema,
        "input_schema": default.shape.schema(),
        "output_schema": default.output_schema,
        "functions": {
            function.name: {
                "name": function.name,
                "description": function.description,
                "input_schema": function.shape.schema(),
                "output_schema": function.output_schema,
                "kind": "run",
            }
            for function in definition.functions.values()
        },
        "default_function": definition.default_function,
        "env": {},
        "kernel": "python",
        "required_secrets": [{"key": key, "description": "", "optional": False} for key in definition.secrets],
        "resources": {"gpu": {"count": 0, "vram": 0, "type": "none"}, "ram": 0},
    }
