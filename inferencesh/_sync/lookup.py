# Made from inferencesh/_async/lookup.py by scripts/unasync.py. Do not edit.
"""After a lost answer: look for what the submission created, and never send it again. Decisions: `_core/lookup.py`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Container, Dict, FrozenSet, List, Mapping, NamedTuple, Optional

from .. import _seam_sync as seam
from .._core import lookup
from .._core.answers import Payload, no_task, unwrap
from .._core.errors import APIError, InferenceError, SubmissionUnknownError
from .._core.lookup import Verdict, Wanted
from .._core.options import CallOptions
from .._core.plain import as_object, objects_of
from .._submissions import BOOK, Ticket

if TYPE_CHECKING:
    from .._clock import Deadline
    from .chats import Chats
    from .http import HTTP

logger = logging.getLogger("inferencesh")

# Whole tasks that one look reads, where the list leaves out what would decide.
MAX_READS = 20


class _Look(NamedTuple):
    """What one look found."""

    matches: List[Dict[str, Any]]
    doubtful: List[str]  # ids of tasks whose records do not tell


class TaskSearch:
    """Looks for the task of one submission.

    Args:
        ticket: the submission in this process's book.
        sent_at: for one that an earlier process sent: when, in seconds since the epoch.
        slack: seconds that a task may seem older than the sending.
        held: ids of tasks that it cannot be, besides those that this process holds.
    """

    def __init__(
        self,
        http: HTTP,
        options: CallOptions,
        deadline: Deadline,
        ticket: Ticket,
        *,
        sent_at: Optional[float] = None,
        slack: float = lookup.SLACK,
        held: FrozenSet[str] = frozenset(),
    ) -> None:
        self._http = http
        self._options = options
        self._deadline = deadline
        self._wanted: Wanted = ticket.key()
        self._sent_at = sent_at
        self._ticket = ticket
        self._slack = slack
        self._held = held
        self._verdicts: Dict[str, Verdict] = {}
        self.looked = 0
        self.candidates: List[str] = []
        self.trouble: Optional[InferenceError] = None

    def find(self) -> Optional[Payload]:
        """The whole task, if exactly one may be it, after a few looks; else None, and what was seen in attributes."""
        clock = self._http.clock
        for pause in lookup.pauses(self._options.retry):
            remaining = self._deadline.remaining()
            if remaining is not None and remaining <= pause:
                break
            if pause:
                seam.sleep(pause, clock)
            try:
                found = self._look()
            except InferenceError as error:
                # The search is an extra: what it ran into is told in the error about the submission.
                self.trouble = error
                if isinstance(error, APIError) and 400 <= error.status_code < 500 and error.status_code != 429:
                    break
                continue
            self.looked += 1
            self.trouble = None
            if found is None:
                continue
            self.candidates = [str(task["id"]) for task in found.matches] + found.doubtful
            if len(found.matches) > 1:
                break  # more looks only bring more
            if len(found.matches) == 1 and not found.doubtful:
                task_id = self.candidates[0]
                if BOOK.claim(task_id, self._ticket, clock.monotonic()):
                    return self._read(task_id)
        return None

    def _age(self) -> float:
        clock = self._http.clock
        if self._sent_at is None:
            return clock.monotonic() - self._ticket.started
        return clock.time() - self._sent_at

    def _look(self) -> Optional[_Look]:
        """None: the list cannot be understood, or an equal request is on its way, so that nothing can be told now."""
        from inferencesh_api.api.tasks import list_tasks
        from inferencesh_api.models.cursor_list_request import CursorListRequest

        held = BOOK.held() | self._held
        matches: Dict[str, Dict[str, Any]] = {}
        undecided: Dict[str, Dict[str, Any]] = {}
        asked: Dict[str, Any] = {"limit": lookup.PAGE, "sort": [{"field": "created_at", "dir": "desc"}]}
        sent: Optional[float] = None
        for _ in range(lookup.MAX_PAGES):
            request = list_tasks.build_request(body=CursorListRequest.from_dict(asked))
            answer = self._http.send(request, self._options, deadline=self._deadline)
            if sent is None:
                sent = lookup.sent_by_their_clock(answer.headers.get("date"), self._age())
            page = as_object(unwrap(answer.json(), answer).data)
            if sent is None or "items" not in page:
                return None
            items = objects_of(page["items"])
            sifted = lookup.sift(self._wanted, items, sent=sent, held=held, slack=self._slack)
            matches.update((task["id"], task) for task in sifted.matches)
            undecided.update((task["id"], task) for task in sifted.undecided)
            if lookup.reaches_back(items, sent, self._slack) or not page.get("has_next"):
                break
            asked["cursor"] = page.get("next_cursor")
        doubtful = self._decide(undecided, matches)
        if BOOK.has_rival(self._ticket):
            return None
        return _Look(list(matches.values()), doubtful)

    def _decide(self, undecided: Mapping[str, Any], matches: Dict[str, Dict[str, Any]]) -> List[str]:
        """Read whole tasks where their records do not tell; the ids of those that still do not."""
        doubtful: List[str] = []
        reads = 0
        for task_id in undecided:
            verdict = self._verdicts.get(task_id)
            if verdict is None and reads < MAX_READS:
                reads += 1
                task = (self._read(task_id)).data
                verdict = lookup.judge(self._wanted, as_object(task))
                self._verdicts[task_id] = verdict
            if verdict is Verdict.YES:
                matches[task_id] = {"id": task_id}
            elif verdict is not Verdict.NO:
                doubtful.append(task_id)
        return doubtful

    def _read(self, task_id: str) -> Payload:
        from inferencesh_api.api.tasks import get_task

        return self._http.call(
            get_task.build_request(task_id), self._options, deadline=self._deadline, task_id=task_id, lack=no_task
        )

    def explain(self, error: SubmissionUnknownError) -> None:
        """Say in the error what was looked for, and what was seen."""
        error.candidates = tuple(self.candidates)
        what = self._wanted.app or self._wanted.app_id or "that app"
        if self.candidates:
            listed = ", ".join(self.candidates[:5])
            error.explain(f"Several tasks of {what} may be it ({listed}), and nobody can tell which")
        elif self.looked:
            error.explain(
                f"No such task was found in {self.looked} looks, which proves nothing: look for one of {what} with "
                "this input in client.tasks.list() before you run it again"
            )
        elif self.trouble is not None:
            error.explain(f"It could not be looked for: {self.trouble.message}")


def find_message(
    chats: Chats,
    chat_id: str,
    body: Mapping[str, Any],
    options: CallOptions,
    deadline: Deadline,
    error: SubmissionUnknownError,
    started: float,
    known: Container[str] = (),
) -> Optional[Dict[str, Any]]:
    """The answer that a message's sending would have had, read from its chat; None if that is not beyond doubt.

    Args:
        body: what was sent: `text` and `attachments`.
        started: when, on the client's monotonic clock.
        known: ids of messages that were there before, or that other calls were told of.
    """
    http = chats._http
    uris = [str(ref.get("uri")) for ref in objects_of(body.get("attachments"))]
    text = str(body.get("text") or "")
    looked = 0
    for pause in lookup.pauses(options.retry):
        remaining = deadline.remaining()
        if remaining is not None and remaining <= pause:
            break
        if pause:
            seam.sleep(pause, http.clock)
        try:
            items, date = chats.newest(chat_id, options, deadline)
        except InferenceError as trouble:
            if isinstance(trouble, APIError) and 400 <= trouble.status_code < 500 and trouble.status_code != 429:
                break
            continue
        looked += 1
        sent = lookup.sent_by_their_clock(date, http.clock.monotonic() - started)
        if sent is None:
            break
        found = [
            item
            for item in items
            if str(item.get("id")) not in known
            and not lookup.is_older(item, sent)
            and lookup.same_message(text, uris, item)
        ]
        if len(found) == 1:
            logger.info("the answer to a message was lost; it was found in chat %s", chat_id)
            # Without the agent's message, which may be written by now: the turn begins with reading the chat.
            return {"user_message": found[0]}
        if found:
            error.candidates = tuple(str(item.get("id")) for item in found)
            break
    if looked:
        error.explain(f"Chat {chat_id} was read {looked} times and does not show beyond doubt that it has the message")
    return None
