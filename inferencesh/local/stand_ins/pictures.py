"""Apps that draw. What they draw follows from their input alone: the same input gives the same bytes."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

from ..apps.definition import app
from ..apps.runtime import cancelled, scratch_folder, sleep_or_cancelled

LARGEST = 2048
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
MOST_PIXELS = 32_000_000
"""Of a picture that is read: about 100 MB a copy. Any camera's picture passes, and a PNG of 20 KB can hold 25 times as
many pixels."""
TOO_LARGE = f"image must have at most {MOST_PIXELS // 1_000_000} million pixels"
FILM_STEPS = 40
FILM_SIZE = (160, 90)
Color = Tuple[int, int, int]


@app("infsh/flux-schnell", category="image")
def draw(prompt: str, width: int = 256, height: int = 256, seed: int = 0, **options: Any) -> Dict[str, Any]:
    """Draws a picture from a prompt: hills below a sky whose colours the prompt decides."""
    size = _size(width, height)
    print(f"drawing {size[0]}x{size[1]}")
    target = scratch_folder() / "image.png"
    _scene(f"{seed}:{prompt}", size, 0.35).save(str(target), format="PNG")
    return {"image": target, "url": target, "width": size[0], "height": size[1], "seed": seed}


@app("google/veo-3-1-fast", category="video")
def film(prompt: str, seed: int = 0, **options: Any) -> Iterator[Dict[str, Any]]:
    """Makes a short animation from a prompt, and says how far it is in its logs and its output."""
    frames: List[Any] = []
    for step in range(1, FILM_STEPS + 1):
        if cancelled() or sleep_or_cancelled(0.01):
            return
        frames.append(_scene(f"{seed}:{prompt}", FILM_SIZE, step / FILM_STEPS))
        print(f"frame {step}/{FILM_STEPS}")
        yield {"progress": {"current": step, "total": FILM_STEPS}}
    target = scratch_folder() / "video.gif"
    frames[0].save(str(target), format="GIF", save_all=True, append_images=frames[1:], duration=50, loop=0)
    yield {"video": target, "url": target, "frames": FILM_STEPS, "seconds": FILM_STEPS * 0.05}


@app("image-processor", category="image")
def process_image(
    image: Path, width: int = 0, height: int = 0, grayscale: bool = False, **options: Any
) -> Dict[str, Any]:
    """Resizes a picture (a side that is left out follows from the other one) and, if asked, takes its colours away."""
    pillow = _pillow()
    picture = _read(pillow, image)
    before = picture.size
    if width > 0 or height > 0:
        wide = width or max(1, round(before[0] * height / before[1]))
        high = height or max(1, round(before[1] * width / before[0]))
        picture = picture.resize(_size(wide, high), pillow.Resampling.LANCZOS)
    if grayscale:
        picture = picture.convert("L")
    print(f"{before[0]}x{before[1]} -> {picture.size[0]}x{picture.size[1]}")
    target = scratch_folder() / "processed.png"
    picture.save(str(target), format="PNG")
    return {"image": target, "url": target, "width": picture.size[0], "height": picture.size[1]}


def _read(pillow: Any, image: Path) -> Any:
    """The picture of a file; a `ValueError` before it is unpacked if it would take too much memory."""
    try:
        # Only formats that say their size before anything is unpacked, and that no other program has to read.
        with pillow.open(str(image), formats=FORMATS) as opened:
            width, height = opened.size
            if width * height > MOST_PIXELS:
                raise ValueError(f"{TOO_LARGE} and has {width}x{height}")
            return opened.convert("RGB")
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning):
        # Pillow's own limit, which is higher; the second one where warnings are errors.
        raise ValueError(TOO_LARGE) from None
    except (OSError, SyntaxError) as error:
        # Pillow raises SyntaxError for broken PNG files, and its own OSError for what it cannot identify.
        raise ValueError(f"image must be a PNG, JPEG, GIF, WebP, BMP or TIFF picture: {error}") from None


def _size(width: int, height: int) -> Tuple[int, int]:
    for name, value in (("width", width), ("height", height)):
        if not 1 <= value <= LARGEST:
            raise ValueError(f"{name} must be from 1 to {LARGEST}, got {value}")
    return width, height


def _scene(text: str, size: Tuple[int, int], moment: float) -> Any:
    """Sky, sun and hills; `moment` from 0 to 1 is the time of day."""
    pillow = _pillow()
    from PIL import ImageDraw

    digest = hashlib.sha256(text.encode("utf-8")).digest()
    width, height = size
    top: Color = (digest[0] // 2, digest[1] // 2, 90 + digest[2] // 2)
    low: Color = (150 + digest[3] // 3, 90 + digest[4] // 2, digest[5] // 2)
    picture = pillow.new("RGB", size)
    pen = ImageDraw.Draw(picture)
    for y in range(height):
        pen.line([(0, y), (width, y)], fill=_mix(top, low, y / max(1, height - 1)))
    radius = max(2, min(size) // 9)
    across = width * moment
    down = height * (0.55 - 0.35 * math.sin(math.pi * moment))
    pen.ellipse(
        [across - radius, down - radius, across + radius, down + radius],
        fill=(255, 220 + digest[6] % 36, 120 + digest[7] % 100),
    )
    for layer in range(3):
        shade = _mix(low, (10, 12, 20), 0.45 + 0.2 * layer)
        base = height * (0.62 + 0.12 * layer)
        wave, shift = 1.0 + digest[8 + layer] / 90.0, digest[11 + layer] / 20.0
        crest = [
            (at, base - height * 0.07 * math.sin(wave * math.pi * at / max(1, width) + shift))
            for at in range(0, width + 4, 4)
        ]
        pen.polygon([*crest, (width + 4, height), (0, height)], fill=shade)
    return picture


def _mix(one: Color, other: Color, share: float) -> Color:
    mixed = [round(a + (b - a) * share) for a, b in zip(one, other)]
    return mixed[0], mixed[1], mixed[2]


def _pillow() -> Any:
    try:
        from PIL import Image
    except ImportError as error:
        raise ImportError('the picture apps need Pillow: pip install "inferencesh[local]"') from error
    return Image
