"""Every exception: its place in the family, its text, its way through pickle, and how an answer becomes one."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import time
from typing import Any, Dict, List, Optional, Type

import pytest

from inferencesh._core.errors import classes as errors
from inferencesh._core.errors.classes import APIError, InferenceError
from inferencesh._core.requests.error_answers import error_from_response, problem_code
from inferencesh._core.streams import task_errors

CLASSES: List[Type[InferenceError]] = sorted(
    {
        value
        for value in [*vars(errors).values(), *vars(task_errors).values()]
        if inspect.isclass(value) and issubclass(value, InferenceError)
    },
    key=lambda cls: cls.__name__,
)
API_CLASSES = [cls for cls in CLASSES if issubclass(cls, APIError)]
PROBLEM = "application/problem+json"


def answer(status: int, body: Any, content_type: str = PROBLEM, **keywords: Any) -> APIError:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return error_from_response(status, {"content-type": content_type}, content, **keywords)


def problem(code: str, detail: str = "it went wrong", status: int = 400, **more: Any) -> Dict[str, Any]:
    kind = f"https://api.inference.sh/errors/{code}"
    return {"type": kind, "title": "Some Title", "status": status, "detail": detail, **more}


# -- the family ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cls", CLASSES)
def test_all_are_inference_errors_and_runtime_errors(cls: Type[InferenceError]) -> None:
    error = cls("broken")
    assert isinstance(error, InferenceError)
    assert isinstance(error, RuntimeError)
    assert str(error) == error.message == "broken"
    assert error.args == ("broken",)
    assert error.attempts == []
    assert error.task_id is None
    assert cls().message == ""


@pytest.mark.parametrize(
    ("cls", "builtin"),
    [
        (errors.InvalidInputError, ValueError),
        (errors.APIConnectionError, ConnectionError),
        (errors.APITimeoutError, TimeoutError),
        (errors.SubmissionUnknownError, errors.APIConnectionError),
        (errors.UncertainServerError, errors.ServerError),
        (errors.UncertainServerError, errors.SubmissionUnknownError),
        (task_errors.StreamError, ConnectionError),
        (errors.SessionNotFoundError, errors.NotFoundError),
        (errors.SessionExpiredError, errors.GoneError),
        (errors.SessionEndedError, errors.GoneError),
        (errors.WorkerLostError, errors.ServerError),
        (errors.SessionConflictError, errors.ConflictError),
        (task_errors.TaskFailedError, task_errors.TaskError),
        (task_errors.TaskCancelledError, task_errors.TaskError),
        (task_errors.TaskRejectedError, task_errors.TaskError),
        (errors.FileUploadError, InferenceError),
        (errors.RequirementsNotMetError, APIError),
    ],
)
def test_their_other_bases(cls: Type[InferenceError], builtin: Type[BaseException]) -> None:
    assert issubclass(cls, builtin)


def test_the_two_names_of_unmet_requirements() -> None:
    assert errors.RequirementsNotMetException is errors.RequirementsNotMetError


def test_attempts_are_not_shared() -> None:
    first, second = InferenceError("a"), InferenceError("b")
    first.attempts.append({"outcome": "HTTP 502"})
    assert second.attempts == []


# -- pickle and copy -----------------------------------------------------------------------------------------------


def full(cls: Type[InferenceError]) -> InferenceError:
    """One of a class with everything set that it can have."""
    if issubclass(cls, APIError):
        body = {"detail": "no", "errors": [{"type": "secret"}]}
        error: InferenceError = cls(
            "no", status_code=418, code="teapot", request_id="req_1", body=body, retry_after=2.5, task_id="t1"
        )
    else:
        error = cls("no", task_id="t1")
    error.attempts.append({"at": 1.0, "seconds": 0.5, "outcome": "HTTP 502"})
    if isinstance(error, task_errors.TaskError):
        error.task = {"id": "t1", "status": "failed"}
    if isinstance(error, errors.SessionError):
        error.session_id = "sess_1"
    if isinstance(error, errors.SubmissionUnknownError):
        error.submission = {"app": "infsh/echo", "input": {"n": 1}}
        error.sent_at = 12.5
    if isinstance(error, errors.RequirementsNotMetError):
        error.errors = [errors.RequirementError({"type": "secret", "key": "K"})]
    return error


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize("protocol", [0, 2, pickle.HIGHEST_PROTOCOL])
def test_pickling_keeps_everything(cls: Type[InferenceError], protocol: int) -> None:
    error = full(cls)
    twin = pickle.loads(pickle.dumps(error, protocol))
    assert type(twin) is cls
    assert (twin.args, str(twin), vars(twin)) == (error.args, str(error), vars(error))


@pytest.mark.parametrize("cls", CLASSES)
def test_copies_keep_everything(cls: Type[InferenceError]) -> None:
    error = full(cls)
    for twin in (copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is cls
        assert (twin.args, str(twin), vars(twin)) == (error.args, str(error), vars(error))
    assert copy.deepcopy(error).attempts is not error.attempts


def test_a_subclass_with_a_signature_of_its_own_pickles() -> None:
    error = Own("a", 7)
    twin = pickle.loads(pickle.dumps(error))
    assert (type(twin), str(twin), twin.number) == (Own, "a", 7)


class Own(errors.APIConnectionError):
    def __init__(self, word: str, number: int) -> None:
        super().__init__(word)
        self.number = number


def test_a_cause_that_cannot_be_pickled_does_not_stop_the_error() -> None:
    cause = ValueError(lambda: None)
    error = task_errors.StreamError("lost")
    error.__cause__ = cause
    assert str(pickle.loads(pickle.dumps(error))) == "lost"


def test_notes_on_every_python() -> None:
    error = task_errors.TaskFailedError("task failed")
    error.add_note("log: out of memory")
    error.add_note("see the log")
    for each in (error, pickle.loads(pickle.dumps(error))):
        assert each.__notes__ == ["log: out of memory", "see the log"]


def test_raised_and_caught_by_each_name() -> None:
    for name in (RuntimeError, OSError, ConnectionError, errors.ServerError, errors.SubmissionUnknownError):
        with pytest.raises(name, match="HTTP 502: bad gateway"):
            raise errors.UncertainServerError("bad gateway", status_code=502)


# -- from an answer ------------------------------------------------------------------------------------------------

FAMILIES = [
    (400, errors.ValidationError),
    (401, errors.AuthenticationError),
    (402, errors.PaymentRequiredError),
    (403, errors.PermissionDeniedError),
    (404, errors.NotFoundError),
    (405, APIError),
    (408, APIError),
    (409, errors.ConflictError),
    (410, errors.GoneError),
    (412, errors.RequirementsNotMetError),
    (413, APIError),
    (415, APIError),
    (418, APIError),
    (422, errors.ValidationError),
    (429, errors.RateLimitError),
    (451, APIError),
    (499, APIError),
    (500, errors.ServerError),
    (501, errors.ServerError),
    (502, errors.ServerError),
    (503, errors.ServerError),
    (504, errors.ServerError),
    (520, errors.ServerError),
    (599, errors.ServerError),
]


@pytest.mark.parametrize(("status", "cls"), FAMILIES)
def test_the_family_of_each_status(status: int, cls: Type[APIError]) -> None:
    error = error_from_response(
        status,
        {"content-type": PROBLEM, "x-request-id": "req_9"},
        json.dumps(problem("some_code", "it went wrong", status)).encode(),
        retry_after=4.0,
        task_id="t1",
    )
    assert type(error) is cls
    assert str(error) == f"HTTP {status}: it went wrong"
    assert error.message == "it went wrong"
    assert (error.status_code, error.code, error.request_id) == (status, "some_code", "req_9")
    assert (error.retry_after, error.task_id) == (4.0, "t1")
    assert error.body["title"] == "Some Title"
    assert json.loads(error.response_body) == error.body


@pytest.mark.parametrize("status", [status for status, _ in FAMILIES])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html", b"<html><h1>502 Bad Gateway</h1></html>"),
        ("application/json", b"<html>not json</html>"),
        (PROBLEM, b'{"detail": "cut of'),
        ("text/plain", b""),
        ("", b""),
        ("text/plain", b"\xff\xfe\x00binary"),
        ("application/json", b"null"),
        ("application/json", b"[]"),
        ("application/json", b'"just text"'),
        ("application/json", b"true"),
        ("application/json", b"{}"),
        ("application/json", b'{"detail": 5, "title": null, "message": ""}'),
        ("application/json", b'{"type": 5, "error": "no object", "errors": {"a": 1}, "meta": []}'),
    ],
)
def test_any_body_makes_an_error(status: int, content_type: str, body: bytes) -> None:
    error = error_from_response(status, {"content-type": content_type} if content_type else {}, body)
    assert error.status_code == status
    assert error.code is None
    assert error.request_id is None
    assert str(error).startswith(f"HTTP {status}: ")
    assert len(str(error)) > len(f"HTTP {status}: ")
    assert isinstance(error.response_body, str)
    assert pickle.loads(pickle.dumps(error)).body == error.body


def test_a_page_of_something_in_between_is_cut() -> None:
    error = answer(520, b"<html>" + b"x" * 5000, "text/html")
    assert error.body == "<html>" + "x" * 494
    assert error.response_body == error.body
    assert len(str(error)) < 600


def test_a_body_that_is_json_without_saying_so() -> None:
    assert answer(404, problem("not_found", "no app"), "text/plain").code == "not_found"
    assert answer(404, problem("not_found", "no app"), "").message == "no app"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"detail": "d", "title": "t", "message": "m"}, "d"),
        ({"title": "t", "message": "m"}, "t"),
        ({"message": "m"}, "m"),
        ({"detail": "", "title": "t"}, "t"),
        ({"success": False, "status": 404, "error": {"code": "c", "message": "legacy"}}, "legacy"),
        ({"something": "else"}, '{"something": "else"}'),
        ({"error": {"message": "openai", "type": "x", "param": None, "code": None}}, "openai"),
    ],
)
def test_where_the_message_comes_from(body: Dict[str, Any], message: str) -> None:
    assert answer(404, body).message == message


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": "https://api.inference.sh/errors/not_found"}, "not_found"),
        ({"type": "https://elsewhere.example/a/errors/b/errors/deep"}, "deep"),
        ({"type": "about:blank"}, None),
        ({"type": "https://api.inference.sh/errors/"}, None),
        ({"type": "about:blank", "error": {"code": "legacy"}}, "legacy"),
        ({"error": {"code": "legacy"}}, "legacy"),
        ({"error": {"code": 7}}, None),
        ({"error": "text"}, None),
        ([], None),
        (None, None),
        ("text", None),
    ],
)
def test_the_code(body: Any, code: Optional[str]) -> None:
    assert problem_code(body) == code


@pytest.mark.parametrize(
    ("code", "status", "cls"),
    [
        ("SESSION_NOT_FOUND", 404, errors.SessionNotFoundError),
        ("session_not_found", 404, errors.SessionNotFoundError),
        ("SESSION_EXPIRED", 410, errors.SessionExpiredError),
        ("SESSION_ENDED", 410, errors.SessionEndedError),
        ("WORKER_LOST", 500, errors.WorkerLostError),
        ("WORKER_LEASED", 409, errors.SessionConflictError),
        ("APP_MISMATCH", 409, errors.SessionConflictError),
        ("APP_MISMATCH", 400, errors.SessionConflictError),
        ("VERSION_MISMATCH", 400, errors.SessionConflictError),
    ],
)
def test_session_codes(code: str, status: int, cls: Type[APIError]) -> None:
    error = answer(status, problem(code, "session sess_x is unhappy", status), session_id="sess_x")
    assert type(error) is cls
    assert isinstance(error, errors.SessionError)
    assert error.session_id == "sess_x"
    assert error.code == code
    assert error.status_code == status
    assert "sess_x is unhappy" in str(error)


@pytest.mark.parametrize("code", ["SESSION_NOT_FOUND", "SESSION_EXPIRED"])
@pytest.mark.parametrize("detail", ["session sess_x expired", "gone", "Session not found: sess_x", ""])
def test_lost_sessions_say_so_in_the_words_that_callers_look_for(code: str, detail: str) -> None:
    error = answer(410, problem(code, detail, 410))
    text = str(error).lower()
    assert text.count("session not found") == 1
    assert detail.lower() in text


REQUIREMENTS = [
    {"type": "secret", "key": "MAPS_KEY", "message": "secret MAPS_KEY is not set", "action": {"type": "add_secret"}},
    {"type": "scope", "key": "drive", "message": "scope drive is missing"},
]


@pytest.mark.parametrize(
    "body",
    [
        problem("requirements_not_met", "two are missing", 412, errors=REQUIREMENTS),
        problem("requirements_not_met", "two are missing", 412, meta={"errors": REQUIREMENTS}),
        problem("requirements_not_met", "two are missing", 412, errors=REQUIREMENTS, meta={"errors": []}),
        problem("requirements_not_met", "two are missing", 412, errors=[], meta={"errors": REQUIREMENTS}),
        problem("precondition_failed", "two are missing", 412, errors=None, meta={"errors": REQUIREMENTS}),
        {"satisfied": False, "errors": REQUIREMENTS},
        {"satisfied": False, "errors": [*REQUIREMENTS, "no object", None]},
    ],
)
def test_requirements_in_both_places(body: Dict[str, Any]) -> None:
    with pytest.raises(errors.RequirementsNotMetException) as caught:
        raise answer(412, body)
    found = caught.value.errors
    assert found == REQUIREMENTS
    assert [(err["type"], err["key"]) for err in found] == [(err.type, err.key) for err in found]
    assert found[0].message == "secret MAPS_KEY is not set"
    assert found[0].action == {"type": "add_secret"}
    assert found[1].action is None
    assert "secret MAPS_KEY is not set" in str(caught.value)
    assert json.dumps(found) == json.dumps(REQUIREMENTS)
    twin = pickle.loads(pickle.dumps(caught.value))
    assert twin.errors == REQUIREMENTS
    assert twin.errors[0].key == "MAPS_KEY"


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (412, {"errors": REQUIREMENTS}, "secret MAPS_KEY is not set"),
        (412, {"satisfied": False, "errors": [{"type": "secret"}, None, REQUIREMENTS[1]]}, "scope drive is missing"),
        (412, {"meta": {"errors": REQUIREMENTS}}, "secret MAPS_KEY is not set"),
        (412, {"error": {"code": "unmet", "meta": {"errors": REQUIREMENTS}}}, "secret MAPS_KEY is not set"),
        (422, {"errors": ["prompt is missing", "seed is text"]}, "prompt is missing"),
        (422, {"errors": [{"field": "prompt", "detail": "is missing"}]}, "is missing"),
        (422, {"detail": [{"loc": ["body", "prompt"], "msg": "field required"}]}, "field required"),
        (400, {"error": "no such field"}, "no such field"),
        (500, {"detail": {"message": "out of order"}}, "out of order"),
    ],
)
def test_an_explanation_that_stands_in_a_list_or_deeper(status: int, body: Dict[str, Any], words: str) -> None:
    error = answer(status, body)
    assert error.message == words
    assert "{" not in str(error)


def test_an_answer_without_any_words_is_shown_as_it_is() -> None:
    assert answer(412, {"errors": [{"type": "secret"}]}).message == '{"errors": [{"type": "secret"}]}'


def test_requirements_that_nobody_listed() -> None:
    error = answer(412, b"<html>", "text/html")
    assert isinstance(error, errors.RequirementsNotMetError)
    assert error.errors == []
    assert errors.RequirementsNotMetError("made by hand").errors == []
    assert errors.RequirementError({}).key is None


def test_a_refusal_of_api_keys_says_what_to_do() -> None:
    error = answer(403, problem("requires_sign_in", "no", 403, meta={"required_scope": "approvals:write"}))
    assert "signed in" in str(error)
    assert "API key" in str(error)
    assert error.body["meta"]["required_scope"] == "approvals:write"
    assert "scope" in str(answer(403, problem("insufficient_scope", "no", 403)))


# -- secrets, and answers that mean harm ---------------------------------------------------------------------------

KEY = "inf_canary0123456789abcdef"
SIGNED = "https://storage.example/put/3fk8w1r5?X-Sig=canarysignature&X-Expires=60"


@pytest.mark.parametrize("status", [400, 404, 412, 500])
@pytest.mark.parametrize(
    "body",
    [
        problem("x", f"the key {KEY} may not PUT to {SIGNED}"),
        problem("x", "short", meta={"header": f"Bearer {KEY}", "deep": [{"upload": SIGNED}]}),
        problem("x", "short", errors=[{"type": "secret", "key": "K", "message": f"see {SIGNED} with {KEY}"}]),
        {"unknown": {"form": SIGNED, KEY: "as a name"}},
        f"<html>Authorization: Bearer {KEY} at {SIGNED}</html>".encode(),
        f'{{"detail": "cut off {SIGNED} {KEY}'.encode(),
        f'["{KEY}", "{SIGNED}"]'.encode(),
    ],
)
def test_no_key_and_no_signed_address_in_an_error(status: int, body: Any) -> None:
    error = answer(status, body)
    seen = [str(error), repr(error), repr(vars(error)), error.response_body, repr(pickle.dumps(error, 0))]
    for text in seen:
        assert "canary" not in text


def test_the_error_of_a_task_tells_no_secrets() -> None:
    task = {"id": "t1", "status": "failed", "error": f"GET {SIGNED} with {KEY} failed"}
    error = task_errors.task_error(task)
    assert error is not None
    assert "canary" not in str(error)
    assert "https://storage.example/put/3fk8w1r5" in str(error)


@pytest.mark.parametrize("depth", [50, 100, 300, 900, 950, 980, 1000, 3000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_bodies_nested_deeply(depth: int, opening: str, closing: str) -> None:
    body = '{"x": ' + opening * depth + "1" + closing * depth + "}"
    error = answer(500, body.encode(), "application/json")
    assert error.status_code == 500
    assert isinstance(error.response_body, str)
    assert pickle.loads(pickle.dumps(error)).status_code == 500
    assert len(str(error)) < 1000


@pytest.mark.parametrize("pattern", ["http://", "a.", "://", "bearer ", "inf_", "?a=", "http://a?b=c ", "<Signature>"])
def test_a_huge_detail_is_no_trouble(pattern: str) -> None:
    detail = pattern * (300_000 // len(pattern))
    begin = time.perf_counter()
    error = answer(500, problem("internal_error", detail, 500))
    assert time.perf_counter() - begin < 5
    assert len(str(error)) <= 5000


# -- tasks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "cls", "words"),
    [
        ("failed", task_errors.TaskFailedError, "task failed"),
        ("cancelled", task_errors.TaskCancelledError, "task cancelled"),
        ("rejected", task_errors.TaskRejectedError, "task rejected"),
    ],
)
def test_the_error_of_each_end(status: str, cls: Type[InferenceError], words: str) -> None:
    task = {"id": "t1", "status": status, "error": "no memory", "logs": ["a"]}
    error = task_errors.task_error(task)
    assert type(error) is cls
    assert error.task is task
    assert error.task_id == "t1"
    assert str(error) == f"{words}: no memory (task t1)"
    assert str(task_errors.task_error({"id": "t1", "status": status})) == f"{words} (task t1)"
    assert str(task_errors.task_error({"status": status, "error": ""})) == words


@pytest.mark.parametrize("status", ["completed", "running", "received", "paused", None])
def test_other_tasks_are_no_errors(status: Any) -> None:
    assert task_errors.task_error({"id": "t1", "status": status}) is None
