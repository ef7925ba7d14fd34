"""Results in YAML: PyYAML and ruamel.yaml write them as the plain values that they are."""

from __future__ import annotations

import sys
from typing import Any, Dict, List, Type

LIBRARIES = ("yaml.representer", "ruamel.yaml.representer")


def make_known(base: type) -> None:
    """Tell the YAML libraries that are loaded how a class of ours, and all below it, are written."""
    for name in LIBRARIES:
        representer = getattr(sys.modules.get(name), "SafeRepresenter", None)
        if representer is not None:
            for dumper in _with_subclasses(representer):
                if base not in dumper.yaml_representers and base not in dumper.yaml_multi_representers:
                    dumper.add_multi_representer(base, _as_mapping if issubclass(base, dict) else _as_text)


def _with_subclasses(representer: Type[Any]) -> List[Type[Any]]:
    """The class and all below it: one that has representers of its own does not see those that its bases get later."""
    found = [representer]
    for dumper in found:
        found.extend(below for below in dumper.__subclasses__() if below not in found)
    return found


def _as_mapping(dumper: Any, value: Dict[str, Any]) -> Any:
    return dumper.represent_dict(dict(value))


def _as_text(dumper: Any, value: str) -> Any:
    return dumper.represent_str(str(value))
