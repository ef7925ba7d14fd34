"""The public TaskStatus: a text on every Python, that knows its number and never refuses one."""

from __future__ import annotations

import copy
import json
import pickle
from enum import IntEnum
from typing import Union

import pytest

from inferencesh._core.values.status import TaskStatus, is_terminal_status, parse_status

TABLE = [
    (0, "unknown", False),
    (1, "received", False),
    (2, "queued", False),
    (3, "dispatched", False),
    (4, "preparing", False),
    (5, "serving", False),
    (6, "setting_up", False),
    (7, "running", False),
    (8, "cancelling", False),
    (9, "uploading", False),
    (10, "completed", True),
    (11, "failed", True),
    (12, "cancelled", True),
    (13, "rejected", True),
]


@pytest.mark.parametrize(("code", "name", "terminal"), TABLE)
def test_each_status_by_number_and_name(code: int, name: str, terminal: bool) -> None:
    status = TaskStatus(code)
    assert status is TaskStatus[name.upper()]
    assert TaskStatus(name) is status
    assert TaskStatus(name.upper()) is status
    assert parse_status(code) is parse_status(name) is parse_status(f" {name.title()} ") is status
    assert parse_status(status) is status
    assert parse_status(float(code)) is parse_status(str(code)) is status
    assert (status.code, status.value, status.is_terminal, status.is_known) == (code, name, terminal, True)
    assert is_terminal_status(code) is is_terminal_status(name) is is_terminal_status(status) is terminal


def test_there_are_no_others() -> None:
    assert [(status.code, str(status)) for status in TaskStatus] == [(code, name) for code, name, _ in TABLE]


def test_the_numbers_are_those_of_the_contract() -> None:
    generated = pytest.importorskip("inferencesh_api.models.task_status").TaskStatus
    assert {member.name: int(member) for member in generated} == {status.name: status.code for status in TaskStatus}


@pytest.mark.parametrize(("status", "text"), [(TaskStatus.SETTING_UP, "setting_up"), (TaskStatus("Paused"), "paused")])
def test_it_is_a_text_wherever_it_shows(status: TaskStatus, text: str) -> None:
    assert status == text
    assert str(status) == f"{status}" == format(status) == "%s" % status == text  # noqa: UP031 - one of the ways
    assert type(str(status)) is str
    assert f"{status:>12}|" == f"{text:>12}|"
    assert hash(status) == hash(text)
    assert {text: 1}[status] == 1
    assert status in {text}
    assert json.dumps({"status": status, status: 1}) == json.dumps({"status": text, text: 1})
    assert sorted([status, "a", "z"]) == ["a", text, "z"]


@pytest.mark.parametrize(("code", "name", "terminal"), TABLE)
def test_it_equals_its_text_and_its_number(code: int, name: str, terminal: bool) -> None:
    status = TaskStatus(code)
    number = IntEnum("Number", [("ITSELF", code)])(code)
    for same in (status, name, code, number):
        assert status == same
        assert same == status
        assert (status != same, same != status) == (False, False)
    assert status in (98, code)
    assert status not in (98, 99)
    for other in (code + 1, name.upper(), str(code), float(code), True, False, None, [code], (code,)):
        assert status != other
        assert other != status
        assert (status == other, other == status) == (False, False)
    assert int(status) == code
    assert type(int(status)) is int
    assert status not in {code}  # by the hash of the text: the documented limit
    assert {name: "found"}[status] == "found"


@pytest.mark.parametrize(("code", "name", "terminal"), TABLE)
def test_it_is_ordered_by_number_and_among_texts_by_text(code: int, name: str, terminal: bool) -> None:
    status = TaskStatus(code)
    for other, _, _ in TABLE:
        for right in (other, TaskStatus(other)):
            assert (status < right, status <= right, status > right, status >= right) == (
                code < other, code <= other, code > other, code >= other
            )  # fmt: skip
            assert (right < status, right <= status, right > status, right >= status) == (
                other < code, other <= code, other > code, other >= code
            )  # fmt: skip
    assert (status >= TaskStatus.COMPLETED) is (status >= 10) is terminal
    for text in ("a", "z", name):
        assert (status < text, status <= text, status > text, status >= text) == (
            name < text, name <= text, name > text, name >= text
        )  # fmt: skip
        assert (text < status, text <= status, text > status, text >= status) == (
            text < name, text <= name, text > name, text >= name
        )  # fmt: skip
    for neither in (True, 3.5, None, [1]):
        with pytest.raises(TypeError):
            assert status < neither  # type: ignore[operator]
        with pytest.raises(TypeError):
            assert neither >= status  # type: ignore[operator]


@pytest.mark.parametrize("value", [14, 99, -3, "paused", "unheard_of"])
def test_a_status_nobody_knows_yet_equals_itself_alone(value: Union[int, str]) -> None:
    status = TaskStatus(value)
    assert status == TaskStatus(value)
    assert status == value
    assert status == str(status)
    assert [known for known in TaskStatus if status == known or known == status] == []
    assert [number for number in range(-5, 120) if status == number or number == status] == (
        [value] if isinstance(value, int) else []
    )
    for end in (TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED, TaskStatus.REJECTED):
        for right in (end, end.code):
            assert status < right
            assert status <= right
            assert not status > right
            assert not status >= right
            assert right > status
            assert right >= status
    assert sum(
        (status < number, status == number, status > number) == (False, True, False) for number in range(-5, 120)
    ) == (isinstance(value, int))
    assert sorted([TaskStatus.COMPLETED, status, TaskStatus.RUNNING])[-1] is TaskStatus.COMPLETED


def test_statuses_sort_the_same_from_any_order() -> None:
    known = [TaskStatus(code) for code, _, _ in TABLE]
    strange = [TaskStatus(value) for value in ("zzz", "aaa", 14, 15, -3)]
    expected = [
        TaskStatus(-3),
        known[0],
        TaskStatus("aaa"),
        TaskStatus("zzz"),
        TaskStatus(14),
        TaskStatus(15),
        *known[1:],
    ]
    assert sorted([*strange, *known]) == sorted([*reversed(known), *strange]) == expected


def test_values_are_plain_texts() -> None:
    for status in TaskStatus:
        assert type(status.value) is str
    assert TaskStatus.COMPLETED.value == "completed"


def test_scheduled_is_the_older_name_of_dispatched() -> None:
    assert TaskStatus("scheduled") is TaskStatus.SCHEDULED is TaskStatus.DISPATCHED
    assert parse_status("SCHEDULED") is TaskStatus.DISPATCHED


@pytest.mark.parametrize(
    ("value", "text", "code"),
    [(14, "14", 14), (-3, "-3", -3), ("paused", "paused", 0), ("PAUSED ", "paused", 0), ("99", "99", 99)],
)
def test_a_status_nobody_knows_yet_keeps_its_name_or_number(value: object, text: str, code: int) -> None:
    status = TaskStatus(value)
    assert isinstance(status, TaskStatus)
    assert (str(status), status.value, status.code) == (text, text, code)
    assert not status.is_terminal
    assert not status.is_known
    assert status.name
    assert repr(status)
    assert parse_status(value) == status


@pytest.mark.parametrize("value", [[], {}, object(), True, False, 3.5, float("nan"), float("inf"), "", "  ", 10**30])
def test_what_is_no_status_is_unknown(value: object) -> None:
    assert parse_status(value) is TaskStatus.UNKNOWN
    assert TaskStatus(value) is TaskStatus.UNKNOWN
    assert not is_terminal_status(value)


def test_none_is_no_status() -> None:
    assert parse_status(None) is None
    assert not is_terminal_status(None)


@pytest.mark.parametrize("value", [10, "paused", 99, -3])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_survives_pickling_and_copying(value: object, protocol: int) -> None:
    status = TaskStatus(value)
    for twin in (pickle.loads(pickle.dumps(status, protocol)), copy.copy(status), copy.deepcopy(status)):
        assert type(twin) is TaskStatus
        assert (str(twin), twin.code, twin.is_known) == (str(status), status.code, status.is_known)
    assert pickle.loads(pickle.dumps(TaskStatus.RUNNING, protocol)) is TaskStatus.RUNNING


def test_a_number_too_long_to_print_is_unknown() -> None:
    assert parse_status(10**5000) is TaskStatus.UNKNOWN
