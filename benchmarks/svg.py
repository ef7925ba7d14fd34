"""Line charts with logarithmic axes, as SVG text."""

from __future__ import annotations

import math
from typing import Dict, List, Sequence, Tuple
from xml.sax.saxutils import escape

Points = List[Tuple[float, float]]

WIDTH, HEIGHT = 460, 270
LEFT, RIGHT, TOP, BOTTOM = 56, 92, 30, 40
COLOURS = ("#1f6feb", "#d1495b", "#7a7a7a", "#2a9d5c")
GREY = "#8a8a8a"


def short(value: float) -> str:
    for limit, unit in ((1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:g}{unit}"
    return f"{value:g}"


def decades(low: float, high: float) -> List[float]:
    """Powers of ten around the values; with twos and fives between where there are few."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    marks = [10.0**power for power in range(first, max(last, first + 1) + 1)]
    if len(marks) > 3:
        return marks
    found = [factor * mark for mark in marks[:-1] for factor in (1, 2, 5)] + [marks[-1]]
    while len(found) > 2 and found[1] <= low:
        found.pop(0)
    while len(found) > 2 and found[-2] >= high:
        found.pop()
    return found


def chart(title: str, x_label: str, y_label: str, series: Dict[str, Points]) -> str:
    """One chart; each series has its own colour, and its name at its end."""
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    x_marks, y_marks = decades(min(xs), max(xs)), decades(min(ys), max(ys))

    def place(value: float, marks: Sequence[float], start: float, end: float) -> float:
        low, high = math.log10(marks[0]), math.log10(marks[-1])
        return start + (math.log10(value) - low) / (high - low) * (end - start)

    def at(x: float, y: float) -> Tuple[float, float]:
        return place(x, x_marks, LEFT, WIDTH - RIGHT), place(y, y_marks, HEIGHT - BOTTOM, TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'font-family="sans-serif" font-size="11">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="18" font-size="13" fill="#222">{escape(title)}</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle" fill="{GREY}">'
        f"{escape(x_label)}</text>",
        f'<text transform="translate(13,{(TOP + HEIGHT - BOTTOM) / 2:.0f}) rotate(-90)" text-anchor="middle" '
        f'fill="{GREY}">{escape(y_label)}</text>',
    ]
    for mark in x_marks:
        x, _ = at(mark, y_marks[0])
        parts.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#eee"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 14}" text-anchor="middle" fill="{GREY}">{short(mark)}</text>'
        )
    for mark in y_marks:
        _, y = at(x_marks[0], mark)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#eee"/>')
        parts.append(f'<text x="{LEFT - 5}" y="{y + 4:.1f}" text-anchor="end" fill="{GREY}">{short(mark)}</text>')
    taken: List[float] = []
    for (name, points), colour in zip(series.items(), COLOURS):
        if not points:
            continue
        places = [at(x, y) for x, y in points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{colour}"/>' for x, y in places]
        x, y = places[-1]
        while any(abs(y - other) < 12 for other in taken):
            y += 3
        taken.append(y)
        parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{y + 4:.1f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])
