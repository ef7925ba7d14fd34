# Made from inferencesh/_async/recovery/submission_search.py by scripts/unasync.py. Do not edit.
"""After a lost answer: look for what the submission created; never send it again. Decisions: `submission_lookup.py`."""

from __future__ import annotations

import logging
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Container,
    Dict,
    FrozenSet,
    List,
    Mapping,
    Optional,
    Tuple,
)

from ..._core.errors.classes import APIError, InferenceError, SubmissionUnknownError
from ..._core.recovery import submission_lookup as lookup
from ..._core.recovery.submission_lookup import Match, Verdict, Wanted
from ..._core.requests.envelope import Answer, Payload, no_task, unwrap
from ..._core.requests.json_body import model_body
from ..._core.requests.options import CallOptions
from ..._core.requests.retry import NO_RETRY, REPEATABLE, decide
from ..._core.values.json_guard import as_list, as_object, objects_of
from ..._late_import import late_import
from ..._runtime import concurrency_sync as seam
from ..._runtime.clock import Deadline

if TYPE_CHECKING:
    from ..._runtime.submission_registry import SubmissionRegistry, Ticket
    from ..requests.http import HTTP

logger = logging.getLogger("inferencesh")

# Whole tasks that one look reads, where the list leaves out what would decide.
MAX_READS = 20


class _Line:
    """The requests of a search. They change nothing, so each is sent until it is answered, within limits of its own."""

    def __init__(self, http: HTTP, options: CallOptions, deadline: Deadline) -> None:
        self._http = http
        self._options = options._replace(retry=NO_RETRY)
        self._patience = lookup.patience(options.retry)
        self.pauses = lookup.pauses(options.retry)
        self._call = deadline
        self._search = Deadline(deadline.limit(lookup.SEARCH_SECONDS), http.clock)
        self.size = lookup.FIRST_PAGE

    def wait(self, seconds: float) -> bool:
        """Let time pass; False, at once, if that is more than there is."""
        remaining = self._search.remaining()
        if remaining is not None and remaining <= seconds:
            return False
        if seconds:
            seam.sleep(seconds, self._http.clock)
        return True

    def ask(self, make: Callable[[int], Dict[str, Any]], task_id: Optional[str] = None) -> Tuple[Answer, Payload]:
        """The answer to a request, and what is in it.

        Args:
            make: gives the request for a page of so many.

        Raises:
            InferenceError: it cannot be had, for the reason that came last.
        """
        clock = self._http.clock
        began, attempt, useless = clock.monotonic(), 0, 0
        while True:
            attempt += 1
            limited = Deadline(self._search.limit(lookup.PAGE_SECONDS), clock)
            try:
                answer = self._http.send(make(self.size), self._options, deadline=limited, task_id=task_id)
                payload = unwrap(answer.json(), answer)
            except InferenceError as error:
                self.size = lookup.next_size(self.size, arrived=False)
                status: Optional[int] = None
                if isinstance(error, APIError):
                    status = error.status_code if error.status_code >= 300 else None
                    useless += status is None
                    if useless == lookup.MOST_USELESS:
                        raise
                wait = decide(
                    self._patience,
                    attempt=attempt,
                    elapsed=clock.monotonic() - began,
                    submission=False,
                    status=status,
                    retry_after=getattr(error, "retry_after", None),
                )
                if wait is None or not self.wait(wait):
                    raise
                continue
            self.size = lookup.next_size(self.size, arrived=True)
            return answer, payload


def _is_refusal(error: InferenceError, options: CallOptions) -> bool:
    """Whether the platform answered, and would answer the same again, or wants to be left alone for long."""
    if not isinstance(error, APIError):
        return False
    if error.retry_after is not None and error.retry_after > options.retry.retry_after_limit:
        return True
    return 400 <= error.status_code < 500 and error.status_code not in REPEATABLE


def _goes_on(page: Mapping[str, Any], asked: Dict[str, Any]) -> bool:
    """Whether there is a page after this one, which is asked for then."""
    asked["cursor"] = page.get("next_cursor")
    return bool(page.get("has_next") and asked["cursor"])


class TaskSearch:
    """Looks for the task of one submission.

    Args:
        registry: what this process has submitted.
        ticket: the submission, as it stands in there.
        slack: seconds that a task may seem older than the sending.
        latest: seconds after the sending in which the task was created; None: until now.
        held: ids of tasks that it cannot be, besides those that this process holds.
    """

    def __init__(
        self,
        http: HTTP,
        options: CallOptions,
        deadline: Deadline,
        registry: SubmissionRegistry,
        ticket: Ticket,
        *,
        slack: float = lookup.SLACK,
        latest: Optional[float] = None,
        held: FrozenSet[str] = frozenset(),
    ) -> None:
        self._http = http
        self._options = options
        self._deadline = deadline
        self._wanted: Wanted = ticket.seeks()
        self._registry = registry
        self._ticket = ticket
        self._verdicts: Dict[str, Verdict] = {}
        self._slack = slack
        self._latest = latest
        self._held = held
        self._line = _Line(http, options, deadline)
        self._ahead: Optional[float] = None  # seconds by which the platform's clock is ahead of the monotonic one here
        self._read_to: Optional[float] = None  # where a look was interrupted that went forth, by the platform's clock
        self._oldest_first = True
        self._slim = True  # only the fields that are compared
        self._matches: Dict[str, Dict[str, Any]] = {}
        self._undecided: Dict[str, Dict[str, Any]] = {}
        self._whole_tasks: Dict[str, Payload] = {}
        self.looked = 0
        self.candidates: List[str] = []
        self.trouble: Optional[InferenceError] = None

    def find(self) -> Optional[Payload]:
        """The whole task, if it is beyond doubt which it is, after a few looks; else None, and what was seen in
        attributes.

        Raises:
            InferenceError: it was found, and cannot be read; the error has its id.
        """
        clock = self._http.clock
        for pause in self._line.pauses:
            if not self._line.wait(pause):
                break
            try:
                complete = self._look()
                self._decide()
            except InferenceError as error:
                # The search is an extra: what it ran into is told in the error about the submission.
                self.trouble = error
                if _is_refusal(error, self._options):
                    break
                continue
            self.looked += 1
            self.trouble = None
            held = self._registry.held()
            self.candidates = [one for one in (*self._matches, *self._undecided) if one not in held]
            if not complete or self._ahead is None or not held.issuperset(self._undecided):
                continue
            # By now it may be known better when it was sent than when these were found.
            oldest = self._ticket.started + self._ahead - self._slack
            dated = [Match(task_id, lookup.created(task)) for task_id, task in self._matches.items()]
            matches = [match for match in dated if match.created >= oldest]
            choice = self._registry.choose(
                self._ticket, matches, clock.monotonic(), ahead=self._ahead, slack=self._slack
            )
            if choice.id is not None:
                return self._whole(choice.id)
            if choice.final:
                break  # more looks only bring more
        return None

    def _look(self) -> bool:
        """Go through the tasks since the sending. False: there is no telling whether these are all."""
        asked = self._asked("desc")
        page = self._page(asked)
        if self._ahead is None or page is None:
            return False
        sent = self._ticket.started + self._ahead
        now = self._http.clock.monotonic() + self._ahead
        back_to = sent if self._read_to is None else self._read_to
        if self._sift(page, sent, back_to):
            self._read_to = None
            return True
        if self._oldest_first:
            try:
                return self._go_forth(sent, back_to, now)
            except APIError as error:
                self._oldest_first = False  # it may not take such a filter
                if error.status_code not in (400, 422):
                    raise
        return self._go_back(asked, page, sent, sent)

    def _go_forth(self, sent: float, back_to: float, now: float) -> bool:
        """From the sending to `now`, so that tasks that are started meanwhile are no matter. What was read is kept."""
        since = lookup.format_time(back_to - self._slack)
        asked = {**self._asked("asc"), "filters": [{"field": "created_at", "operator": "gte", "value": since}]}
        seen = 0
        while seen < lookup.MOST_RECORDS:
            page = self._page(asked)
            if page is None:
                return False
            items = objects_of(page["items"])
            seen += len(items)
            self._sift(page, sent, back_to)
            if items and lookup.is_older(items[0], back_to, self._slack + 1.0):
                self._oldest_first = False  # that was not what was asked for
                return False
            reached = lookup.created(items[-1]) if items else now
            if reached > now + self._slack or not _goes_on(page, asked):
                self._read_to = None
                return True
            self._read_to = max(back_to, reached)
        return False

    def _go_back(self, asked: Dict[str, Any], page: Dict[str, Any], sent: float, back_to: float) -> bool:
        """From the newest to the sending."""
        seen = len(objects_of(page["items"]))
        while seen < lookup.MOST_RECORDS:
            if not _goes_on(page, asked):
                return True
            following = self._page(asked)
            if following is None:
                return False
            page = following
            seen += len(objects_of(page["items"]))
            if self._sift(page, sent, back_to):
                return True
        return False

    def _asked(self, direction: str) -> Dict[str, Any]:
        return {"sort": [{"field": "created_at", "dir": direction}]}

    def _request(self, asked: Mapping[str, Any], size: int) -> Dict[str, Any]:
        with late_import():
            from inferencesh_api.api.tasks import list_tasks
            from inferencesh_api.models.cursor_list_request import CursorListRequest

        body: Dict[str, Any] = {**asked, "limit": size}
        if self._slim:
            body["fields"] = list(lookup.FIELDS)
        return list_tasks.build_request(body=model_body(CursorListRequest.from_dict, body))

    def _page(self, asked: Dict[str, Any]) -> Optional[Dict[str, Any]]:
        """A page of the list; None if that is not what was answered."""
        while True:
            try:
                answer, payload = self._line.ask(lambda size: self._request(asked, size))
            except APIError as error:
                if not (self._slim and error.status_code in (400, 422)):
                    raise
            else:
                self._compare_clocks(answer)
                page = as_object(payload.data)
                if not isinstance(page.get("items"), list):
                    return None
                if not self._slim or all("id" in one and "created_at" in one for one in objects_of(page["items"])):
                    return page
            self._slim = False  # whole records then

    def _compare_clocks(self, answer: Answer) -> None:
        """The platform's clock is at least so far ahead: what comes slowly tells less than what comes at once."""
        ahead = lookup.sent_by_their_clock(answer.headers.get("date"), self._http.clock.monotonic())
        if ahead is not None:
            self._ahead = ahead if self._ahead is None else max(self._ahead, ahead)

    def _sift(self, page: Dict[str, Any], sent: float, back_to: float) -> bool:
        """Keep what may be the task. Says whether the page, newest first, is the last that is needed."""
        items = objects_of(page["items"])
        held = self._registry.held() | self._held
        sifted = lookup.sift(self._wanted, items, sent=sent, held=held, slack=self._slack, latest=self._latest)
        for task in sifted.matches:
            self._matches[task["id"]] = task
        for task in sifted.undecided:
            if task["id"] not in self._verdicts:
                self._undecided[task["id"]] = task
        return lookup.reaches_back(items, back_to, self._slack) or not page.get("has_next")

    def _decide(self) -> None:
        """Read whole tasks where their records do not tell. Those that do not either stay undecided."""
        with late_import():
            from inferencesh_api.api.tasks import get_task

        for task_id, record in list(self._undecided.items())[:MAX_READS]:
            if task_id in self._verdicts:
                continue
            request = get_task.build_request(task_id)
            _, payload = self._line.ask(lambda _, request=request: request, task_id)  # type: ignore[misc]
            verdict = self._verdicts[task_id] = lookup.judge(self._wanted, as_object(payload.data))
            if verdict is Verdict.UNDECIDED:
                continue
            del self._undecided[task_id]
            if verdict is Verdict.YES:
                self._matches[task_id] = record
                self._whole_tasks[task_id] = payload

    def _whole(self, task_id: str) -> Payload:
        with late_import():
            from inferencesh_api.api.tasks import get_task

        known = self._whole_tasks.get(task_id)
        if known is not None:
            return known
        request = get_task.build_request(task_id)
        return self._http.call(request, self._options, deadline=self._deadline, task_id=task_id, lack=no_task)

    def explain(self, error: SubmissionUnknownError) -> None:
        """Say in the error what was looked for, and what was seen."""
        error.candidates = tuple(self.candidates)
        what = self._wanted.app or self._wanted.app_id or "that app"
        if self.candidates:
            listed = ", ".join(self.candidates[:5])
            several = f"Several tasks of {what}" if len(self.candidates) > 1 else f"A task of {what}"
            error._explain(f"{several} may be it ({listed}), and nobody can tell")
        elif self.looked:
            error._explain(
                f"No such task was found in {self.looked} looks, which proves nothing: look for one of {what} with "
                "this input in client.tasks.list() before you run it again"
            )
        elif self.trouble is not None:
            error._explain(f"It could not be looked for: {self.trouble.message}")


def find_message(
    http: HTTP,
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
    uris = [str(ref.get("uri")) for ref in objects_of(body.get("attachments"))]
    text = str(body.get("text") or "")
    line = _Line(http, options, deadline)
    looked = 0
    for pause in line.pauses:
        if not line.wait(pause):
            break
        try:
            items = _new_messages(line, chat_id, http.clock.monotonic, started)
        except InferenceError as trouble:
            if _is_refusal(trouble, options):
                break
            continue
        looked += 1
        found = [
            item for item in items or () if str(item.get("id")) not in known and lookup.same_message(text, uris, item)
        ]
        if len(found) == 1:
            logger.info("the answer to a message was lost; it was found in chat %s", chat_id)
            # Without the agent's message, which may be written by now: the turn begins with reading the chat.
            return {"user_message": found[0]}
        if found:
            error.candidates = tuple(str(item.get("id")) for item in found)
            break
    if looked:
        error._explain(f"Chat {chat_id} was read {looked} times and does not show beyond doubt that it has the message")
    return None


def _new_messages(
    line: _Line, chat_id: str, now: Callable[[], float], started: float
) -> Optional[List[Dict[str, Any]]]:
    """The messages of a chat that are not older than the sending; None if that cannot be told."""
    with late_import():
        from inferencesh_api.api.chats import list_chat_messages_query

    new: Dict[str, Dict[str, Any]] = {}
    position: Dict[str, Any] = {}
    sent: Optional[float] = None
    seen = 0
    while seen < lookup.MOST_RECORDS:
        answer, payload = line.ask(lambda size: list_chat_messages_query.build_request(chat_id, limit=size, **position))
        if sent is None:
            sent = lookup.sent_by_their_clock(answer.headers.get("date"), now() - started)
            if sent is None:
                return None
        page = as_object(payload.data)
        items = objects_of(page.get("items") or as_list(payload.data))
        seen += len(items)
        new.update((str(item.get("id")), item) for item in items if not lookup.is_older(item, sent))
        if lookup.reaches_back(items, sent) or not (page.get("has_next") and page.get("next_cursor")):
            return list(new.values())
        position["cursor"] = str(page["next_cursor"])
    return None
