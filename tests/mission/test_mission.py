"""The mission document, snippet by snippet, as it is written.

The document is one long program: later snippets use the `client`, `tool` or `agent` of earlier ones. So they run once,
in order, in one namespace, as a reader would type them in, and each test looks at what became of its snippet.
Only the gaps in `placeholders` and `READER` of mission_document.py are filled; nothing else of a snippet is changed.
"""

from __future__ import annotations

import ast
import gc
import hashlib
import traceback
from pathlib import Path
from typing import Any, Dict, Iterator, Optional

import pytest
from mission_document import DOCUMENT, KEY, READER, SHA256, SNIPPETS, placeholders, run_filled_in, snippet_under
from support.pictures import write_picture
from support.snippets import Snippet

from inferencesh.local import LocalPlatform

AGENTS = {
    "Agent SDK",
    "Tool builder",
    "Streaming agent responses",
    "File attachments",
    "Skills (reusable context)",
    "Async",
    "Human approval",
}


class Outcome:
    """What running a snippet came to."""

    def __init__(self, printed: str = "", error: Optional[BaseException] = None, answer: str = "") -> None:
        self.printed = printed
        self.error = error
        self.answer = answer  # the text of `response`, where the snippet made one


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dict[int, Outcome]]:
    """Every snippet's outcome, by its line."""
    folder = tmp_path_factory.mktemp("mission")
    write_picture(folder / "image.png")
    namespace: Dict[str, Any] = {"__name__": "mission", **READER}
    found: Dict[int, Outcome] = {}
    with LocalPlatform(api_key=KEY) as platform, pytest.MonkeyPatch.context() as patch:
        patch.setenv("INFERENCE_BASE_URL", platform.base_url)
        patch.setenv("INFERENCE_API_KEY", KEY)
        patch.chdir(folder)
        for snippet in SNIPPETS:
            namespace.pop("response", None)
            try:
                printed = run_filled_in(snippet, namespace, folder)
                found[snippet.line] = Outcome(printed, answer=getattr(namespace.get("response"), "text", ""))
            except Exception as error:  # the snippet's own test reports it
                found[snippet.line] = Outcome(error=error)
        found[0] = Outcome()
        found[0].namespace = dict(namespace)  # type: ignore[attr-defined]
        found[0].platform = platform  # type: ignore[attr-defined]
        yield found
        found.clear()
        namespace.clear()
        gc.collect()  # clients that nobody closed go while warnings are still errors


def outcome_of(outcomes: Dict[int, Outcome], heading: str) -> str:
    """What the snippet under a heading printed."""
    outcome = outcomes[snippet_under(heading).line]
    assert outcome.error is None
    return outcome.printed


def test_the_copy_is_the_document_byte_for_byte() -> None:
    text = DOCUMENT.read_bytes().replace(b"\r\n", b"\n")  # as git may check it out elsewhere
    assert hashlib.sha256(text).hexdigest() == SHA256, (
        "the document is not edited: neither its snippets nor their layout"
    )


def test_every_snippet_is_seen(tmp_path: Path) -> None:
    headings = [snippet.heading for snippet in SNIPPETS]
    assert len(SNIPPETS) == 13
    assert {*AGENTS} <= {*headings}
    assert len(SNIPPETS) == DOCUMENT.read_text(encoding="utf-8").count("```python")
    code = "".join(snippet.code for snippet in SNIPPETS)
    write_picture(tmp_path / "image.png")
    for placeholder in placeholders(tmp_path):
        assert placeholder in code, "a placeholder that the document does not have"


@pytest.mark.parametrize("snippet", SNIPPETS, ids=[snippet.name for snippet in SNIPPETS])
def test_snippet_runs_as_written(snippet: Snippet, outcomes: Dict[int, Outcome]) -> None:
    error = outcomes[snippet.line].error
    if error is not None:
        pytest.fail("".join(traceback.format_exception(type(error), error, error.__traceback__)))


def test_quick_start_prints_the_output(outcomes: Dict[int, Outcome]) -> None:
    output = ast.literal_eval(outcome_of(outcomes, "Quick start").strip())
    assert isinstance(output, dict)
    assert output


def test_a_run_prints_completed(outcomes: Dict[int, Outcome]) -> None:
    lines = outcome_of(outcomes, "Running apps").splitlines()
    assert lines[0] == "completed"
    assert isinstance(ast.literal_eval(lines[1]), dict)


def test_fire_and_forget_prints_the_id_and_the_stream_its_statuses(outcomes: Dict[int, Outcome]) -> None:
    lines = outcome_of(outcomes, "Running apps").splitlines()
    (task_line,) = [line for line in lines if line.startswith("Task ID: ")]
    assert len(task_line.split(": ")[1]) == 26
    streamed = lines[lines.index(task_line) + 1 :]
    statuses = [line.split(": ")[1] for line in streamed if line.startswith("Status: ")]
    assert "running" in statuses
    assert statuses[-1] == "completed"
    logs = [line for line in streamed if not line.startswith("Status: ")]
    assert logs, "the stand-in app logs as it goes on"
    assert len(logs) == len(set(logs)), "no log line is printed twice"


def test_files_went_up_and_came_back_as_addresses(outcomes: Dict[int, Outcome]) -> None:
    outcome_of(outcomes, "Files")
    namespace = outcomes[0].namespace  # type: ignore[attr-defined]
    file = namespace["file"]
    assert file["filename"] == "custom_name.png"
    assert file["content_type"] == "image/png"
    assert file["uri"]


def test_the_session_is_one(outcomes: Dict[int, Outcome]) -> None:
    outcome_of(outcomes, "Sessions (stateful execution: keep a worker warm across calls)")
    assert isinstance(outcomes[0].namespace["session_id"], str)  # type: ignore[attr-defined]


def test_errors_are_caught_as_the_document_catches_them(outcomes: Dict[int, Outcome]) -> None:
    printed = outcome_of(outcomes, "Errors")
    assert "Error:" not in printed


def answer_of(outcomes: Dict[int, Outcome], heading: str) -> str:
    """What the agent of the snippet under a heading said last."""
    return outcomes[snippet_under(heading).line].answer


def test_agents_greet_and_calculate(outcomes: Dict[int, Outcome]) -> None:
    assert outcome_of(outcomes, "Agent SDK").startswith("Hello!")
    assert "100" in answer_of(outcomes, "Agent SDK")


def test_the_history_is_that_of_the_new_conversation(outcomes: Dict[int, Outcome]) -> None:
    outcome_of(outcomes, "Agent SDK")
    assert outcomes[0].namespace["chat"] is None, "nothing was said since the reset"  # type: ignore[attr-defined]


def test_a_streamed_answer_is_printed_once(outcomes: Dict[int, Outcome]) -> None:
    heading = "Streaming agent responses"
    assert answer_of(outcomes, heading)
    assert outcome_of(outcomes, heading) == answer_of(outcomes, heading)


def test_attached_files_arrive(outcomes: Dict[int, Outcome]) -> None:
    outcome_of(outcomes, "File attachments")
    assert "1 image" in answer_of(outcomes, "File attachments")
    with outcomes[0].platform.client() as client:  # type: ignore[attr-defined]
        (chat,) = [
            chat
            for chat in (client.chats.get(listed.id) for listed in client.chats.list().items_)
            if any(message.text == "What's in this image?" for message in chat.messages)
        ]
    images = [len(message.images) for message in chat.messages if message.role == "user"]
    assert images[-2:] == [1, 1], "the bytes and the data URI are pictures"


def test_the_async_agents_messages_are_printed(outcomes: Dict[int, Outcome]) -> None:
    (line,) = outcome_of(outcomes, "Async").splitlines()
    assert line.startswith("MessageUpdate(")
    assert "'content': 'Hello! " in line
