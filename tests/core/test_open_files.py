"""Open files of every kind: from where they are read, what they are called, and what happens to their position."""

# ruff: noqa: SIM115  # files are made for the tests, and closed by a fixture

from __future__ import annotations

import bz2
import codecs
import contextlib
import gc
import gzip
import io
import lzma
import mmap
import os
import socket
import tarfile
import tempfile
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Iterator, List, Optional

import httpx
import pytest
from support.uploads import StarletteUpload
from werkzeug.datastructures import FileStorage

from inferencesh._core.errors.classes import FileUploadError, InvalidInputError
from inferencesh._runtime import open_files
from inferencesh._runtime.local_files import LocalSource

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
DATA = bytes(range(256)) * 5_000  # two blocks
OCTETS = "application/octet-stream"
AT_ITS_END = r"stands at its end.*seek\(0\) first"


class Raw(io.RawIOBase):
    """A raw file of one's own: the position is in here."""

    def __init__(self, data: bytes, rewinds: bool = True) -> None:
        self._inner = io.BytesIO(data)
        self._rewinds = rewinds

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._rewinds

    def tell(self) -> int:
        if not self._rewinds:
            raise io.UnsupportedOperation("tell")
        return self._inner.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        if not self._rewinds:
            raise io.UnsupportedOperation("seek")
        return self._inner.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        part = self._inner.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


class Duck:
    """What fsspec, smart_open and the like hand out: no class of `io`, a position, and a name."""

    def __init__(self, data: bytes, name: Optional[str] = None) -> None:
        self._inner = io.BytesIO(data)
        if name is not None:
            self.name = name

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(size)

    def tell(self) -> int:
        return self._inner.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._inner.seek(offset, whence)


class NoSize(Duck):
    """Its `read` gives all there is."""

    def read(self) -> bytes:  # type: ignore[override]
        return self._inner.read()


class OnlyRead:
    def __init__(self, *parts: Any) -> None:
        self._parts = list(parts)

    def read(self, size: int = -1) -> Any:
        part = self._parts.pop(0) if self._parts else b""
        if isinstance(part, BaseException):
            raise part
        return part


class More(Duck):
    """Gives more than it was asked for."""

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(size + 7 if size > 0 else size)


class Fewer(Duck):
    def read(self, size: int = -1) -> bytes:
        return self._inner.read(min(size, 10_000) if size > 0 else size)


class Views(Duck):
    def read(self, size: int = -1) -> Any:
        return memoryview(self._inner.read(size))


def is_shared(file: Any) -> bool:
    """Whether this file is held still. Others may be, by tests that ran before in this process."""
    return any(shared.file is file for shared in open_files._shared.values())


def written(file: Any, data: bytes) -> Any:
    file.write(data)
    return file


def disk(folder: Path, data: bytes, name: str = "data.bin") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def packed(module: Any) -> Callable[[Path, bytes], Any]:
    def make(folder: Path, data: bytes) -> Any:
        with module.open(folder / "packed", "wb") as file:
            file.write(data)
        return module.open(folder / "packed", "rb")

    return make


ARCHIVES: List[Any] = []  # to be closed


@pytest.fixture(autouse=True)
def archives() -> Iterator[None]:
    yield
    while ARCHIVES:
        ARCHIVES.pop().close()


def zip_member(folder: Path, data: bytes) -> Any:
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docs/member.csv", data)
    ARCHIVES.append(zipfile.ZipFile(folder / "a.zip"))
    return ARCHIVES[-1].open("docs/member.csv")


def tar_member(folder: Path, data: bytes) -> Any:
    with tarfile.open(folder / "a.tar", "w") as archive:
        member = tarfile.TarInfo("docs/member.csv")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    ARCHIVES.append(tarfile.open(folder / "a.tar"))
    return ARCHIVES[-1].extractfile("docs/member.csv")


def mapped(folder: Path, data: bytes) -> Any:
    with open(disk(folder, data), "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


# Each makes a file that stands at its beginning, of a kind that can be rewound.
SEEKABLE = {
    "buffered": lambda folder, data: open(disk(folder, data), "rb"),
    "unbuffered": lambda folder, data: open(disk(folder, data), "rb", buffering=0),
    "random": lambda folder, data: open(disk(folder, data), "r+b"),
    "fileio": lambda folder, data: io.FileIO(disk(folder, data)),
    "bytesio": lambda folder, data: io.BytesIO(data),
    "bytesio subclass": lambda folder, data: type("Sub", (io.BytesIO,), {})(data),
    "raw": lambda folder, data: Raw(data),
    "buffered raw": lambda folder, data: io.BufferedReader(Raw(data)),
    "spooled": lambda folder, data: written(tempfile.SpooledTemporaryFile(), data),
    "rolled": lambda folder, data: written(tempfile.SpooledTemporaryFile(max_size=10), data),
    "temporary": lambda folder, data: written(tempfile.TemporaryFile(), data),
    "named temporary": lambda folder, data: written(tempfile.NamedTemporaryFile(), data),
    "gzip": packed(gzip),
    "bz2": packed(bz2),
    "lzma": packed(lzma),
    "zip": zip_member,
    "tar": tar_member,
    "mmap": mapped,
    "duck": lambda folder, data: Duck(data),
    "more": lambda folder, data: More(data),
    "fewer": lambda folder, data: Fewer(data),
    "views": lambda folder, data: Views(data),
    "no size": lambda folder, data: NoSize(data),
    "flask": lambda folder, data: FileStorage(io.BytesIO(data), "cat.png"),
    "flask on disk": lambda folder, data: FileStorage(written(tempfile.SpooledTemporaryFile(10), data), "cat.png"),
}


@pytest.fixture
def rewound(tmp_path: Path) -> Iterator[Callable[[str, bytes], Any]]:
    """A file of a kind that can be rewound, at its beginning."""
    with contextlib.ExitStack() as stack:

        def make(kind: str, data: bytes) -> Any:
            file: Any = SEEKABLE[kind](tmp_path, data)  # type: ignore[no-untyped-call]
            close = getattr(file, "close", None)
            if close is not None:
                stack.callback(close)
            file.seek(0)
            return file

        yield make
    gc.collect()


def contents(source: LocalSource) -> bytes:
    try:
        return b"".join(bytes(block) for block in source.blocks())
    finally:
        source.close()


@pytest.mark.parametrize("kind", SEEKABLE)
@pytest.mark.parametrize("start", [0, 1, 700_000])
def test_a_file_is_read_from_where_it_stands_and_stands_there_again(rewound: Any, kind: str, start: int) -> None:
    file = rewound(kind, DATA)
    file.seek(start)
    for _ in range(2):
        source = LocalSource(file)
        assert source.size == len(DATA) - start
        assert contents(source) == DATA[start:]
        assert file.tell() == start


@pytest.mark.parametrize("kind", SEEKABLE)
@pytest.mark.parametrize("behind", [0, 5])
def test_a_file_that_stands_at_its_end_is_refused(rewound: Any, kind: str, behind: int) -> None:
    if behind and kind in ("zip", "tar", "mmap", "gzip", "bz2", "lzma"):
        pytest.skip("it never stands behind its end")
    file = rewound(kind, DATA)
    file.seek(len(DATA) + behind)
    with pytest.raises(InvalidInputError, match=AT_ITS_END):
        LocalSource(file)
    file.seek(0)
    assert contents(LocalSource(file)) == DATA


@pytest.mark.parametrize("kind", [kind for kind in SEEKABLE if kind != "mmap"])
def test_an_empty_file_is_uploaded(rewound: Any, kind: str) -> None:
    assert contents(LocalSource(rewound(kind, b""))) == b""


def test_what_was_written_and_not_flushed_is_uploaded(tmp_path: Path) -> None:
    with open(tmp_path / "new.bin", "w+b") as file:
        file.write(b"written")
        with pytest.raises(InvalidInputError, match=AT_ITS_END):
            LocalSource(file)
        file.seek(2)
        assert contents(LocalSource(file)) == b"itten"
    with open(tmp_path / "new.bin", "a+b") as file, pytest.raises(InvalidInputError, match=AT_ITS_END):
        LocalSource(file)


@pytest.mark.parametrize("kind", SEEKABLE)
def test_one_file_for_several_uploads_at_once(rewound: Any, kind: str) -> None:
    file = rewound(kind, DATA)
    file.seek(3)
    started = threading.Barrier(6)

    def upload(_: int) -> bytes:
        started.wait(20)
        return contents(LocalSource(file))

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(upload, range(6))) == {DATA[3:]}
    assert file.tell() == 3
    assert not is_shared(file)


@pytest.mark.parametrize("kind", SEEKABLE)
def test_uploads_that_begin_while_another_reads(rewound: Any, kind: str) -> None:
    file = rewound(kind, DATA)
    file.seek(3)
    first = LocalSource(file)
    blocks = first.blocks()
    parts = [bytes(blocks.take())]
    second = LocalSource(file)
    parts.append(bytes(blocks.take()))
    file.seek(5)  # by the caller, who means the next upload
    third = LocalSource(file)
    parts += [bytes(part) for part in blocks]
    assert b"".join(parts) == DATA[3:]
    assert contents(second) == DATA[3:]
    assert contents(third) == DATA[5:]
    first.close()
    assert not is_shared(file)


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_members_of_one_archive_for_uploads_at_once(tmp_path: Path, mode: str) -> None:
    data = [bytes([number]) * 3_000_000 for number in range(8)]
    with tarfile.open(tmp_path / "a.tar", mode) as archive:  # type: ignore[call-overload]
        for number, part in enumerate(data):
            info = tarfile.TarInfo(f"{number}.bin")
            info.size = len(part)
            archive.addfile(info, io.BytesIO(part))
    with tarfile.open(tmp_path / "a.tar") as archive, ThreadPoolExecutor(8) as pool:
        members = [archive.extractfile(info) for info in archive]
        sources = [LocalSource(member) for member in members if member is not None]
        assert list(pool.map(contents, sources)) == data
        assert [member.tell() for member in members if member is not None] == [0] * 8


@pytest.mark.parametrize("weak", [True, False])
def test_a_stream_that_can_be_read_only_once(weak: bool) -> None:
    class Slots(OnlyRead):
        __slots__ = ()

    stream = (OnlyRead if weak else Slots)(b"one", b"two")
    assert contents(LocalSource(stream)) == b"onetwo"
    with pytest.raises(InvalidInputError, match="can be read only once, and an earlier upload read it"):
        LocalSource(stream)
    stream._parts.append(b"more has come")
    assert contents(LocalSource(stream)) == b"more has come"
    assert contents(LocalSource(OnlyRead())) == b"", "an empty one is uploaded"
    del stream
    gc.collect()


def test_a_pipe_for_several_uploads_at_once() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as pipe, ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(lambda: contents(LocalSource(pipe))) for _ in range(4)]
        with os.fdopen(writing, "wb") as out:
            out.write(b"through a pipe")
        failed = [future.exception(20) for future in futures]
        assert [type(error) for error in failed if error is not None] == [InvalidInputError] * 3
        assert [future.result() for future in futures if future.exception() is None] == [b"through a pipe"]


def test_a_socket() -> None:
    ours, theirs = socket.socketpair()
    with ours, ours.makefile("rb") as file:
        theirs.sendall(b"through a socket")
        theirs.close()
        assert contents(LocalSource(file)) == b"through a socket"


def test_a_non_blocking_pipe_is_refused() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    try:
        for buffering in (0, -1):
            pipe = os.fdopen(os.dup(reading), "rb", buffering=buffering)
            with pipe, pytest.raises(InvalidInputError, match="non-blocking"):
                LocalSource(pipe)
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (OnlyRead("text"), "opened as text"),
        (OnlyRead(b"bytes first", "text"), "opened as text"),
        (OnlyRead(7), r"read\(\) gave a int"),
        (OnlyRead(b"x", None), "non-blocking"),
        (OnlyRead(b"x", EOFError("cut short")), "cannot be read: cut short"),
        (OnlyRead(b"x", ZeroDivisionError()), "cannot be read: ZeroDivisionError"),
        (codecs.getreader("utf-8")(io.BytesIO(b"text")), "opened as text"),
        (io.TextIOWrapper(io.BytesIO(b"text")), "opened as text"),
        (httpx.Response(404, content=b"no such page"), "check its status and pass its content"),
    ],
)
def test_what_reads_as_no_bytes_is_refused(file: Any, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        LocalSource(file)


def test_an_asynchronous_read_that_does_not_say_so() -> None:
    class Hidden(Duck):
        def read(self, size: int = -1) -> Any:
            async def later() -> bytes:
                return b""

            return later()

    for file in (Hidden(b"x"), OnlyRead()):
        file.read = Hidden.read.__get__(file)  # type: ignore[method-assign]
        with pytest.raises(InvalidInputError, match="await its read"):
            LocalSource(file)


@pytest.mark.parametrize("module", [gzip, bz2, lzma], ids=["gzip", "bz2", "lzma"])
@pytest.mark.parametrize("damage", ["cut", "changed", "none"])
def test_a_damaged_compressed_file_is_refused(module: Any, damage: str, tmp_path: Path) -> None:
    path = tmp_path / "packed"
    data = os.urandom(300_000)
    whole = module.compress(data)
    broken = {"cut": whole[:-20000], "changed": whole[:100_000] + bytes(9) + whole[100_009:], "none": b"plain text"}
    path.write_bytes(broken[damage])
    with module.open(path, "rb") as file, pytest.raises(InvalidInputError, match="the file cannot be read"):
        LocalSource(file)


def test_a_file_that_fails_in_the_middle() -> None:
    class Breaks(Duck):
        def read(self, size: int = -1) -> bytes:
            if self.tell() > 0:
                raise KeyError("gone")
            return super().read(size)

    source = LocalSource(Breaks(DATA))
    with pytest.raises(FileUploadError, match="cannot be read: 'gone'"):
        contents(source)


@pytest.mark.parametrize("kind", ["buffered", "fileio", "spooled", "duck"])
def test_a_file_that_is_closed_while_it_is_read(rewound: Any, kind: str) -> None:
    file = rewound(kind, DATA)
    source = LocalSource(file)
    blocks = source.blocks()
    assert blocks.take() == DATA[: 1 << 20]
    (file._inner if kind == "duck" else file).close()
    with pytest.raises(FileUploadError, match="cannot be read"):
        blocks.take()
    source.close()
    assert not is_shared(file)


def test_a_file_of_the_kernel_whose_size_only_reading_tells() -> None:
    if not os.path.exists("/proc/self/cmdline"):
        pytest.skip("there are no such files")
    with open("/proc/self/cmdline", "rb") as file:
        command = contents(LocalSource(file))
        assert command != b""
        assert contents(LocalSource(file)) == command


def test_closing_does_not_wait_for_a_read_that_goes_on() -> None:
    inside, go_on = threading.Event(), threading.Event()

    class Slow(Duck):
        def read(self, size: int = -1) -> bytes:
            if size > 1:
                inside.set()
                assert go_on.wait(20)
            return super().read(size)

    file = Slow(DATA, "name.bin")
    file.seek(4)
    source = LocalSource(file)
    blocks = source.blocks()
    reader = threading.Thread(target=blocks.take)
    reader.start()
    assert inside.wait(20)
    blocks.close()
    source.close()
    source.close()
    assert is_shared(file), "it is read still"
    go_on.set()
    reader.join(20)
    assert not is_shared(file)
    assert file.tell() == 4


# -- names and types


@pytest.mark.parametrize(
    "kind", ["bytesio", "spooled", "rolled", "temporary", "named temporary", "duck", "raw", "gzip"]
)
def test_a_picture_without_a_name_is_known_by_its_first_bytes(rewound: Any, kind: str) -> None:
    source = LocalSource(rewound(kind, PNG))
    assert source.content_type == "image/png"
    assert contents(source) == PNG


@pytest.mark.parametrize("name", ["picture", "picture.upload", "picture.part"])
def test_a_picture_whose_name_says_nothing(name: str, tmp_path: Path) -> None:
    path = disk(tmp_path, PNG, name)
    assert LocalSource(path).content_type == "image/png"
    assert LocalSource(PNG, filename=name).content_type == "image/png"
    with open(path, "rb") as file:
        source = LocalSource(file)
        assert (source.filename, source.content_type) == (name, "image/png")
    assert LocalSource(disk(tmp_path, b"text", name)).content_type == OCTETS
    assert LocalSource(disk(tmp_path, PNG, "picture.txt")).content_type == "text/plain", "the name comes first"


@pytest.mark.parametrize(
    ("filename", "content_type", "expected"),
    [
        ("cat.png", "image/png", ("cat.png", "image/png")),
        ("C:\\Pictures\\cat.png", None, ("cat.png", "image/png")),
        ("folder/cat.png", OCTETS, ("cat.png", "image/png")),
        ("cat", "text/csv; charset=utf-8", ("cat", "text/csv; charset=utf-8")),
        ("cat", "no type", ("cat", "image/png")),
        (None, "image/gif", (None, "image/gif")),
        ("", None, (None, "image/png")),
    ],
)
def test_what_flask_hands_out(filename: Any, content_type: Any, expected: Any) -> None:
    storage = FileStorage(io.BytesIO(PNG), filename=filename, name="field", content_type=content_type)
    source = LocalSource(storage)
    assert (source.filename, source.content_type) == expected
    assert contents(source) == PNG
    for options, wanted in (({"filename": "x.json"}, "application/json"), ({"content_type": "a/b"}, "a/b")):
        source = LocalSource(storage, **options)
        assert source.content_type == wanted
        source.close()


def test_what_starlette_hands_out() -> None:
    with tempfile.SpooledTemporaryFile() as file:
        file.write(PNG)
        upload = StarletteUpload(file, "cat.jpg", "image/webp")
        with pytest.raises(InvalidInputError, match=AT_ITS_END):
            LocalSource(upload)
        file.seek(0)
        source = LocalSource(upload)
        assert (source.filename, source.content_type) == ("cat.jpg", "image/webp")
        assert contents(source) == PNG
        source = LocalSource(StarletteUpload(file, None, None))
        assert (source.filename, source.content_type) == (None, "image/png")
        source.close()


class DjangoUpload(Duck):
    """As Django's `UploadedFile`."""

    content_type = "image/png"
    size = 208
    charset = None

    def chunks(self) -> Iterator[bytes]:
        yield b""

    @property
    def encoding(self) -> str:
        raise AttributeError


def test_what_django_hands_out() -> None:
    source = LocalSource(DjangoUpload(PNG, "cat.jpeg"))
    assert (source.filename, source.content_type) == ("cat.jpeg", "image/png")
    assert contents(source) == PNG


def test_a_type_that_no_header_can_carry() -> None:
    for declared in ("text/csv\r\nX-Header: 1", "text/csv; charset=\xe4", 7, "", OCTETS):
        file = Duck(PNG)
        file.content_type = declared  # type: ignore[attr-defined]
        source = LocalSource(file)
        assert source.content_type == "image/png"
        source.close()


@pytest.mark.parametrize("make", [zip_member, tar_member])
def test_members_of_archives(make: Any, tmp_path: Path) -> None:
    with contextlib.closing(make(tmp_path, b"a,b\n")) as member:
        source = LocalSource(member)
        named = ("member.csv", "text/csv")
        if make is tar_member and source.filename is None:  # Python tells the name from 3.13 on
            named = (None, OCTETS)  # type: ignore[assignment]
        assert (source.filename, source.content_type) == named
        assert contents(source) == b"a,b\n"
    gc.collect()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.csv.gz", ("a.csv", "text/csv")),
        ("A.CSV.GZ", ("A.CSV", "text/csv")),
        ("a.csv.bz2", ("a.csv", "text/csv")),
        ("a.csv.xz", ("a.csv", "text/csv")),
        ("a.csv.zst", ("a.csv", "text/csv")),
        ("a.tgz", ("a.tar", "application/x-tar")),
        ("a.gz", ("a", OCTETS)),
    ],
)
def test_unpacked_contents_have_the_name_of_what_was_packed(name: str, expected: Any, tmp_path: Path) -> None:
    source = LocalSource(Duck(b"a,b\n", f"s3://bucket/{name}"))
    assert (source.filename, source.content_type) == expected
    assert contents(source) == b"a,b\n"
    if name.endswith("gz"):
        with gzip.open(tmp_path / name, "wb") as out:
            out.write(b"a,b\n")
        with gzip.open(tmp_path / name, "rb") as file:
            source = LocalSource(file)
            assert (source.filename, source.content_type) == expected
            assert contents(source) == b"a,b\n"
        with open(tmp_path / name, "rb") as packed_file:
            source = LocalSource(packed_file)
            assert (source.filename, source.content_type) == (name, "application/gzip")
        assert LocalSource(Duck(gzip.compress(b"x"), name)).filename == name, "it is packed still"


@pytest.mark.parametrize("name", ["<stdin>", "<urllib response>", "", 7, None, object()])
def test_names_that_are_none(name: Any) -> None:
    file = Duck(b"x")
    file.name = name
    source = LocalSource(file)
    assert (source.filename, source.content_type) == (None, OCTETS)
    source.close()


def test_a_name_of_bytes(tmp_path: Path) -> None:
    with open(os.fsencode(disk(tmp_path, PNG, "cat.png")), "rb") as file:
        source = LocalSource(file)
        assert (source.filename, source.content_type) == ("cat.png", "image/png")


def test_attributes_that_fail() -> None:
    class Odd(Duck):
        @property
        def filename(self) -> str:
            raise KeyError("filename")

        @property
        def content_type(self) -> str:
            raise RuntimeError("content_type")

    assert contents(LocalSource(Odd(b"x"))) == b"x"
    detached = io.BufferedReader(Raw(b"x"))
    detached.detach()
    with pytest.raises(InvalidInputError, match="cannot be read"):
        LocalSource(detached)


def test_many_uploads_leave_nothing_behind() -> None:
    kept: List[Any] = []
    for _ in range(50):
        stream = OnlyRead(b"x")
        kept.append(contents(LocalSource(stream)))
    del stream
    gc.collect()
    assert open_files._ended == {}
