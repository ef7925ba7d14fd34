"""What tools return beside plain JSON: converted, or refused with what to do instead."""

from __future__ import annotations

import array
import collections
import datetime
import fractions
import io
import ipaddress
import json
import types
from typing import Any, Dict, Iterator, List, Tuple

import pytest

from inferencesh._core.errors.classes import InvalidInputError
from inferencesh.tools import encode_tool_result


class Scalar:
    """What numpy's scalars have in common."""

    dtype = "float32"
    ndim = 0

    def __init__(self, value: Any) -> None:
        self.value = value

    def item(self) -> Any:
        return self.value


class Array(Scalar):
    ndim = 1

    def tolist(self) -> Any:
        return list(self.value)


class Frame:
    """What pandas' tables have: `to_json` knows what JSON has no numbers for."""

    columns = ("a",)
    __module__ = "pandas.core.frame"

    def to_json(self, orient: str, date_format: str) -> str:
        assert (orient, date_format) == ("records", "iso")
        return '[{"a":1},{"a":null}]'


Frame.__name__ = "DataFrame"


class PolarsFrame:
    columns = ("a",)
    __module__ = "polars.dataframe.frame"

    def to_dicts(self) -> Any:
        return [{"a": 1, "on": datetime.date(2026, 1, 2)}]


PolarsFrame.__name__ = "DataFrame"


class Color:
    pass


CONVERTED: List[Tuple[Any, Any]] = [
    (Scalar(1.5), 1.5),
    (Scalar(True), True),
    (Scalar(datetime.datetime(2026, 1, 2)), "2026-01-02T00:00:00"),
    (Array([1, Scalar(2)]), [1, 2]),
    ({"rows": Frame()}, {"rows": [{"a": 1}, {"a": None}]}),
    (PolarsFrame(), [{"a": 1, "on": "2026-01-02"}]),
    (datetime.timedelta(seconds=90), "PT1M30S"),
    (datetime.timedelta(days=2, hours=3, milliseconds=500), "P2DT3H0.5S"),
    (-datetime.timedelta(minutes=5), "-PT5M"),
    (datetime.timedelta(0), "PT0S"),
    (collections.deque([1, 2]), [1, 2]),
    (range(3), [0, 1, 2]),
    ({"a": 1}.keys(), ["a"]),
    ({"a": 1}.values(), [1]),
    ({"a": 1}.items(), [["a", 1]]),
    (array.array("i", [1, 2]), [1, 2]),
    (collections.UserList([1]), [1]),
    (collections.UserDict({"a": 1}), {"a": 1}),
    (collections.UserString("a"), "a"),
    (collections.Counter("aab"), {"a": 2, "b": 1}),
    (collections.OrderedDict(a=range(2)), {"a": [0, 1]}),
    (types.MappingProxyType({"a": 1}), {"a": 1}),
    (ipaddress.ip_address("127.0.0.1"), "127.0.0.1"),
    ({datetime.timedelta(seconds=1): 1}, {"PT1S": 1}),
    ({Scalar(1): 2}, {"1": 2}),
]


@pytest.mark.parametrize(("value", "wanted"), CONVERTED, ids=[type(case[0]).__name__ for case in CONVERTED])
def test_converted(value: Any, wanted: Any) -> None:
    for result, expected in ((value, wanted), ({"in": [value]}, {"in": [wanted]})):
        encoded = encode_tool_result(result)
        assert (json.loads(encoded.result) if not isinstance(expected, str) else encoded.result.strip('"')) == expected
        assert encoded.attachments == []


def test_a_buffer_is_a_file() -> None:
    stream = io.BytesIO(b"abc")
    stream.seek(3)
    assert encode_tool_result({"plot": stream}).attachments == [b"abc"]


def numbers() -> Iterator[int]:
    yield 1


REFUSED: List[Tuple[Any, str]] = [
    (numbers(), "make it a list: list"),
    (map(str, [1]), "make it a list: list"),
    (fractions.Fraction(1, 3), "make it a number: float"),
    (1j, "return text"),
    (Color, "give a value of that type"),
    (print, "return text"),
    (numbers, "call it first"),
    (Color(), "return text"),
    (object(), "return text"),
    (Array([float("nan")]), r"result\[0\] is nan"),
]


@pytest.mark.parametrize(("value", "advice"), REFUSED, ids=[str(type(case[0]).__name__) for case in REFUSED])
def test_refused_with_advice(value: Any, advice: str) -> None:
    with pytest.raises(InvalidInputError, match=advice):
        encode_tool_result(value)


def test_numpy_and_pandas_themselves() -> None:
    numpy: Any = pytest.importorskip("numpy")
    values: Dict[str, Any] = {
        "f": numpy.float32(1.5),
        "i": numpy.int64(3),
        "b": numpy.bool_(True),
        "d": numpy.datetime64("2026-01-02"),
        "s": numpy.str_("a"),
        "m": numpy.arange(4).reshape(2, 2),
        "z": numpy.array(5),
    }
    assert json.loads(encode_tool_result(values).result) == {
        "f": 1.5, "i": 3, "b": True, "d": "2026-01-02", "s": "a", "m": [[0, 1], [2, 3]], "z": 5
    }  # fmt: skip
    pandas: Any = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": [1.0, None], "t": [pandas.Timestamp("2026-01-02")] * 2})
    rows = json.loads(encode_tool_result(frame).result)
    assert [row["a"] for row in rows] == [1.0, None]
    assert rows[0]["t"].startswith("2026-01-02")
    assert json.loads(encode_tool_result(frame["a"]).result) == {"0": 1.0, "1": None}
