"""Ready-made apps: the names that the documentation uses, the two reference apps of the platform's own tests, and
some that misbehave on purpose. Pillow is imported only when one of them draws."""

from __future__ import annotations

from typing import Any, List

from .pictures import draw, film, process_image
from .state import KeyValues, MyApp
from .text import echo, template
from .trouble import count_down, fails, needs_secret, slow

STAND_INS: List[Any] = [
    echo,
    draw,
    film,
    process_image,
    MyApp,
    KeyValues,
    template,
    needs_secret,
    fails,
    slow,
    count_down,
]
