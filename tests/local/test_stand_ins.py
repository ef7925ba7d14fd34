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
