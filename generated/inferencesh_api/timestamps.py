"""Reads time stamps: the one parser of the generated code and of the SDK. Copied from scripts/generator/."""

from __future__ import annotations

import datetime
from typing import Any, Optional

__all__ = ["parse_datetime", "parse_timestamp"]

_UTC = datetime.timezone.utc


def parse_datetime(text: str) -> datetime.datetime:
    """A time as ISO 8601 and RFC 3339 write it; without an offset it stays naive.

    Raises:
        ValueError: `text` is no such time.
    """
    if len(text) < len("20261020"):
        raise ValueError(f"no day is named by {text!r}")
    # Python 3.8 to 3.10 do not read `Z`, and no version reads `z`.
    in_utc = text[-1] in "Zz" and text[-2].isdigit()
    spelt = f"{text[:-1]}+00:00" if in_utc else text
    try:
        return datetime.datetime.fromisoformat(spelt)
    except ValueError:
        pass
    from dateutil.parser import isoparse  # late: most time stamps need only the standard library

    try:
        moment = isoparse(spelt)
    except OverflowError as error:  # the midnight after the last day
        raise ValueError(str(error))
    offset = moment.utcoffset()
    if offset is None:
        return moment
    return moment.replace(tzinfo=datetime.timezone(offset) if offset else _UTC)


def parse_timestamp(value: Any) -> Optional[datetime.datetime]:
    """A time stamp as an aware datetime, UTC if it names no offset; None for what is no time stamp. Never raises."""
    if not isinstance(value, str) or len(value) < len("20261020T09"):  # a day alone is no time
        return None
    try:
        moment = parse_datetime(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=_UTC) if moment.tzinfo is None else moment
