"""Finding what a submission created when its answer was lost. No I/O: what was sent and what is there go in.

The platform has no idempotency keys, so a lost answer can only be made up for by looking: among the tasks
that are not older than the sending, and that nobody here holds, exactly one that was started with the same values is
the task. None proves nothing, since it may yet appear, and of several nobody can tell which; either is an error. Where
several equal submissions were lost, as many tasks as those are theirs, and it does not matter which has which.

Sources: docs/platform-notes.md, "Lists" and "Tasks".
"""

from __future__ import annotations

import datetime
import enum
import hashlib
import json
from email.utils import parsedate_to_datetime
from typing import Any, Dict, FrozenSet, Iterator, List, Mapping, NamedTuple, Optional, Sequence, cast

from ..._late_import import late_import
from ..errors.classes import InvalidInputError
from ..requests.refs import Ref
from ..requests.retry import RetryPolicy
from ..values.json_guard import objects_of

# The platform writes whole seconds into both its Date header and, it may be, `created_at`; a second for each.
SLACK = 2.0
# Seconds after its sending in which a request creates its task, if it does at all. Only asked of requests that an
# earlier process sent: what came much later than those was started by somebody else.
LATEST = 600.0

# Looks, the first at once. They are no repetitions of the submission, so the policy does not say how many.
LOOKS = 5
MOST_ATTEMPTS = 8  # of one page in a row, at least
# A short answer is the likelier to arrive where answers are lost: small pages first, and smaller ones after a failure.
FIRST_PAGE, LARGEST_PAGE = 5, 100
MOST_RECORDS = 2000  # that one look goes through
PAGE_SECONDS = 30.0
# How many answers in a row may arrive whole and be of no use: who answers like this does so on purpose.
MOST_USELESS = 3
SEARCH_SECONDS = 180.0

# Tasks of flows, agents and chats were started by those.
_STARTERS = ("flow_run_id", "sub_flow_run_id", "chat_id", "agent_id")


# What is compared: whole records have logs and outputs as well.
FIELDS = (
    "id",
    "created_at",
    "input",
    "setup",
    "session_id",
    "app_id",
    "app_version_id",
    "app_variant",
    "function",
    "webhook",
    "run_at",
    *_STARTERS,
)


class Verdict(enum.Enum):
    """Whether a task may be the one."""

    NO = "no"
    UNDECIDED = "undecided"  # the record leaves out what would decide
    YES = "yes"


class Wanted(NamedTuple):
    """What was sent, as far as tasks can be compared with it. Holds digests and no values: it is written to disk."""

    app: Optional[str]  # namespace/name
    version: Optional[str]
    function: Optional[str]
    app_id: Optional[str]
    version_id: Optional[str]
    session: Optional[str]
    setup: str
    input: str
    # What most runs go without.
    webhook: str = ""
    variant: str = ""
    run_at: Optional[float] = None

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Wanted:
        """From the body of a run request."""
        ref: Optional[Ref] = None
        if body.get("app") is not None:
            try:
                ref = Ref.parse(body["app"])
            except InvalidInputError:
                ref = None
        function = body.get("function") or (ref.function if ref is not None else None)
        return cls(
            app=ref.full_name if ref is not None else None,
            version=None if ref is None or ref.is_latest else ref.version,
            function=function,
            app_id=body.get("app_id"),
            version_id=body.get("version_id"),
            session=body.get("session"),
            setup=digest(body.get("setup")),
            input=digest(body.get("input")),
            webhook=digest(body["webhook"]) if body.get("webhook") else "",
            variant=digest(body["variant"]) if body.get("variant") else "",
            run_at=parse_time(body.get("run_at")),
        )

    def to_json(self) -> str:
        return json.dumps(self._asdict())

    @classmethod
    def from_json(cls, text: str) -> Wanted:
        return cls(**json.loads(text))


def digest(value: Any) -> str:
    """A fingerprint of a JSON value: equal for values that JSON holds to be equal, whatever the order of members.

    Nothing and an empty object count as the same, since a platform may store either for the other.
    """
    if value is None:
        value = {}
    text = json.dumps(_canonical(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2.0**63:
        return int(value)  # 1.0 and 1 are one number in JSON, and servers write either
    if isinstance(value, dict):
        return {str(name): _canonical(item) for name, item in cast("Dict[object, object]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_canonical(item) for item in cast("List[Any]", value)]
    return value


def judge(wanted: Wanted, task: Mapping[str, Any]) -> Verdict:
    """Whether `task`, a record from a list or a whole task, is what the request would have created."""
    if any(task.get(name) for name in _STARTERS):
        return Verdict.NO
    verdicts = [
        _digest_of(wanted.input, task, "input"),
        _digest_of(wanted.setup, task, "setup"),
        _session(wanted.session, task),
        _same(wanted.app_id, task.get("app_id")),
        _same(wanted.version_id, task.get("app_version_id")),
        _app(wanted, task),
        _function(wanted, task),
        _webhook(wanted.webhook, task),
        _variant(wanted.variant, task),
        _start(wanted.run_at, task),
    ]
    if Verdict.NO in verdicts:
        return Verdict.NO
    return Verdict.UNDECIDED if Verdict.UNDECIDED in verdicts else Verdict.YES


def _yes(condition: bool) -> Verdict:
    return Verdict.YES if condition else Verdict.NO


def _same(sent: Optional[str], stored: Any) -> Verdict:
    if sent is None:
        return Verdict.YES
    return Verdict.UNDECIDED if not stored else _yes(stored == sent)


def _digest_of(sent: str, task: Mapping[str, Any], name: str) -> Verdict:
    if name not in task:
        return Verdict.UNDECIDED
    try:
        return _yes(digest(task[name]) == sent)
    except (RecursionError, ValueError):
        return Verdict.NO  # nothing that could have been sent


def _webhook(sent: str, task: Mapping[str, Any]) -> Verdict:
    stored = task.get("webhook")
    if not sent:
        return _yes(not stored)
    return _yes(digest(stored) == sent) if stored else Verdict.UNDECIDED


def _variant(sent: str, task: Mapping[str, Any]) -> Verdict:
    stored = task.get("app_variant")
    if not sent:
        return Verdict.YES  # a platform may choose one
    return _yes(digest(stored) == sent) if stored else Verdict.UNDECIDED


def _start(sent: Optional[float], task: Mapping[str, Any]) -> Verdict:
    stored = parse_time(task.get("run_at"))
    if sent is None:
        return Verdict.YES  # a platform may write when it did start
    return Verdict.UNDECIDED if stored is None else _yes(abs(stored - sent) < 1.0)


def _session(sent: Optional[str], task: Mapping[str, Any]) -> Verdict:
    stored = task.get("session_id")
    if sent is None:
        return _yes(not stored)
    if sent == "new":
        return Verdict.YES  # the session's id is the platform's choice, and it need not be set yet
    return _yes(stored == sent) if stored else Verdict.UNDECIDED


def _app(wanted: Wanted, task: Mapping[str, Any]) -> Verdict:
    if wanted.app is None:
        return Verdict.YES  # named by its id
    app = task.get("app")
    if not isinstance(app, dict):
        return Verdict.UNDECIDED
    members = cast("Dict[str, Any]", app)
    name, space = members.get("name"), members.get("namespace")
    if not isinstance(name, str):
        return Verdict.UNDECIDED
    if "/" in wanted.app:
        found = _yes(wanted.app == f"{space}/{name}") if isinstance(space, str) else Verdict.UNDECIDED
    else:
        found = _yes(wanted.app == name)  # a bare name: the namespace is the platform's to say
    if found is not Verdict.YES or wanted.version is None:
        return found
    version = task.get("app_version")
    if not isinstance(version, dict):
        return Verdict.UNDECIDED
    names = {cast("Dict[str, Any]", version).get(key) for key in ("id", "short_id", "tag", "name")}
    # A version can be named by other words, such as v1; those say nothing about the record's ids.
    return Verdict.YES if wanted.version in names or not _is_short_id(wanted.version) else Verdict.NO


def _is_short_id(text: str) -> bool:
    return len(text) in (8, 26) and text.isalnum() and text == text.lower()


def _function(wanted: Wanted, task: Mapping[str, Any]) -> Verdict:
    stored = task.get("function")
    if wanted.function is not None:
        return _yes(stored == wanted.function) if stored else Verdict.UNDECIDED
    if stored in (None, "", "run"):
        return Verdict.YES
    version = task.get("app_version")
    default: Any = cast("Dict[str, Any]", version).get("default_function") if isinstance(version, dict) else None
    if default:
        return _yes(stored == default)
    functions: Any = cast("Dict[str, Any]", version).get("functions") if isinstance(version, dict) else None
    if isinstance(functions, dict) and len(cast("Dict[str, Any]", functions)) == 1:
        return _yes(stored in functions)
    return Verdict.UNDECIDED


# -- time --------------------------------------------------------------------------------------------------------------


def sent_by_their_clock(date: Optional[str], since_sending: float) -> Optional[float]:
    """When the request was sent, in seconds since the epoch by the platform's clock, and never later than it was.

    Only the platform's clock and a span of time here are used, so that it does not matter what time it is here.

    Args:
        date: the `Date` header of an answer that came just now.
        since_sending: seconds since the request was sent.

    Returns:
        None without a readable date: tasks cannot be told to be older then.
    """
    if not date:
        return None
    try:
        moment = parsedate_to_datetime(date)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return moment.timestamp() - max(since_sending, 0.0)


def parse_time(text: Any) -> Optional[float]:
    """A time stamp in seconds since the epoch, or None."""
    with late_import():
        from inferencesh_api.timestamps import parse_timestamp  # late: most programs need none

    moment = parse_timestamp(text)
    return None if moment is None else moment.timestamp()


def format_time(seconds: float) -> str:
    """Seconds since the epoch as RFC 3339 text: the whole second, written like those that have fractions."""
    moment = datetime.datetime.fromtimestamp(int(seconds // 1), datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000000Z")


def created(record: Mapping[str, Any]) -> float:
    """When a record was created, in seconds since the epoch; 0 if it does not say."""
    return parse_time(record.get("created_at")) or 0.0


def is_older(record: Mapping[str, Any], sent: float, slack: float = SLACK) -> bool:
    """Whether a record was there before the request was sent. One without a readable time counts as older."""
    created = parse_time(record.get("created_at"))
    return created is None or created < sent - slack


def pauses(policy: RetryPolicy) -> Iterator[float]:
    """Seconds before each look: at once, and again after longer and longer waits, as patient as the policy is.

    A task is there at once, or a little later when a gateway gave up on a platform that goes on.
    """
    yield 0.0
    for attempt in range(1, LOOKS):
        yield policy.wait_after(attempt)


def patience(policy: RetryPolicy) -> RetryPolicy:
    """How often one request of a search is sent in a row. It changes nothing, and money hangs on its answer."""
    return RetryPolicy(
        max_attempts=max(policy.max_attempts, MOST_ATTEMPTS),
        max_elapsed=policy.max_elapsed,
        backoff=policy.backoff,
        retry_after_limit=policy.retry_after_limit,
        backoff_limit=policy.backoff_limit,
    )


def next_size(size: int, *, arrived: bool) -> int:
    """How many tasks to ask for after a page of `size` came, or did not."""
    return min(size * 2, LARGEST_PAGE) if arrived else max(size // 2, 1)


# -- sifting -----------------------------------------------------------------------------------------------------------


class Sifted(NamedTuple):
    """What is left of a list."""

    matches: List[Dict[str, Any]]
    undecided: List[Dict[str, Any]]  # the whole task has to be read


def sift(
    wanted: Wanted,
    tasks: List[Any],
    *,
    sent: float,
    held: FrozenSet[str],
    slack: float = SLACK,
    latest: Optional[float] = None,
) -> Sifted:
    """The tasks of a list that may be the one.

    Args:
        sent: when the request was sent, by the platform's clock.
        held: ids of tasks whose submissions were answered.
        slack: seconds that a task may seem older than it is.
        latest: seconds after the sending in which the task was created, if it was; None: until now.
    """
    matches: List[Dict[str, Any]] = []
    undecided: List[Dict[str, Any]] = []
    for item in tasks:
        if not isinstance(item, dict):
            continue
        task = cast("Dict[str, Any]", item)
        if not isinstance(task.get("id"), str) or task["id"] in held or is_older(task, sent, slack):
            continue
        if latest is not None and not is_older(task, sent + latest, 0.0):
            continue
        verdict = judge(wanted, task)
        if verdict is Verdict.YES:
            matches.append(task)
        elif verdict is Verdict.UNDECIDED:
            undecided.append(task)
    return Sifted(matches, undecided)


def reaches_back(tasks: List[Any], sent: float, slack: float = SLACK) -> bool:
    """Whether a page, newest first, ends before the sending, so that the pages after it need not be read."""
    last: Any = tasks[-1] if tasks else None
    return not isinstance(last, dict) or is_older(cast("Dict[str, Any]", last), sent, slack)


# -- several of the kind -----------------------------------------------------------------------------------------------


class Match(NamedTuple):
    """A task that fits."""

    id: str
    created: float  # seconds since the epoch, by the platform's clock


class Choice(NamedTuple):
    """Which task is the one, if that is beyond doubt."""

    id: Optional[str]
    final: bool = False  # there are too many, and looking again would not change that


NOTHING_YET = Choice(None)


def choose(
    matches: Sequence[Match], *, owners: int, competing: Sequence[float], slack: float = SLACK, more: bool = False
) -> Choice:
    """Which of the tasks that fit is taken for the submission.

    A task that fits belongs to one of those who sent it. Whoever was answered holds his, and those are not among the
    matches. Whoever is on his way may be told of any that is not older than his own sending: such a task is nobody's
    yet. The others belong to those whose answers are lost, and there may not be more of them than of those. Which of
    them gets which is all the same, since they sent the very same thing, so each takes the oldest that is left.

    Args:
        matches: tasks that fit, are not older than the sending, and are not held by anybody here.
        owners: how many sent the very same thing and have lost their answers, this one included.
        competing: when others sent what may have become such a task, by the platform's clock: those on their way, and
            those who lost an answer to something that only looks the same on the platform.
        slack: seconds that a task may seem older than it is.
        more: others may yet take some of the matches.
    """
    clear = [match for match in matches if all(match.created + slack < sent for sent in competing)]
    if not clear:
        return NOTHING_YET
    if len(clear) > owners:
        return Choice(None, final=not more)
    return Choice(min(clear, key=lambda match: (match.created, match.id)).id)


# -- messages ----------------------------------------------------------------------------------------------------------


def same_message(text: str, uris: List[str], message: Mapping[str, Any]) -> bool:
    """Whether a chat's message is one that a user sent with this text and these attachments."""
    if message.get("role") != "user":
        return False
    stored_text: List[str] = []
    stored_files: List[str] = []
    content: Any = message.get("content")
    if isinstance(content, str):
        stored_text.append(content)
    for members in objects_of(content):
        if members.get("type") in (None, "text") and isinstance(members.get("text"), str):
            stored_text.append(members["text"])
        else:
            stored_files += [str(members[key]) for key in ("image", "file", "uri", "url") if members.get(key)]
    stored_files += [str(ref["uri"]) for ref in objects_of(message.get("attachments")) if ref.get("uri")]
    return "".join(stored_text) == text and set(uris) == set(stored_files)
