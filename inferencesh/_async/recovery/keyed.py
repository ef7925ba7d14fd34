"""Runs with a key: one task for each, however often and by however many processes they are started."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Protocol, Tuple

from ..._core.errors.classes import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    InferenceError,
    NotFoundError,
    SubmissionUnknownError,
)
from ..._core.recovery.journal_entries import (
    CLOCK_SLACK,
    Entry,
    State,
    Step,
    account_of,
    fingerprint,
    next_step,
    wanted_of,
)
from ..._core.recovery.submission_lookup import LATEST, SLACK, Wanted
from ..._core.requests.options import CallOptions
from ..._late_import import late_import
from ..._runtime import concurrency_async as seam
from ..._runtime.run_journal import Journal
from ..._runtime.submission_registry import Sender
from ...results.task import Task

if TYPE_CHECKING:
    from ..._core.files.upload_plan import UploadPlan, UploadSource
    from ..._runtime.clock import Deadline
    from ..._runtime.submission_registry import SubmissionRegistry
    from ..requests.http import AsyncHTTP

logger = logging.getLogger("inferencesh")

_LONGEST_WAIT = 0.5  # seconds between two looks whether another process is done submitting


class Runner(Protocol):
    """What submits runs: `AsyncTaskRunner`, as far as it is needed here."""

    @property
    def http(self) -> AsyncHTTP:
        """The seam to HTTP."""
        ...

    @property
    def registry(self) -> Callable[[], SubmissionRegistry]:
        """Gives what this process has submitted."""
        ...

    async def digest(self, plan: UploadPlan) -> Dict[UploadSource, str]:
        """A digest of each file that would be uploaded."""
        ...

    async def prepare(
        self, params: Dict[str, Any], plan: UploadPlan, options: CallOptions, deadline: Deadline
    ) -> Tuple[Dict[str, Any], List[Dict[str, Any]]]:
        """Upload the files; the request, and a receipt for each file."""
        ...

    async def send(
        self,
        request: Dict[str, Any],
        params: Dict[str, Any],
        options: CallOptions,
        deadline: Deadline,
        key: Optional[str] = None,
    ) -> Task:
        """Submit once; if the answer is lost, look for the task."""
        ...

    async def read(self, task_id: str, options: CallOptions, deadline: Deadline) -> Task:
        """The task as it is now."""
        ...


class AsyncKeyedRun:
    """One start of a run with a key."""

    def __init__(
        self,
        runner: Runner,
        journal: Journal,
        key: str,
        params: Dict[str, Any],
        plan: UploadPlan,
        options: CallOptions,
        deadline: Deadline,
        apart: Optional[seam.Apart] = None,
    ) -> None:
        self._apart = apart
        self._runner = runner
        self._http = runner.http
        self._journal = journal
        self._key = key
        self._params = params
        self._plan = plan
        self._options = options
        self._deadline = deadline
        settings = self._http.settings
        self._account = account_of(settings.base_url, settings.api_key)

    async def start(self) -> Task:
        """The task of this key: a new one, or the one that it has.

        Raises:
            InvalidInputError: the key was used for another input.
            SubmissionUnknownError: an earlier start sent it, and what became of it cannot be told.
        """
        digests = await self._runner.digest(self._plan)
        mark = fingerprint(self._params, self._plan.apply(digests))
        await self._lock()
        try:
            entry = await seam.run_blocking(self._journal.read, self._account, self._key)
            step = next_step(entry, mark)
            if entry is None or step is Step.SUBMIT:
                return await self._submit(mark)
            if step is Step.JOIN and entry.task_id is not None:
                return await self._join(entry.task_id)
            return await self._search(entry)
        finally:
            self._journal.unlock(self._account, self._key)

    async def _lock(self) -> None:
        pause = 0.01
        while not self._journal.try_lock(self._account, self._key):
            remaining = self._deadline.remaining()
            if remaining is not None and remaining <= 0:
                raise APITimeoutError(f"another process is still submitting the run of key {self._key!r}")
            await seam.sleep(self._deadline.limit(pause), self._http.clock)
            pause = min(pause * 2, _LONGEST_WAIT)

    async def _submit(self, mark: str) -> Task:
        request, receipts = await self._runner.prepare(self._params, self._plan, self._options, self._deadline)
        wanted = Wanted.of(self._params)
        entry = Entry(self._key, mark, State.SENDING.value, wanted.to_json(), self._http.clock.time(), None)
        await seam.write_down(self._journal.begin, self._account, entry)

        async def send() -> Task:
            return await self._send(request, receipts)

        return await (send() if self._apart is None else self._apart.run(send))

    async def _send(self, request: Dict[str, Any], receipts: List[Dict[str, Any]]) -> Task:
        try:
            task = await self._runner.send(request, self._params, self._options, self._deadline, self._key)
        except SubmissionUnknownError as error:
            self._explain(error)
            raise
        except InferenceError as error:
            if error.task_id is not None:
                await self._note(error.task_id)  # it was found, and could not be read
            elif _took_nothing(error):
                await seam.write_down(self._journal.forget, self._account, self._key)
            raise
        task.uploads = receipts
        await self._note(task["id"])
        return task

    async def _join(self, task_id: str) -> Task:
        try:
            return await self._runner.read(task_id, self._options, self._deadline)
        except NotFoundError as error:
            error.args = (
                f"{error.args[0]}: the task of key {self._key!r} is not there any more; "
                f"client.journal.forget({self._key!r}) lets it be run again",
            )
            raise

    async def _search(self, entry: Entry) -> Task:
        with late_import():
            from .submission_search import AsyncTaskSearch

        clock = self._http.clock
        known: List[Entry] = await seam.run_blocking(self._journal.entries, self._account)
        sent = clock.monotonic() - (clock.time() - entry.sent_at)
        registry = self._runner.registry()
        ticket = registry.open({}, sent, Sender(self._http.settings, self._options.headers), self._key)
        ticket.wanted, ticket.lost = wanted_of(entry), True
        try:
            search = AsyncTaskSearch(
                self._http,
                self._options,
                self._deadline,
                registry,
                ticket,
                slack=SLACK + CLOCK_SLACK,
                latest=LATEST,
                held=frozenset(other.task_id for other in known if other.task_id),
            )
            payload = await search.find()
        except InferenceError as error:
            if error.task_id is not None:
                await self._note(error.task_id)
            raise
        finally:
            registry.close(ticket, clock.monotonic())
        if payload is None:
            unknown = SubmissionUnknownError(
                f"an earlier start sent the run of key {self._key!r} and did not live to see the answer: the platform "
                "may or may not have taken it"
            )
            unknown.sent_at = entry.sent_at
            search.explain(unknown)
            self._explain(unknown)
            raise unknown
        task = Task(payload.data, messages=payload.messages)
        logger.info("the task of key %r was found again: %s", self._key, task["id"])
        await self._note(task["id"])
        return task

    async def _note(self, task_id: str) -> None:
        """Written whatever happens to the caller meanwhile: what was paid for has to be found again."""

        async def write() -> None:
            await seam.write_down(self._journal.started, self._account, self._key, task_id)

        await seam.shielded(write)

    def _explain(self, error: SubmissionUnknownError) -> None:
        error._explain(
            f"The next start with key {self._key!r} looks again, and never sends it twice; "
            f"client.journal.forget({self._key!r}) lets it be run anew"
        )


def _took_nothing(error: InferenceError) -> bool:
    """Whether the platform has nothing of a submission that failed, so that the next start may send it."""
    if isinstance(error, APIError):
        return error.status_code < 500 or (error.status_code == 503 and error.code is not None)
    return isinstance(error, (APIConnectionError, APITimeoutError))
