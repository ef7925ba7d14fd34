"""The ready-made apps."""

from __future__ import annotations

import io
import re
from typing import Any, Dict

import pytest
from local.conftest import texts

PIL = pytest.importorskip("PIL.Image", reason="the picture apps need Pillow")


@pytest.fixture(name="caller")
def _caller(platforms: Any) -> Any:
    return platforms.caller(stand_ins=True)


def picture(caller: Any, address: str) -> Any:
    return PIL.open(io.BytesIO(caller.http.get(address).content))


def test_echo(caller: Any) -> None:
    assert caller.run("infsh/echo", {"any": ["thing", 1, None]})["output"] == {"any": ["thing", 1, None]}


def test_text_templating(caller: Any) -> None:
    task = caller.run("infsh/text-templating", {"template": "Hello {1}! {2} {3}", "strings": ["x", "y"]})
    assert task["output"] == {"result": "Hello x! y {3}"}


def test_drawing_is_deterministic(caller: Any) -> None:
    one, again, other = (
        caller.run("infsh/flux-schnell", {"prompt": prompt})["output"] for prompt in ("a kite", "a kite", "a boat")
    )
    assert one["image"] == one["url"]
    assert one["image"].endswith(".png")
    image = picture(caller, one["image"])
    assert (image.format, image.size) == ("PNG", (256, 256))
    content = [caller.http.get(output["image"]).content for output in (one, again, other)]
    assert content[0] == content[1] != content[2]
    small = caller.run("infsh/flux-schnell", {"prompt": "a kite", "width": 64, "height": 32})["output"]
    assert picture(caller, small["image"]).size == (64, 32)
    assert "width must be" in caller.run("infsh/flux-schnell", {"prompt": "x", "width": 0})["error"]


def test_a_film_with_progress_and_logs(caller: Any) -> None:
    frames = caller.frames(caller.submit("google/veo-3-1-fast", {"prompt": "waves"})["id"])
    seen = [
        frame["data"]["output"]["progress"]["current"]
        for frame in frames
        if "output" in frame.get("fields", ()) and "progress" in frame["data"]["output"]
    ]
    assert len(seen) > 5
    assert seen == sorted(seen)
    last = frames[-1]
    assert re.findall(r"(\d+)/40", texts(last)) == [str(n) for n in range(1, 41)]
    film = picture(caller, last["output"]["video"])
    assert film.format == "GIF"
    assert film.n_frames > 10
    assert caller.http.get(last["output"]["video"]).headers["content-type"] == "image/gif"


def test_processing_an_image(caller: Any) -> None:
    source = caller.run("infsh/flux-schnell", {"prompt": "x", "width": 100, "height": 50})["output"]["image"]
    output = caller.run("image-processor", {"image": source, "width": 50, "grayscale": True})["output"]
    image = picture(caller, output["image"])
    assert (image.size, image.mode) == ((50, 25), "L")
    assert output["url"] == output["image"]
    failed = caller.run("image-processor", {"image": "data:image/png;base64,AAAA"})
    assert failed["status"] == 11


def test_my_app(caller: Any) -> None:
    first = caller.run("my-app", {"action": "init"}, session="new", session_timeout=300)
    session = first["session_id"]
    second = caller.run("my-app", {"action": "process", "data": "x"}, session=session)
    assert second["output"] == {"action": "process", "step": 2, "memory": {"data": "x"}}
    assert caller.run("my-app", {"action": "cleanup"}, session=session)["output"]["step"] == 3
    assert caller.refused("my-app", {}, session=session).status_code == 410


def test_session_test(caller: Any) -> None:
    def call(function: str, input: Dict[str, Any], session: str) -> Any:
        return caller.run("infsh/session-test", input, function=function, session=session)

    first = call("set_value", {"key": "a", "value": [1]}, "new")
    session = first["session_id"]
    assert first["output"] == {"success": True, "key": "a", "value": [1]}
    assert call("get_value", {"key": "a"}, session)["output"] == {"found": True, "key": "a", "value": [1]}
    assert call("get_value", {"key": "b"}, session)["output"] == {"found": False, "key": "b"}
    assert call("increment", {"key": "n", "amount": 3}, session)["output"] == {"key": "n", "previous": 0, "current": 3}
    assert call("get_all", {}, session)["output"] == {"state": {"a": [1], "n": 3}, "call_count": 5}


def test_the_troublesome_ones(caller: Any) -> None:
    assert caller.run("test/fails", {"message": "as asked"})["error"].endswith("RuntimeError: as asked")
    assert caller.refused("test/needs-secret", {}).status_code == 412
    slow = caller.run("test/slow", {"seconds": 0.05, "steps": 5})
    assert slow["output"] == {"seconds": 0.05, "steps": 5}
    assert texts(slow).splitlines() == ["1/5", "2/5", "3/5", "4/5", "5/5"]
    frames = caller.frames(caller.submit("test/deltas", {"text": "one two"})["id"])
    assert "".join(f["data"]["delta"]["response"] for f in frames if f.get("event") == "delta") in (
        "one two ",
        "two ",
        "",
    )
    assert frames[-1]["output"] == {"response": "one two"}


def test_needs_secret_with_its_secret(platforms: Any) -> None:
    caller = platforms.caller(stand_ins=True, secrets={"MAPS_KEY": "123"})
    assert caller.run("test/needs-secret", {"any": "thing"})["output"] == {"length": 3}


def bomb(width: int, height: int) -> bytes:
    """A PNG of one colour, which is small however large the picture is."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pack = zlib.compressobj(9)
    row = bytes(width // 8 + 2)
    rows = b"".join(pack.compress(row[: (width + 7) // 8 + 1]) for _ in range(height)) + pack.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def data_uri(data: bytes) -> str:
    import base64

    return "data:image/png;base64," + base64.b64encode(data).decode()


def test_a_picture_is_measured_before_it_is_unpacked(caller: Any) -> None:
    for side in (6000, 13000):  # Pillow itself warns from 89 million pixels on
        packed = bomb(side, side)
        assert len(packed) < 32000
        task = caller.run("image-processor", {"image": data_uri(packed), "width": 10})
        assert task["status"] == 11, "not unpacked: 169 million pixels are half a gigabyte"
        assert "at most 32 million pixels" in task["error"]
    assert caller.run("image-processor", {"image": data_uri(bomb(3000, 2000)), "width": 300})["status"] == 10


@pytest.mark.parametrize(
    "data", [b"", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n", b"\x89PNG\r\n\x1a\n", b"GIF89a"]
)
def test_what_is_no_picture_is_said_so(caller: Any, data: bytes) -> None:
    task = caller.run("image-processor", {"image": data_uri(data)})
    assert task["status"] == 11
    assert "image must be a PNG, JPEG, GIF, WebP, BMP or TIFF picture" in task["error"]


def test_a_template_makes_no_more_text_than_fits_an_answer(caller: Any) -> None:
    task = caller.run("infsh/text-templating", {"template": "{1}" * 20000, "strings": ["x" * 20000]})
    assert task["status"] == 11
    assert "longer than" in task["error"]
