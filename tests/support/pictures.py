"""Real pictures for tests, made without an imaging library."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Tuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(width: int = 64, height: int = 48) -> bytes:
    """A PNG with a gradient in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(
        b"\0" + bytes(part for x in range(width) for part in (x * 255 // width, y * 255 // height, 96))
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def png_size(data: bytes) -> Tuple[int, int]:
    """Width and height of a PNG.

    Raises:
        ValueError: it is none.
    """
    if data[:8] != SIGNATURE:
        raise ValueError("this is no PNG")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def write_picture(path: Path, width: int = 64, height: int = 48) -> Path:
    """Write a PNG and return its path."""
    path.write_bytes(png(width, height))
    return path
