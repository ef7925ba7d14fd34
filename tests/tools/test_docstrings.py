"""Docstrings: what they say of single parameters, and all else they say, which is for the model too."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any, List, Tuple

import pytest

from inferencesh.tools import tool
from inferencesh.tools.output import schema_for

pytest.importorskip("docstring_parser")

CASES: List[Tuple[str, str, str]] = [
    # name, docstring, description
    (
        "google",
        """Close an account.

        It is final.

        Args:
            city: Where.
            days: How long,
                at most.

        Only call this after the customer said yes.

        Note:
            It cannot be undone.

        Returns:
            The last balance.

        Raises:
            KeyError: There is no such account.
        """,
        "Close an account.\n\nIt is final.\n\nOnly call this after the customer said yes."
        "\n\nNote:\n    It cannot be undone."
        "\n\nReturns:\n    The last balance.\n\nRaises:\n    KeyError: There is no such account.",
    ),
    (
        "google, a section before the parameters",
        """Close an account.

        Warning:
            Ask first.

        Args:
            city (str): Where.
            days (int, optional): How long, at most.
        """,
        "Close an account.\n\nWarning:\n    Ask first.",
    ),
    (
        "numpy",
        """Close an account.

        Parameters
        ----------
        city : str
            Where.
        days : int, optional
            How long, at most.

        Returns
        -------
        str
            The last balance.

        Notes
        -----
        Only after the customer said yes.
        """,
        "Close an account.\n\n"
        "Returns\n-------\nstr\n    The last balance.\n\nNotes\n-----\nOnly after the customer said yes.",
    ),
    (
        "rest",
        """Close an account.

        :param city: Where.
        :type city: str
        :param int days: How long,
            at most.
        :returns: The last balance.
        :raises KeyError: There is no such account.

        Only after the customer said yes.
        """,
        "Close an account.\n\n:returns: The last balance.\n:raises KeyError: There is no such account.\n\n"
        "Only after the customer said yes.",
    ),
    (
        "rest, with a note before",
        """Close an account.

        .. note:: It is final.

        :param city: Where.
        :param days: How long, at most.
        """,
        "Close an account.\n\n.. note:: It is final.",
    ),
    (
        "epytext",
        """Close an account.

        @param city: Where.
        @param days: How long, at most.
        @return: The last balance.
        """,
        "Close an account.\n\n@return: The last balance.",
    ),
]


@pytest.mark.parametrize(("name", "docstring", "description"), CASES, ids=[case[0] for case in CASES])
def test_all_but_the_parameters_is_the_description(name: str, docstring: str, description: str) -> None:
    def close(city: str, days: int = 3) -> str:
        return city

    close.__doc__ = docstring
    made = tool(close)
    assert made["description"] == description
    assert made.params["city"]["description"] == "Where."
    assert made.params["days"]["description"] == "How long, at most."


PLAIN = [
    "One line.",
    "Two paragraphs.\n\nThe second one.",
    "An example:\n\n    >>> close('a')\n    'b'",
    "What it needs: nothing.\n\nReturns: nothing either.",
    "A list:\n\n- one\n- two",
    "Args: are words here.",
    "A text.\n\nReturns:\n    Something.",
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_docstring_without_parameters_is_taken_as_it_is(text: str) -> None:
    def close(city: str) -> str:
        return city

    close.__doc__ = text
    assert tool(close)["description"] == inspect.cleandoc(text)


def test_of_a_class() -> None:
    @dataclasses.dataclass
    class Report:
        """A report.

        Attributes:
            title: Its title.

        Keep it short.
        """

        title: str

    schema: Any = schema_for(Report)
    assert schema["description"] == "A report.\n\nKeep it short."
    assert schema["properties"]["title"]["description"] == "Its title."
