"""Turns of the model: an LLM input to the agent's core app, its output into the message, piece by piece."""

from __future__ import annotations

from typing import Any, Dict, Optional

from ...._core.values.json_guard import as_object, is_object
from ...tasks.task_store import Follower, Status
from ..chats.records import Chat, Message, Run
from ..models.llm_output import NotAnAnswer, check_answer
from .app_tasks import AppTasks


class RunFailed(Exception):
    """The run cannot go on; its text becomes the run's error."""


class ModelTurns:
    """The turns of the model in a run, each a task of the model's app."""

    def __init__(self, apps: AppTasks) -> None:
        self._apps = apps

    async def take(self, chat: Chat, run: Run, message: Message, given: Dict[str, Any]) -> Dict[str, Any]:
        """The model's output. What arrives before its end goes into the message.

        Raises:
            RunFailed: the model's task failed, or its app is not a language model.
        """
        core_app = chat.agent.core_app
        request: Dict[str, Any] = {"input": self._fitting(core_app, given), "setup": core_app.get("setup")}
        if core_app.get("ref"):
            request["app"] = core_app["ref"]
        else:
            request.update(app_id=core_app["id"], version_id=core_app.get("version_id"))
        task = self._apps.submit(run, request)
        message.task_id = task.id
        follower = Follower(task)
        written: Dict[str, str] = {"response": "", "reasoning": ""}
        try:
            ended = False
            while not ended:
                frames = await follower.next(3600.0)
                ended = task.status.terminal
                for frame in frames:
                    _pass_on(chat, message, frame, written)
        finally:
            follower.close()
            self._apps.cancel(task)
        run.task_ids.remove(task.id)
        if task.status != Status.COMPLETED:
            raise RunFailed(_last_line(task.error) or f"the model's task {task.status.text}")
        try:
            return check_answer(task.app.ref, task.output)
        except NotAnAnswer as error:
            raise RunFailed(str(error)) from None

    def _fitting(self, core_app: Dict[str, Any], given: Dict[str, Any]) -> Dict[str, Any]:
        """Only what the model's app takes: an app with a signature of its own need not know every setting."""
        registry = self._apps.registry
        app, named, _ = registry.resolve(core_app.get("ref") or core_app["id"])
        schema = app.functions[named or app.default_function].shape.schema()
        if schema.get("type") != "object" or schema.get("additionalProperties") is not False:
            return given
        return {key: value for key, value in given.items() if key in as_object(schema.get("properties"))}


def _pass_on(chat: Chat, message: Message, frame: Dict[str, Any], written: Dict[str, str]) -> None:
    if frame.get("event") == "delta":
        delta = {
            name: piece
            for name, piece in frame["data"]["delta"].items()
            if name in written and isinstance(piece, str) and piece
        }
        for name, piece in delta.items():
            written[name] += piece
    else:
        output = frame["data"].get("output")
        if not is_object(output):
            return
        # Most apps yield the whole text again and again: what it has grown by is the delta.
        delta = {}
        for name, known in written.items():
            text = output.get(name)
            if isinstance(text, str) and len(text) > len(known) and text.startswith(known):
                delta[name] = text[len(known) :]
                written[name] = text
    if delta:
        # Reading the message now gives what has arrived so far.
        kinds = (("reasoning", "reasoning"), ("text", "response"))
        message.content = [{"type": kind, "text": written[name]} for kind, name in kinds if written[name]]
        chat.notify_delta(message, delta)


def _last_line(error: Optional[str]) -> str:
    """What a task's error says, without traceback and class name."""
    lines = (error or "").strip().splitlines()
    if not lines:
        return ""
    text = (error or "").strip()
    if text.startswith("Traceback "):
        # The exception's own text begins at the first line that is not indented after the traceback's frames.
        start = next((i for i, line in enumerate(lines[1:], 1) if not line.startswith(" ")), len(lines) - 1)
        text = "\n".join(lines[start:])
    head, colon, rest = text.partition(": ")
    return rest if colon and head.replace(".", "").replace("_", "").isalnum() and head[:1].isalpha() else text
