"""Prove that the generated package holds everything openapi.yaml declares.

The generator drops what it cannot handle, mostly without a word, and still reports success. So each operation must
have its own module, which calls its route, sends all its parameters and its body, and has a parser for each of its
answers; each object and enum must have its own class; classes must read and write all their fields, enums have all
their values; nothing may be left over; and no name may be used that is known to break the generated code.
"""

from __future__ import annotations

import ast
import functools
import re
import sys
from pathlib import Path
from typing import Any

from openapi_python_client.strings import ClassName, PythonIdentifier
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")

# Names that generated code uses itself; see docs/contract.md.
PROPERTY_NAMES = {"additional_properties", "additional_keys", "to_dict", "from_dict"}
STREAMS = {"application/x-ndjson", "text/event-stream"}
PARAMETER_NAMES = {"body", "headers", "params", "cookies"}
SCHEMA_NAMES = {
    "Any", "BytesIO", "ClassVar", "File", "FileTypes", "FrozenSet", "Literal", "Mapping", "Open", "Response", "T",
    "TypeVar", "UUID", "Unset",
}  # fmt: skip


def problems(document: Path, package: Path) -> list[str]:
    """What is missing or in danger, one line each."""
    spec = _load(document.read_text(encoding="utf-8"))
    schemas: dict[str, Any] = spec["components"]["schemas"]
    return [*_operations(spec, package), *_classes(schemas, package), *_names(spec)]


@functools.lru_cache(maxsize=2)  # reading takes seconds
def _load(text: str) -> dict[str, Any]:
    return YAML(typ="safe").load(text)


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
            else:
                text = module.read_text(encoding="utf-8")
                found += [f"{name}: {line}" for line in _module(spec, method, path, operation, text)]
    present = {path for path in (package / "api").glob("*/*.py") if path.name != "__init__.py"}
    found += [f"{path.parent.name}/{path.name}: belongs to no operation" for path in sorted(present - owners.keys())]
    return found


def _module(spec: dict[str, Any], method: str, path: str, operation: dict[str, Any], text: str) -> list[str]:
    """What the module of an operation lacks."""
    found = [*_route(method, path, text), *_parameters(spec, operation, text)]
    if "requestBody" in operation and not re.search(r'_kwargs\["(json|content)"\] = ', text):
        found.append("lost its body")
    return [*found, *_parsers(operation, text)]


def _route(method: str, path: str, text: str) -> list[str]:
    """What is wrong with the method and the path."""
    constants = {
        node.targets[0].id: node.value.value
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    wanted = re.sub(r"{(\w+)}", lambda match: f"{{{PythonIdentifier(match[1], 'field_')}}}", path)
    if (constants.get("METHOD"), constants.get("PATH")) == (method, wanted):
        return []
    return [f"calls {str(constants.get('METHOD')).upper()} {constants.get('PATH')}"]


def _parameters(spec: dict[str, Any], operation: dict[str, Any], text: str) -> list[str]:
    """The parameters that are not sent."""
    found: list[str] = []
    for parameter in operation.get("parameters", ()):
        if "$ref" in parameter:
            parameter = spec["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]
        name = parameter["name"]
        sent = {"query": f'params["{name}"] = ', "header": f'headers["{name}"] = '}.get(
            parameter["in"], f"{PythonIdentifier(name, 'field_')}=path_segment("
        )
        if sent not in text:
            found.append(f"lost the parameter {name}")
    return found


def _parsers(operation: dict[str, Any], text: str) -> list[str]:
    """The answers that nothing reads."""
    found: list[str] = []
    # Where JSON and a stream share an operation, the generator takes the JSON; stream_task and stream_chat have frames.
    contents = {kind for answer in operation["responses"].values() for kind in answer.get("content", ())}
    if STREAMS & contents and "application/json" not in contents and "def parse_item(" not in text:
        found.append("has no parser of frames")
    statuses = {
        status
        for status, answer in operation["responses"].items()
        if status < "400" and not ("content" in answer and set(answer["content"]) <= STREAMS)
    }
    if statuses and "def parse_response(" not in text:
        return [*found, "has no parser"]
    return [
        *found,
        *(f"lost the answer {status}" for status in sorted(statuses) if f"status_code == {status}:" not in text),
    ]


def _classes(schemas: dict[str, Any], package: Path) -> list[str]:
    found: list[str] = []
    classes: dict[str, ast.ClassDef] = {}
    for file in sorted((package / "models").glob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                classes[node.name] = node
    listed = (package / "models" / "__init__.py").read_text(encoding="utf-8")
    exported = dict(re.findall(r'^        "(\w+)": "(\.\w+)",$', listed, re.MULTILINE))
    owners: dict[str, str] = {}
    for name, schema in schemas.items():
        if not ("enum" in schema or "allOf" in schema or schema.get("type") == "object"):
            continue
        class_name = str(ClassName(schema.get("title") or name, "field_"))
        module = str(PythonIdentifier(class_name, "field_"))
        if module in owners:
            found.append(f"schema {name}: shares its module with {owners[module]}")
        owners[module] = name
        if exported.get(class_name) != f".{module}":
            found.append(f"schema {name}: is not among the models")
        node = classes.get(class_name)
        if node is None:
            found.append(f"schema {name}: has no class")
            continue
        if "enum" in schema:
            found += _members(name, schema, node)
        else:
            found += _fields(name, schema, schemas, node)
    present = {file.stem for file in (package / "models").glob("*.py") if file.name != "__init__.py"}
    found += [f"models/{module}.py: belongs to no schema" for module in sorted(present - owners.keys())]
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
    read: set[str] = set()
    written: set[str] = set()
    for item in ast.walk(node):
        if (
            isinstance(item, ast.Call)
            and ast.unparse(item.func) == "_data_.pop"
            and isinstance(item.args[0], ast.Constant)
        ):
            read.add(str(item.args[0].value))
        elif (
            isinstance(item, ast.Subscript)
            and ast.unparse(item.value) == "_out_"
            and isinstance(item.slice, ast.Constant)
        ):
            written.add(str(item.slice.value))
    return [
        f"schema {name}: " + (f"lost {field}" if field not in read | written else f"{field} is not {done}")
        for field in sorted(declared)
        for done, fields in (("read", read), ("written", written))
        if field not in fields and (done == "read" or field in read)
    ]


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
