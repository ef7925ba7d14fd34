"""Checks real exchanges against openapi.yaml: what was sent, what came back, streams frame by frame.

checker = contract_checker()                      # reads openapi.yaml once
problems = checker.check_exchange(Exchange("GET", "/tasks/abc", status=200, ...))
assert not problems, problems
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Tuple, Union
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DOCUMENT = Path(__file__).resolve().parents[2] / "openapi.yaml"
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
STREAMS = ("application/x-ndjson", "text/event-stream")
# A server that answers one of these says itself that the request was wrong: tests send such requests on purpose.
REQUEST_REFUSED = (400, 413, 415, 422)
_URI = "urn:inferencesh:contract"


@dataclass
class Exchange:
    """One request and its answer, as they were on the wire (bodies without transfer and content encodings).

    `path` carries the query string. `truncated` says that the answer was cut short (by the client, or on purpose):
    an unfinished last frame is then no fault. `request_truncated`: the server did not read the whole body. A status of
    0 says that no answer came at all.
    """

    method: str
    path: str
    request_headers: Mapping[str, str] = field(default_factory=dict)
    request_body: bytes = b""
    status: int = 200
    response_headers: Mapping[str, str] = field(default_factory=dict)
    response_body: bytes = b""
    truncated: bool = False
    request_truncated: bool = False


class Frame(NamedTuple):
    """A piece of a stream: where it is, its decoded value, or why it has none."""

    where: str
    value: Any
    fault: Optional[str] = None


class _Operation(NamedTuple):
    id: str
    method: str
    template: Tuple[str, ...]
    slashes: bool  # whether the last parameter takes the rest of the path
    pointer: str
    parameters: Tuple[Tuple[str, Mapping[str, Any]], ...]  # where each stands in the document, and what it says
    body: Mapping[str, Any]

    def matches(self, segments: Tuple[str, ...]) -> bool:
        if len(segments) != len(self.template) and not (self.slashes and len(segments) >= len(self.template)):
            return False
        return all(part.startswith("{") or part == given for part, given in zip(self.template, segments))

    @property
    def rank(self) -> Tuple[bool, ...]:
        """Sorts literal segments before parameters, from the left."""
        return tuple(part.startswith("{") for part in self.template)


# ---- JSON Schema, with the marks of our document ----


def _type(validator: Any, wanted: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    if schema.get("x-names-accepted") and isinstance(instance, str) and re.match(r"[a-z][a-z0-9_]*\Z", instance):
        return
    types = [wanted] if isinstance(wanted, str) else wanted
    if not any(validator.is_type(instance, name) for name in types):
        yield ValidationError(f"{instance!r} is not {' or '.join(types)}")


def _enum(validator: Any, values: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    # Listed values may grow, so here only `type` decides.
    if not schema.get("x-extensible-enum") and instance not in values:
        yield ValidationError(f"{instance!r} is none of {values!r}")


_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")
_formats = FormatChecker(formats=())


@_formats.checks("date-time")
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or _DATE_TIME.match(value) is not None


_Validator = extend(Draft202012Validator, {"type": _type, "enum": _enum})


# ---- streams ----


def ndjson_frames(body: bytes, truncated: bool = False) -> List[Frame]:
    """The JSON values of an NDJSON body, with the lines that hold none as faults."""
    lines = body.split(b"\n")
    unfinished = lines.pop()
    frames = []
    for number, line in enumerate(lines + ([unfinished] if unfinished.strip() and not truncated else []), 1):
        if not line.strip():
            continue
        frames.append(_decoded(f"line {number}", line))
    return frames


def sse_frames(body: bytes, truncated: bool = False) -> List[Frame]:
    """The events of an SSE body as objects of `event`, `id` and decoded `data`; comments are skipped."""
    frames: List[Frame] = []
    fields: Dict[str, str] = {}
    data: List[bytes] = []

    def finish() -> None:
        if data:
            frame = _decoded(f"event {len(frames) + 1}", b"\n".join(data))
            frames.append(frame if frame.fault else frame._replace(value={**fields, "data": frame.value}))
        fields.clear()
        data.clear()

    lines = re.split(rb"\r\n|\n|\r", body)
    unfinished = lines.pop()
    for line in lines:
        if not line:
            finish()
            continue
        name, _, value = line.partition(b":")
        value = value[1:] if value.startswith(b" ") else value
        if name == b"data":
            data.append(value)
        elif name in (b"event", b"id"):
            fields[name.decode()] = value.decode("utf-8", "replace")
        elif name not in (b"", b"retry"):
            frames.append(Frame(f"event {len(frames) + 1}", None, f"unknown field {name[:40]!r}"))
    if (data or unfinished) and not truncated:
        frames.append(Frame(f"event {len(frames) + 1}", None, "the stream ends inside an event"))
    return frames


def _decoded(where: str, text: bytes) -> Frame:
    try:
        return Frame(where, json.loads(text.decode("utf-8")))
    except ValueError as error:
        return Frame(where, None, f"no JSON: {error}")


# ---- the checker ----


class ContractChecker:
    """Says what in an exchange the contract does not allow."""

    def __init__(self, openapi_path: Union[str, Path] = DOCUMENT) -> None:
        with open(openapi_path, "rb") as file:
            self.document: Dict[str, Any] = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self._registry: Any = Registry().with_resource(_URI, DRAFT202012.create_resource(self.document))
        self._validators: Dict[str, Any] = {}
        self._found: Dict[Tuple[str, str], Optional[_Operation]] = {}
        self.operations: Dict[str, _Operation] = {}
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method not in item:
                    continue
                body = item[method]
                parameters = tuple(self._parameter(path, method, i) for i in range(len(body.get("parameters", ()))))
                self.operations[body["operationId"]] = _Operation(
                    id=body["operationId"],
                    method=method,
                    template=tuple(path.strip("/").split("/")),
                    slashes=any(parameter.get("x-holds-slashes") for _, parameter in parameters),
                    parameters=parameters,
                    pointer="/paths/" + _escape(path) + "/" + method,
                    body=body,
                )
        self._by_rank = sorted(self.operations.values(), key=lambda operation: operation.rank)

    def operation_for(self, method: str, path: str) -> Optional[str]:
        """The operationId that a request belongs to, or None; literal segments go before parameters."""
        operation = self._operation(method, path)
        return None if operation is None else operation.id

    def check_exchange(self, exchange: Exchange) -> List[str]:
        """What is wrong, one line each: operation, place, reason. Empty when all is well."""
        operation = self._operation(exchange.method, exchange.path)
        if operation is None:
            return [f"{exchange.method} {urlsplit(exchange.path).path}: not in the contract"]
        found = list(self._answer(operation, exchange)) if exchange.status else []
        if exchange.status not in REQUEST_REFUSED:
            found += self._request(operation, exchange)
        return [f"{operation.id}: {line}" for line in found]

    def check_request(self, exchange: Exchange) -> List[str]:
        """Only the request, whatever was answered."""
        operation = self._operation(exchange.method, exchange.path)
        if operation is None:
            return [f"{exchange.method} {urlsplit(exchange.path).path}: not in the contract"]
        return [f"{operation.id}: {line}" for line in self._request(operation, exchange)]

    def check_schema(self, name: str, value: Any) -> List[str]:
        """Check any decoded JSON against one component schema."""
        return list(self._schema("/components/schemas/" + _escape(name), value, name))

    # -- finding the operation --

    def _parameter(self, path: str, method: str, index: int) -> Tuple[str, Mapping[str, Any]]:
        declared = self.document["paths"][path][method]["parameters"][index]
        if "$ref" in declared:
            pointer = declared["$ref"][1:]
            return pointer, self.document["components"]["parameters"][pointer.rsplit("/", 1)[1]]
        return f"/paths/{_escape(path)}/{method}/parameters/{index}", declared

    def _operation(self, method: str, path: str) -> Optional[_Operation]:
        key = (method.lower(), urlsplit(path).path)
        if key not in self._found:
            if len(self._found) > 10_000:
                self._found.clear()
            self._found[key] = self._search(*key)
        return self._found[key]

    def _search(self, method: str, path: str) -> Optional[_Operation]:
        segments = tuple(path.strip("/").split("/"))
        for candidate in (segments, segments[1:] if segments[0] in ("v1", "api") else ()):
            for operation in self._by_rank:
                if operation.method == method and operation.matches(candidate):
                    return operation
        return None

    # -- the request --

    def _request(self, operation: _Operation, exchange: Exchange) -> Iterator[str]:
        yield from self._parameters(operation, exchange)
        headers = _lower(exchange.request_headers)
        if operation.body.get("security") and 0 < exchange.status < 400 and "authorization" not in headers:
            yield "request: served without an Authorization header"
        declared = operation.body.get("requestBody")
        if declared is None:
            if exchange.request_body.strip() not in (b"", b"{}", b"null"):
                yield "request body: this operation takes none"
            return
        if not exchange.request_body:
            if exchange.request_truncated:
                return
            if declared.get("required") and not _any_type(declared["content"]):
                yield "request body: missing"
            return
        media_type = _media_type(headers)
        chosen = _content(declared["content"], media_type)
        if chosen is None:
            yield f"request body: media type {media_type or 'not given'}, wanted {' or '.join(declared['content'])}"
            return
        if chosen == "application/json" and not exchange.request_truncated:
            pointer = operation.pointer + "/requestBody/content/" + _escape(chosen) + "/schema"
            yield from self._json(pointer, exchange.request_body, "request body")

    def _parameters(self, operation: _Operation, exchange: Exchange) -> Iterator[str]:
        query = parse_qsl(urlsplit(exchange.path).query, keep_blank_values=True)
        headers = _lower(exchange.request_headers)
        path = [s for s in urlsplit(exchange.path).path.strip("/").split("/") if s not in ("v1", "api")]
        names = set()
        for pointer, parameter in operation.parameters:
            name, place = parameter["name"], parameter["in"]
            if place == "query":
                names.add(name)
                values = [value for key, value in query if key == name]
            elif place == "header":
                values = [headers[name.lower()]] if name.lower() in headers else []
            else:
                values = [unquote(v) for t, v in zip(operation.template, path) if t == "{" + name + "}"]
            if parameter.get("required") and not values:
                yield f"{place} {name}: missing"
            for value in values:
                yield from self._schema(pointer + "/schema", _converted(parameter["schema"], value), f"{place} {name}")
        for name in sorted({key for key, _ in query} - names):
            yield f"query {name}: not declared"

    # -- the answer --

    def _answer(self, operation: _Operation, exchange: Exchange) -> Iterator[str]:
        found = self._response(operation, exchange.status)
        if found is None:
            yield f"status {exchange.status}: not declared"
            return
        pointer, declared = found
        where = f"answer {exchange.status}"
        content = declared.get("content")
        if not content:
            if exchange.response_body:
                yield f"{where}: has a body, none is declared"
            return
        media_type = _media_type(_lower(exchange.response_headers))
        chosen = _content(content, media_type)
        if chosen is None:
            yield f"{where}: media type {media_type or 'not given'}, declared is {' or '.join(content)}"
            return
        schema = pointer + "/content/" + _escape(chosen) + "/schema"
        if chosen in STREAMS:
            split = ndjson_frames if chosen == STREAMS[0] else sse_frames
            for frame in split(exchange.response_body, exchange.truncated):
                if frame.fault:
                    yield f"{where} {frame.where}: {frame.fault}"
                else:
                    yield from self._schema(schema, frame.value, f"{where} {frame.where}")
        elif chosen.endswith("json") and not exchange.truncated:
            yield from self._json(schema, exchange.response_body, where)
            if chosen == "application/problem+json":
                yield from _problem(exchange, where)

    def _response(self, operation: _Operation, status: int) -> Optional[Tuple[str, Mapping[str, Any]]]:
        responses = operation.body["responses"]
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in responses:
                declared, pointer = responses[key], f"{operation.pointer}/responses/{key}"
                if "$ref" in declared:
                    pointer = declared["$ref"][1:]
                    declared = self.document["components"]["responses"][pointer.rsplit("/", 1)[1]]
                return pointer, declared
        return None

    # -- values --

    def _json(self, pointer: str, body: bytes, where: str) -> Iterator[str]:
        frame = _decoded(where, body)
        if frame.fault:
            yield f"{where}: {frame.fault}"
        else:
            yield from self._schema(pointer, frame.value, where)

    def _schema(self, pointer: str, value: Any, where: str) -> Iterator[str]:
        validator = self._validators.get(pointer)
        if validator is None:
            validator = self._validators[pointer] = _Validator(
                {"$ref": _URI + "#" + pointer.replace("%", "%25").replace("{", "%7B").replace("}", "%7D")},
                registry=self._registry,
                format_checker=_formats,
            )
        error = best_match(validator.iter_errors(value))
        if error is not None:
            place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.absolute_path)
            yield f"{where}{' at ' + place if place else ''}: {_short(error.message)}"


@lru_cache(maxsize=None)
def contract_checker() -> ContractChecker:
    """The checker of this repository's openapi.yaml, made once."""
    return ContractChecker(DOCUMENT)


def _problem(exchange: Exchange, where: str) -> Iterator[str]:
    try:
        status = json.loads(exchange.response_body.decode("utf-8")).get("status")
    except (ValueError, AttributeError):
        return  # reported as no JSON, or as no object, already
    if status != exchange.status:
        yield f"{where}: the body says status {status!r}"


def _converted(schema: Mapping[str, Any], text: str) -> Any:
    kind = schema.get("type")
    if kind == "integer" and re.match(r"-?\d+\Z", text):
        return int(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _lower(headers: Mapping[str, str]) -> Dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").split(";")[0].strip().lower()


def _any_type(content: Mapping[str, Any]) -> bool:
    return any(entry.get("x-any-media-type") for entry in content.values())


def _content(content: Mapping[str, Any], media_type: str) -> Optional[str]:
    """The declared media type that a given one falls under."""
    if media_type in content:
        return media_type
    for name, entry in content.items():
        if entry.get("x-any-media-type") and re.match(r"[\w.+-]+/[\w.+-]+\Z", media_type):
            return name
    return None


def _short(text: str) -> str:
    return text if len(text) <= 300 else text[:200] + " ... " + text[-80:]
