"""The maker of sync twins: what is cut, what is renamed, and what stays as it is."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Any

import pytest
from support.programs import load_program

if sys.version_info < (3, 11):
    pytest.importorskip("tomli")

PATH = Path(__file__).resolve().parents[2] / "scripts" / "unasync.py"


@pytest.fixture
def unasync() -> Any:
    return load_program(PATH)


@pytest.mark.parametrize(
    ("source", "twin"),
    [
        ("async def f():\n    await g()\n", "def f():\n    g()\n"),
        ("async with a() as b, c():\n    pass\n", "with a() as b, c():\n    pass\n"),
        ("async for x in y:\n    pass\n", "for x in y:\n    pass\n"),
        ("z = [x async for x in y if await x]\n", "z = [x for x in y if x]\n"),
        ("x = await (\n    f()  # why\n)\n", "x = (\n    f()  # why\n)\n"),
        ("return_ = await   f(await g(1), 2)\n", "return_ = f(g(1), 2)\n"),
        ("class AsyncClient(AsyncBase):\n    pass\n", "class Client(Base):\n    pass\n"),
        ("Asynchronous = Async = asyncio = 1\n", "Asynchronous = Async = asyncio = 1\n"),
        ("async def __aenter__(self): ...\n", "def __enter__(self): ...\n"),
        ("x = await it.__anext__()\n", "x = it.__next__()\n"),
        ("except_ = StopAsyncIteration\n", "except_ = StopIteration\n"),
        ("await client.aclose()\n", "client.close()\n"),
        ("from .._runtime import concurrency_async as seam\n", "from .._runtime import concurrency_sync as seam\n"),
        ("# await in a comment stays: async AsyncClient\n", "# await in a comment stays: async AsyncClient\n"),
        ("x = 'await the async end'\n", "x = 'await the async end'\n"),
        ("x = 'AsyncClient of async_inference'\n", "x = 'Client of inference'\n"),
        ("x = 'inferencesh._async.client'\n", "x = 'inferencesh._sync.client'\n"),
        ("x = 'MyAsyncClient'\n", "x = 'MyAsyncClient'\n"),
        ("x  =  1   # layout\n\n\ny = [1,\n  2]\n", "x  =  1   # layout\n\n\ny = [1,\n  2]\n"),
        ("ä = '猫'; x = await ö\n", "ä = '猫'; x = ö\n"),
        ("", ""),
    ],
)
def test_conversions(unasync: Any, source: str, twin: str) -> None:
    ast.parse(f"async def outer():\n    {source.replace(chr(10), chr(10) + '    ')}\n    pass\n")
    assert unasync.convert(source) == twin
    ast.parse(twin)


def test_examples_in_docstrings(unasync: Any) -> None:
    source = '''def f():
    """Say await and async for what they are.

    >>> await client.run()
    >>> async with AsyncClient() as c:
    ...     await c.run()

    ```python
    async for x in await f():
        await g()
    ```
    Then await the end.
    """
'''
    twin = '''def f():
    """Say await and async for what they are.

    >>> client.run()
    >>> with Client() as c:
    ...     c.run()

    ```python
    for x in f():
        g()
    ```
    Then await the end.
    """
'''
    assert unasync.convert(source) == twin


@pytest.mark.parametrize(
    ("source", "twin"),
    [
        ("a = 1\n# async only\nimport asyncio\nb = 2\n", "a = 1\nb = 2\n"),
        ("# async only\nasync def f():\n    x\n\n    y\n\nb = 2\n", "\nb = 2\n"),
        (
            "class A:\n    # async only\n    @d\n    @e(1)\n    def f(self):\n        x\n\n    z = 1\n",
            "class A:\n\n    z = 1\n",
        ),
        ("# async only\nx = f(\n    1,\n)\ny = 2\n", "y = 2\n"),
        ("a = 1\n# sync only: import threading\nb = 2\n", "a = 1\nimport threading\nb = 2\n"),
        ("if a:\n    # sync only: b = 1\n    pass\n", "if a:\n    b = 1\n    pass\n"),
        (
            "def f():\n    # async only\n    await a()\n    # sync only: b()\n    c()\n",
            "def f():\n    b()\n    c()\n",
        ),
        ("# about async only code\na = 1\n", "# about async only code\na = 1\n"),
    ],
)
def test_what_has_no_twin(unasync: Any, source: str, twin: str) -> None:
    assert unasync.convert(source) == twin


# -- whole trees ---------------------------------------------------------------------------------------------------


@pytest.fixture
def tree(unasync: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pytest.importorskip("ruff")
    (tmp_path / "a" / "sub").mkdir(parents=True)
    (tmp_path / "a" / "one.py").write_text("import os\n\n\nasync def f() -> str:\n    return await aread(os.sep)\n")
    (tmp_path / "a" / "sub" / "two.py").write_text("# async only\nimport asyncio\nx = 1\n")
    config = {"trees": [["a", "b"]], "names": {"aread": "read"}}
    for name, value in (("ROOT", tmp_path), ("CONFIG", config), ("NAMES", config["names"]), ("used", set())):
        monkeypatch.setattr(unasync, name, value)
    return tmp_path


def run(unasync: Any, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["unasync.py", *arguments])
    unasync.used.clear()
    return int(unasync.main())


def test_a_tree_is_written_checked_and_written_again(
    unasync: Any, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(unasync, monkeypatch, "--check") == 1
    assert "stale: b/one.py (run `make sync`)" in capsys.readouterr().out
    assert not (tree / "b").exists()
    assert run(unasync, monkeypatch) == 0
    first = (tree / "b" / "one.py").read_text()
    assert first == (
        "# Made from a/one.py by scripts/unasync.py. Do not edit.\n"
        "import os\n\n\ndef f() -> str:\n    return read(os.sep)\n"
    )
    assert (tree / "b" / "sub" / "two.py").read_text().endswith("\nx = 1\n")
    assert run(unasync, monkeypatch, "--check") == 0
    capsys.readouterr()
    assert run(unasync, monkeypatch) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("change", ["edited twin", "new source", "twin without source", "edited source"])
def test_each_difference_is_found_and_mended(
    unasync: Any, tree: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    run(unasync, monkeypatch)
    if change == "edited twin":
        (tree / "b" / "one.py").write_text("x = 1\n")
    elif change == "new source":
        (tree / "a" / "three.py").write_text("x = 1\n")
    elif change == "twin without source":
        (tree / "b" / "four.py").write_text("x = 1\n")
    else:
        (tree / "a" / "one.py").write_text("x = aread\n")
    assert run(unasync, monkeypatch, "--check") == 1
    assert run(unasync, monkeypatch) == 0
    assert run(unasync, monkeypatch, "--check") == 0
    assert not (tree / "b" / "four.py").exists()


def test_names_that_nothing_uses(
    unasync: Any, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(unasync, monkeypatch)
    unasync.NAMES["aforgotten"] = "forgotten"
    capsys.readouterr()
    assert run(unasync, monkeypatch, "--check") == 1
    assert "that nothing uses: aforgotten" in capsys.readouterr().out


def test_a_source_that_is_no_python_is_an_error(unasync: Any, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "a" / "one.py").write_text("def f(:\n")
    with pytest.raises(SystemExit, match=r"a/one\.py is no Python"):
        run(unasync, monkeypatch)
