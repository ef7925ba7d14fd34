"""What tools that read types at run time, and editors, see of the public classes."""

from __future__ import annotations

import inspect
import subprocess
import sys
import typing
from typing import Any, Dict, Iterator, List, Set, Tuple

import pytest

import inferencesh
from inferencesh import AsyncInference, Inference, TaskStream

NAMESPACES = ("tasks", "files", "sessions", "apps", "agents", "chats", "sockets", "journal")


def namespaces(client: Any) -> Dict[str, type]:
    return {name: type(getattr(client, name)) for name in NAMESPACES}


def public_classes() -> List[type]:
    found: List[type] = [value for name in inferencesh.__all__ for value in [getattr(inferencesh, name)]]
    found = [value for value in found if inspect.isclass(value)]
    for kind in (Inference, AsyncInference):
        found += namespaces(kind(api_key="k", base_url="http://127.0.0.1:9")).values()
    return sorted(set(found), key=lambda kind: (kind.__module__, kind.__qualname__))


def public_methods(kind: type) -> Iterator[Tuple[str, Any]]:
    """Methods and properties, those of base classes too, and what makes an instance where users do that."""
    for base in kind.__mro__:
        if not base.__module__.startswith("inferencesh."):
            continue
        for name, value in vars(base).items():
            made_by_users = name == "__init__" and kind in (Inference, AsyncInference)
            if name.startswith("_") and not made_by_users:
                continue
            function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
            if inspect.isfunction(function):
                yield f"{base.__qualname__}.{name}", function


@pytest.mark.parametrize("kind", public_classes(), ids=lambda kind: kind.__module__ + "." + kind.__qualname__)
def test_type_hints_of_public_classes_can_be_read(kind: type) -> None:
    typing.get_type_hints(kind)
    for name, function in public_methods(kind):
        try:
            hints = typing.get_type_hints(function)
        except Exception as error:
            pytest.fail(f"{name}: {error}")
        missing = set(inspect.signature(function).parameters) - set(hints) - {"self", "cls"}
        assert not missing, f"{name}: {missing}"


def test_type_hints_of_public_functions_can_be_read() -> None:
    for name in inferencesh.__all__:
        value = getattr(inferencesh, name)
        if inspect.isfunction(value):
            assert "return" in typing.get_type_hints(value), name


def test_type_hints_are_the_classes_themselves() -> None:
    hints = typing.get_type_hints(Inference.attach)
    assert hints["return"] is TaskStream
    assert typing.get_type_hints(type(Inference(api_key="k")).files.fget)["return"].__name__ == "Files"  # type: ignore[attr-defined]
    assert inspect.signature(Inference.attach).parameters["task_id"].annotation == "str"


PUBLIC = {
    "tasks": "cancel delete delete_files files get list logs run status stream wait_for_completion",
    "files": "complete_multipart_upload create_multipart_upload delete download get list upload upload_part",
    "sessions": "end get keepalive list",
    "apps": "get list store version versions",
    "agents": "create get list",
    "chats": "cancel_message delete get list messages send status stop trace",
    "sockets": "access delete for_task get list",
    "journal": "entries forget path",
}


@pytest.mark.parametrize("client", [Inference, AsyncInference])
def test_completion_shows_what_is_public(client: Any) -> None:
    made = client(api_key="k", base_url="http://127.0.0.1:9")
    for name in NAMESPACES:
        seen: Set[str] = {member for member in dir(getattr(made, name)) if not member.startswith("_")}
        assert seen == set(PUBLIC[name].split()), name


def wrapped_methods() -> typing.List[str]:
    return sorted(
        {
            f"{kind.__name__}.{name.rpartition('.')[2]}"
            for kind in public_classes()
            for name, function in public_methods(kind)
            if hasattr(function, "__wrapped__") and hasattr(inferencesh, kind.__name__)
        }
    )


def test_a_method_that_is_wrapped_is_read_by_itself() -> None:
    """In a process that has read no others: their names must not be needed."""
    assert "Inference.run" in wrapped_methods()
    for path in wrapped_methods():
        code = f"import inferencesh, typing; print(bool(typing.get_type_hints(inferencesh.{path})))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
        assert done.stdout.strip() == b"True", (path, done.stderr.decode()[-300:])


def test_coroutine_methods_are_coroutine_functions() -> None:
    """Also those that are wrapped: frameworks and mocks ask."""
    seen = 0
    for kind in public_classes():
        for name, function in public_methods(kind):
            inner = inspect.unwrap(function)
            if function.__code__.co_filename.endswith("concurrency_async.py"):
                continue  # `to_be_awaited`: gives an object of its own, which says when its await was forgotten
            assert inspect.iscoroutinefunction(function) == inspect.iscoroutinefunction(inner), name
            seen += inner is not function and inspect.iscoroutinefunction(inner)
    assert seen
