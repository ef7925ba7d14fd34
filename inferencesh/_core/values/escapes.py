"""Looking for a text through the escapes of JSON, HTML, addresses and programs, in time proportional to the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Dict, Iterator, List, Match, NamedTuple, Optional, Pattern, Sequence, Tuple

# Layers of different escapes around each other; several layers of one kind are undone at once.
_LAYERS = 8

# A run of backslashes is one match, whatever stands behind it, or a text of nothing else would be read again from each.
_ESCAPE = re.compile(
    r"\\+(?:[uU]0{0,4}(00[0-9A-Fa-f]{2})|u\{0*([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|([01][0-7]{2})|([^A-Za-z0-9\s\\]))?"
    r"|%(?:25)*([0-9A-Fa-f]{2})"
    r"|&(?:amp;?)*(?:#0*([0-9]{1,7});?|#[xX]0*([0-9A-Fa-f]{1,6});?|([A-Za-z]{2,12});)"
)
_BASES = (16, 16, 16, 8, 0, 16, 10, 16, 0)  # of the groups above; 0: no number
_CHARACTER, _NAME = 5, 9
# Names in HTML of the characters that are neither letters nor digits.
_NAMED: Dict[str, str] = {
    **{"excl": "!", "quot": '"', "QUOT": '"', "num": "#", "dollar": "$", "percnt": "%", "amp": "&", "AMP": "&"},
    **{"apos": "'", "lpar": "(", "rpar": ")", "ast": "*", "midast": "*", "plus": "+", "comma": ",", "period": "."},
    **{"sol": "/", "colon": ":", "semi": ";", "lt": "<", "LT": "<", "equals": "=", "gt": ">", "GT": ">", "quest": "?"},
    **{"commat": "@", "lsqb": "[", "lbrack": "[", "bsol": "\\", "rsqb": "]", "rbrack": "]", "Hat": "^", "grave": "`"},
    **{"lowbar": "_", "UnderBar": "_", "lcub": "{", "lbrace": "{", "verbar": "|", "vert": "|", "rcub": "}"},
    **{"rbrace": "}"},
}


class _Layer(NamedTuple):
    """A text with one layer of escapes undone, and where these stood: parallel lists, one item for each escape."""

    text: str
    places: List[int]  # in the new text
    lengths: List[int]  # in the new text: 1, or 0 for an escape that means nothing
    starts: List[int]  # in the old one
    ends: List[int]

    def span(self, start: int, end: int) -> Tuple[int, int]:
        """Where a part of the new text stood in the old one."""
        return self._of(start)[0], self._of(end - 1)[1]

    def _of(self, place: int) -> Tuple[int, int]:
        last = bisect_right(self.places, place) - 1
        if last < 0:
            return place, place + 1
        behind = place - self.places[last] - self.lengths[last]
        if behind < 0:
            return self.starts[last], self.ends[last]
        return self.ends[last] + behind, self.ends[last] + behind + 1


def _meaning(match: Match[str]) -> str:
    """The character that an escape stands for; the escape itself, if it is none that a visible character needs."""
    group = match.lastindex
    if group is None:
        return ""  # backslashes before a letter or at the end
    if group == _CHARACTER:
        return match[group]
    if group == _NAME:
        return _NAMED.get(match[group], match[0])
    number = int(match[group], _BASES[group - 1])
    return chr(number) if 32 < number < 127 else match[0]


def _undo(text: str) -> _Layer:
    layer = _Layer("", [], [], [], [])
    pieces: List[str] = []
    read = size = 0
    for match in _ESCAPE.finditer(text):
        meaning = _meaning(match)
        if len(meaning) > 1:
            continue
        start, end = match.span()
        pieces += (text[read:start], meaning)
        size += start - read
        layer.places.append(size)
        layer.lengths.append(len(meaning))
        layer.starts.append(start)
        layer.ends.append(end)
        size += len(meaning)
        read = end
    pieces.append(text[read:])
    return layer._replace(text="".join(pieces))


def _layers(text: str) -> Iterator[_Layer]:
    """The text with more and more of its escapes undone."""
    for _ in range(_LAYERS):
        if not any(mark in text for mark in "\\%&"):
            return
        layer = _undo(text)
        if not layer.places:
            return
        yield layer
        text = layer.text


def unescaped(text: str) -> str:
    """The text with all its escapes undone."""
    for layer in _layers(text):
        text = layer.text
    return text


def _find(text: str, form: str) -> Iterator[Tuple[int, int]]:
    place = text.find(form)
    while place >= 0:
        yield place, place + len(form)
        place = text.find(form, place + len(form))


def _find_all(text: str, exact: Sequence[str], any_case: Sequence[str]) -> List[Tuple[int, int]]:
    found = [span for form in exact for span in _find(text, form)]
    lower = text.lower()
    if len(lower) == len(text):
        found += (span for form in any_case for span in _find(lower, form.lower()))
    else:  # a letter that becomes two: places would differ
        found += (match.span() for form in any_case for match in re.finditer(re.escape(form), text, re.I))
    return found


def find_spellings(
    text: str, exact: Sequence[str], any_case: Sequence[str], pattern: Optional[Pattern[str]] = None
) -> List[Tuple[int, int]]:
    """Where one of these stands in a text, escaped or not: spans in their order, which do not overlap.

    Args:
        exact: what is looked for as it is.
        any_case: what may also be written in upper or lower case.
        pattern: what is looked for only where escapes were undone.
    """
    found = _find_all(text, exact, any_case)
    passed: List[_Layer] = []
    for layer in _layers(text):
        passed.append(layer)
        inside = _find_all(layer.text, exact, any_case)
        if pattern is not None:
            inside += (match.span() for match in pattern.finditer(layer.text))
        for start, end in inside:
            for outer in reversed(passed):
                start, end = outer.span(start, end)
            found.append((start, end))
    apart: List[Tuple[int, int]] = []
    for start, end in sorted(found):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart
