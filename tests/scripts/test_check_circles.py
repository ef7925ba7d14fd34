"""Circles of imports: which are found, and that the list of known ones only shrinks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

import pytest
from support.programs import load_program

PATH = Path(__file__).resolve().parents[2] / "scripts" / "check_circles.py"
TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "
LATE = "def call():\n    "


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    module = load_program(PATH)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "KNOWN_MODULES", set())
    monkeypatch.setattr(module, "KNOWN_FOLDERS", set())
    return module


def write(check: Any, files: Dict[str, str]) -> None:
    for name, code in files.items():
        path = check.ROOT / "inferencesh" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code)


@pytest.mark.parametrize(
    ("files", "circle"),
    [
        (
            {"a/x.py": "from . import y", "a/y.py": LATE + "from .x import X"},
            "modules: inferencesh.a.x -> inferencesh.a.y",
        ),
        (
            {"a/x.py": "from ..b import y", "b/y.py": TYPES + "from ..a.x import X"},
            "folders: inferencesh/a -> inferencesh/b",
        ),
        (
            {"a/x.py": "from ..b.y import Y", "b/y.py": "", "b/z.py": "from inferencesh.a import w", "a/w.py": ""},
            "folders",
        ),
        (
            {"a/x.py": "from ..b import y", "b/y.py": "from ..c.z import Z", "c/z.py": TYPES + "from ..a import x"},
            "folders: inferencesh/a -> inferencesh/b -> inferencesh/c -> inferencesh/a",
        ),
        (
            {"a/x.py": "from ..b.y import Y", "b/y.py": "try:\n    from ..a.x import X\nexcept ImportError: pass"},
            "modules",
        ),
        ({"a/x.py": "from . import y", "a/y.py": TYPES + "from .x import X"}, ""),  # types, within a folder
        ({"a/x.py": TYPES + "pass\nelse:\n    from . import y", "a/y.py": "from . import x"}, "modules"),
        ({"a/x.py": "from ..low import L", "low.py": "", "top.py": "from .a.x import X"}, ""),
        ({"__main__.py": "from .a.x import X", "a/x.py": "from .. import __main__"}, ""),
        ({"_sync/x.py": "from ..a import y", "a/y.py": "from .._sync.x import X"}, ""),
    ],
)
def test_a_circle_is_found(check: Any, capsys: pytest.CaptureFixture[str], files: Dict[str, str], circle: str) -> None:
    write(check, files)
    code = check.main()
    said = capsys.readouterr().out
    assert code == bool(circle), said
    assert circle in said


def test_what_is_known_is_let_pass_and_goes_when_it_is_mended(check: Any, capsys: pytest.CaptureFixture[str]) -> None:
    check.KNOWN_FOLDERS.add(("inferencesh/a", "inferencesh/b"))
    write(check, {"a/x.py": TYPES + "from ..b.y import Y", "b/y.py": "from ..a import x"})
    assert check.main() == 0
    for mended in ({"a/x.py": ""}, {"a/x.py": TYPES + "from ..b.y import Y", "b/y.py": ""}):
        write(check, mended)
        assert check.main() == 1
        assert "inferencesh/a -> inferencesh/b closes no circle any more" in capsys.readouterr().out


def test_the_package_has_none_but_the_known_ones() -> None:
    assert load_program(PATH).main() == 0
