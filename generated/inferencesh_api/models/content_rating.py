from __future__ import annotations

from enum import Enum


class ContentRating(str, Enum):
    """How content was rated."""

    SAFE = "safe"
    SEXUAL_SUGGESTIVE = "sexual_suggestive"
    SEXUAL_EXPLICIT = "sexual_explicit"
    VIOLENCE_NON_GRAPHIC = "violence_non_graphic"
    VIOLENCE_GRAPHIC = "violence_graphic"
    GORE = "gore"
    UNRATED = "unrated"

    @classmethod
    def _missing_(cls, value: object) -> ContentRating | None:
        """Accept a value that a newer server added: its name is UNRECOGNIZED, its value is kept."""
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNRECOGNIZED"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
