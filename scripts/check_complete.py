"""Prove that the generated package holds everything openapi.yaml declares.

The generator drops what it cannot handle, mostly without a word, and still reports success. So each operation must
have its own module and each object and enum its own class; enums must have all their values; and no name may be used
that is known to break the generated code.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Any

from openapi_python_client.strings import ClassName, PythonIdentifier
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")

# Names that generated code uses itself; see docs/contract.md.
PROPERTY_NAMES = {"additional_properties", "additional_keys", "to_dict", "from_dict"}
PARAMETER_NAMES = {"body", "headers", "params", "cookies"}
SCHEMA_NAMES = {
    "Any", "BytesIO", "ClassVar", "File", "FileTypes", "FrozenSet", "Literal", "Mapping", "Response", "T", "TypeVar",
    "UUID", "Unset",
}  # fmt: skip


def problems(document: Path, package: Path) -> list[str]:
    """What is missing or in danger, one line each."""
    spec: dict[str, Any] = YAML(typ="safe").load(document.read_text(encoding="utf-8"))
    schemas: dict[str, Any] = spec["components"]["schemas"]
    return [*_operations(spec, package), *_classes(schemas, package), *_names(spec)]


def _operations(spec: dict[str, Any], package: Path) -> list[str]:
    found: list[str] = []
    owners: dict[Path, str] = {}
    for path, item in spec["paths"].items():
        if "$ref" in item:
            found.append(f"{path}: a path item must not be a $ref")
        for method in METHODS:
            operation = item.get(method)
            if operation is None:
                continue
            if "operationId" not in operation or len(operation.get("tags", ())) != 1:
                found.append(f"{method} {path}: needs an operationId and exactly one tag")
                continue
            name = operation["operationId"]
            folder = package / "api" / PythonIdentifier(operation["tags"][0], "tag")
            module = folder / f"{PythonIdentifier(name, 'field_')}.py"
            if module in owners:
                found.append(f"{name}: shares its module with {owners[module]}")
            owners[module] = name
            if not module.exists():
                found.append(f"{name}: has no module")
            elif not _streams_only(operation) and "def parse_response(" not in module.read_text(encoding="utf-8"):
                found.append(f"{name}: has no parser")
    present = {path for path in (package / "api").glob("*/*.py") if path.name != "__init__.py"}
    found += [f"{path.parent.name}/{path.name}: belongs to no operation" for path in sorted(present - owners.keys())]
    return found


def _streams_only(operation: dict[str, Any]) -> bool:
    content = operation["responses"].get("200", {}).get("content", {})
    return bool(content) and "application/json" not in content and "application/octet-stream" not in content


def _classes(schemas: dict[str, Any], package: Path) -> list[str]:
    found: list[str] = []
    classes: dict[str, ast.ClassDef] = {}
    for file in sorted((package / "models").glob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                classes[node.name] = node
    owners: dict[str, str] = {}
    for name, schema in schemas.items():
        if not ("enum" in schema or "allOf" in schema or schema.get("type") == "object"):
            continue
        class_name = str(ClassName(schema.get("title") or name, "field_"))
        module = str(PythonIdentifier(class_name, "field_"))
        if module in owners:
            found.append(f"schema {name}: shares its module with {owners[module]}")
        owners[module] = name
        node = classes.get(class_name)
        if node is None:
            found.append(f"schema {name}: has no class")
            continue
        if "enum" in schema:
            found += _members(name, schema, node)
        else:
            found += _fields(name, schema, schemas, node)
    return found


def _members(name: str, schema: dict[str, Any], node: ast.ClassDef) -> list[str]:
    members = {
        statement.value.value
        for statement in node.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
    }
    lost = [value for value in schema["enum"] if value not in members]
    return [f"enum {name}: lost {value!r}" for value in lost]


def _fields(name: str, schema: dict[str, Any], schemas: dict[str, Any], node: ast.ClassDef) -> list[str]:
    declared: set[str] = set()
    for part in [schema, *schema.get("allOf", ())]:
        if "$ref" in part:
            part = schemas[part["$ref"].rsplit("/", 1)[1]]
        declared |= set(part.get("properties", ()))
    keys = {item.value for item in ast.walk(node) if isinstance(item, ast.Constant) and isinstance(item.value, str)}
    return [f"schema {name}: lost {field}" for field in sorted(declared - keys)]


def _names(spec: dict[str, Any]) -> list[str]:
    found = [
        f"schema {name}: the name breaks generated code"
        for name in spec["components"]["schemas"]
        if name in SCHEMA_NAMES
    ]
    for name, schema in spec["components"]["schemas"].items():
        for part in [schema, *schema.get("allOf", ())]:
            for field in part.get("properties", ()):
                if PythonIdentifier(field, "field_") in PROPERTY_NAMES:
                    found.append(f"schema {name}: the field {field} breaks generated code")
    for path, item in spec["paths"].items():
        for method in METHODS:
            for parameter in item.get(method, {}).get("parameters", ()):
                if PythonIdentifier(parameter.get("name", ""), "field_") in PARAMETER_NAMES:
                    found.append(f"{method} {path}: the parameter {parameter['name']} breaks generated code")
    return found


def main() -> int:
    lines = problems(ROOT / "openapi.yaml", ROOT / "generated" / "inferencesh_api")
    for line in lines:
        print(line)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
