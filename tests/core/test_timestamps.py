"""Time stamps: one parser, which reads the same on every Python, and the attributes that it makes."""

from __future__ import annotations

import datetime
import inspect
import json
import pickle
import subprocess
import sys
from typing import Any, Optional, Tuple

import pytest
from inferencesh_api.timestamps import parse_datetime, parse_timestamp
from inferencesh_api.types import parse_datetime as parse_of_models

from inferencesh import App, AppVersion, Chat, File, LiveSocket, Message, Session, SocketAccess, Task
from inferencesh._core.errors.classes import InvalidInputError
from inferencesh._core.recovery.submission_lookup import parse_time as seconds_of
from inferencesh._core.tasks.task_view import TaskView, _older
from inferencesh.local.common.clock import parse_time as seconds_on_the_platform
from inferencesh.results.base import _TimeField

MORNING = (2026, 10, 20, 9, 15, 2)
# text -> the time that it names, and its offset in minutes; or None
TABLE = [
    ("2026-10-20T09:15:02Z", MORNING, 0),
    ("2026-10-20T09:15:02z", MORNING, 0),
    ("2026-10-20t09:15:02Z", MORNING, 0),
    ("2026-10-20t09:15:02z", MORNING, 0),
    ("2026-10-20t09:15:02+02:00", MORNING, 120),
    ("2026-10-20 09:15:02Z", MORNING, 0),
    ("2026-10-20 09:15:02", MORNING, 0),
    ("2026-10-20_09:15:02Z", MORNING, 0),
    ("2026-10-20T09:15:02", MORNING, 0),
    ("2026-10-20T09:15:02.1Z", (*MORNING, 100000), 0),
    ("2026-10-20T09:15:02.12Z", (*MORNING, 120000), 0),
    ("2026-10-20T09:15:02.123Z", (*MORNING, 123000), 0),
    ("2026-10-20T09:15:02.1234z", (*MORNING, 123400), 0),
    ("2026-10-20T09:15:02.123456Z", (*MORNING, 123456), 0),
    ("2026-10-20T09:15:02.1234567Z", (*MORNING, 123456), 0),
    ("2026-10-20T09:15:02.123456789Z", (*MORNING, 123456), 0),
    ("2026-10-20T09:15:02.999999999Z", (*MORNING, 999999), 0),
    ("2026-10-20T09:15:02,5Z", (*MORNING, 500000), 0),
    ("2026-10-20T09:15:02.123", (*MORNING, 123000), 0),
    ("2026-10-20T09:15:02.123456789", (*MORNING, 123456), 0),
    ("2026-10-20T09:15:02+00:00", MORNING, 0),
    ("2026-10-20T09:15:02-00:00", MORNING, 0),
    ("2026-10-20T09:15:02+02:00", MORNING, 120),
    ("2026-10-20T09:15:02+0200", MORNING, 120),
    ("2026-10-20T09:15:02-0730", MORNING, -450),
    ("2026-10-20T09:15:02+02", MORNING, 120),
    ("2026-10-20T09:15:02.5+0200", (*MORNING, 500000), 120),
    ("2026-10-20T09:15:02.123456789+05:30", (*MORNING, 123456), 330),
    ("2026-10-20T09:15:02-03:30", MORNING, -210),
    ("2026-10-20T09:15:02+14:00", MORNING, 840),
    ("2026-10-20T09:15:02+23:59", MORNING, 1439),
    ("2026-10-20T09:15Z", MORNING[:5], 0),
    ("2026-10-20T09:15", MORNING[:5], 0),
    ("2026-10-20T09Z", MORNING[:4], 0),
    ("2026-10-20T0915Z", MORNING[:5], 0),
    ("2026-10-20T091502Z", MORNING, 0),
    ("20261020T091502Z", MORNING, 0),
    ("20261020T091502.5+0200", (*MORNING, 500000), 120),
    ("20261020T09:15:02Z", MORNING, 0),
    ("2026-10-20", None, 0),
    ("20261020", None, 0),
    ("2026-293T09:15:02Z", MORNING, 0),
    ("2026-W43-2T09:15:02Z", MORNING, 0),
    ("2026W432T091502Z", MORNING, 0),
    ("2026-10-20T24:00:00Z", (2026, 10, 21), 0),
    ("2024-02-29T00:00:00Z", (2024, 2, 29), 0),
    ("0001-01-01T00:00:00Z", (1, 1, 1), 0),
    ("9999-12-31T23:59:59.999999Z", (9999, 12, 31, 23, 59, 59, 999999), 0),
    ("2026-10-20T09:15:02+24:00", None, 0),
    ("2026-10-20T09:15:02+25:00", None, 0),
    ("2026-10-20T24:00:01Z", None, 0),
    ("2026-10-20T25:00:00Z", None, 0),
    ("2026-10-20T23:59:60Z", None, 0),
    ("2026-10-20T09:60:00Z", None, 0),
    ("2026-02-29T00:00:00Z", None, 0),
    ("2026-13-01T00:00:00Z", None, 0),
    ("0000-01-01T00:00:00Z", None, 0),
    ("9999-12-31T24:00:00Z", None, 0),
    (" 2026-10-20T09:15:02Z", None, 0),
    ("2026-10-20T09:15:02Z ", None, 0),
    ("2026-10-20T09:15:02ZZ", None, 0),
    ("2026-10-20T09:1502Z", None, 0),
    ("2026-10-20T09:15:02UTC", None, 0),
    ("2026-10-20T", None, 0),
    ("2026-10", None, 0),
    ("2026", None, 0),
    ("T09:15:02Z", None, 0),
    ("1770000000", None, 0),
    ("20 Oct 2026 09:15:02 GMT", None, 0),
    ("tomorrow", None, 0),
    ("\uff12\uff10\uff12\uff16-10-20T09:15:02Z", None, 0),
    ("Z", None, 0),
    ("", None, 0),
]


def expected(moment: Optional[Tuple[int, ...]], minutes: int) -> Optional[datetime.datetime]:
    if moment is None:
        return None
    zone = datetime.timezone(datetime.timedelta(minutes=minutes))
    return datetime.datetime(*moment, tzinfo=zone)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(("text", "moment", "minutes"), TABLE)
def test_each_form(text: str, moment: Optional[Tuple[int, ...]], minutes: int) -> None:
    wanted = expected(moment, minutes)
    found = parse_timestamp(text)
    assert found == wanted
    task = Task({"created_at": text})
    assert task.created_at == wanted
    assert task["created_at"] == text
    assert seconds_of(text) == (None if wanted is None else wanted.timestamp())
    if found is None:
        if text in ("2026-10-20", "20261020"):
            assert parse_datetime(text) == datetime.datetime(2026, 10, 20)  # a day, which arguments of tools may be
        else:
            with pytest.raises(ValueError):
                parse_datetime(text)
        if text == text.strip():  # the platform takes off the blanks of a `run_at`
            with pytest.raises(ValueError):
                seconds_on_the_platform(text)
        return
    assert type(found.tzinfo) is datetime.timezone
    assert found.utcoffset() == datetime.timedelta(minutes=minutes)
    assert parse_of_models(text) == parse_datetime(text)


@pytest.mark.parametrize("value", [None, 0, 1770000000, 1.5, True, [], {}, b"2026-10-20T09:15:02Z", object()])
def test_what_is_no_text_is_no_time(value: Any) -> None:
    assert parse_timestamp(value) is None
    assert Task({"created_at": value}).created_at is None
    assert seconds_of(value) is None


def test_the_rare_forms_alone_need_dateutil() -> None:
    code = (
        "import sys\n"
        "from inferencesh import Task\n"
        "times = ['2026-10-20T09:15:02Z', "
        "'2026-10-20t09:15:02.123z', '2026-10-20T09:15:02.123456+02:00', '2026-10-20T09:15']\n"
        "assert all(Task({'run_at': time}).run_at for time in times)\n"
        "assert 'dateutil' not in sys.modules\n"
        "assert Task({'run_at': '2026-293T09:15:02Z'}).run_at\n"
        "assert 'dateutil' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})


def test_setting_the_attribute_writes_text() -> None:
    task = Task({})
    for moment, text in (
        (datetime.datetime(*MORNING, tzinfo=datetime.timezone.utc), "2026-10-20T09:15:02Z"),
        (datetime.datetime(*MORNING), "2026-10-20T09:15:02Z"),
        (expected((*MORNING, 5), 120), "2026-10-20T09:15:02.000005+02:00"),
        ("2026-10-20T09:15:02.5Z", "2026-10-20T09:15:02.5Z"),
        (None, None),
    ):
        task.run_at = moment  # type: ignore[assignment]
        assert task["run_at"] == text
        assert json.loads(json.dumps(task)) == {"run_at": text}
        assert pickle.loads(pickle.dumps(task)) == task
    with pytest.raises(InvalidInputError, match="run_at must be a datetime, its text, or None, not a float"):
        task.run_at = 1770000000.0  # type: ignore[assignment]


@pytest.mark.parametrize("kind", [App, AppVersion, Chat, File, LiveSocket, Message, Session, SocketAccess, Task])
def test_every_time_of_every_result_is_one(kind: Any) -> None:
    names = [name for name in dir(kind) if name.endswith("_at")]
    assert names
    for name in names:
        assert isinstance(inspect.getattr_static(kind, name), _TimeField), name
        assert getattr(kind({name: "2026-10-20T09:15:02+0200"}), name) == expected(MORNING, 120)


def test_updates_are_told_apart_by_their_times() -> None:
    assert _older("2026-10-20T09:15:02Z", "2026-10-20T09:15:02.1Z")
    assert _older("2026-10-20T09:15:02.9+0200", "2026-10-20T09:15:02Z")
    assert not _older("2026-10-20T09:15:02Z", "2026-10-20T11:15:02+0200")
    assert not _older("2026-10-20T09:15:02Z", "later")
    assert not _older(None, "2026-10-20T09:15:02Z")


def test_the_order_of_stamps_is_that_of_the_times_they_name() -> None:
    more = ["", "T", "2026-10-20T0", "2026-10-20T09:15:0xZ", "2026-10-20T24:00:00Z", "2026-10-20T23:59:59.999Z"]
    stamps = [*(text for text, *_ in TABLE), *more]
    for stamp in stamps:
        for other in stamps:
            moment, later = parse_timestamp(stamp), parse_timestamp(other)
            before = moment is not None and later is not None and moment < later
            assert _older(stamp, other) == before, (stamp, other)


def test_frames_whose_stamps_ascend_cost_no_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(value: Any) -> Any:
        raise AssertionError(f"{value!r} was parsed")

    monkeypatch.setattr("inferencesh_api.timestamps.parse_timestamp", parse)
    view = TaskView("2khet8d1p6z26krbtvn9d7rkth")
    seconds = [f"2026-10-20T09:15:1{digit}{part}Z" for digit, part in enumerate(("", ".5", "", ".123", ".123456"))]
    parts = [f"2026-10-20T10:00:00.12345678{digit}Z" for digit in range(5)]
    for stamp in [*seconds, *parts]:
        assert view.apply({"id": view.task_id, "status": 7, "updated_at": stamp}, full=True)
        assert view.known["updated_at"] == stamp
