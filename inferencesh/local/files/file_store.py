"""Stored files: the upload handshake, the served addresses, and how an address becomes a local file for an app.

What callers name (file names, paths) is only ever written into records. On disk everything is called by its id, in
one flat folder, so no name can lead out of it.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import dataclasses
import json
import mimetypes
import os
import re
import shutil
import threading
import urllib.parse
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ..common import ids
from ..common.clock import LocalClock
from ..common.stored_objects import TEAM_ID, common_members
from ..http.checked_addresses import Address, OtherHost, check_destination, shown
from ..http.outgoing import Unreachable, answer_of
from ..http.paths import SERVED_PREFIX, UPLOAD_PREFIX
from ..http.problem_documents import Problem, not_found

UPLOAD_LIFE = 3600.0
FETCH_TIMEOUT = 120.0
FETCH_LIMIT = 1 << 30
_DATA_URI = re.compile(r"^data:(?P<type>[^;,]*)(?P<params>(?:;[^;,]+)*?)(?P<base64>;base64)?,", re.IGNORECASE)
_EXTENSION = re.compile(r"^\.[A-Za-z0-9]{1,10}$")


@dataclasses.dataclass(frozen=True)
class FileOptions:
    """Which uploads are taken, and where files may be fetched from; see `LocalPlatform`."""

    max_upload: int = 2 << 30
    content_types: Optional[Sequence[str]] = None
    allow_remote: bool = False


@dataclasses.dataclass
class StoredFile:
    """One file record; `stored` is false until its bytes have come."""

    id: str
    created_at: str
    updated_at: str
    filename: str
    content_type: str
    size: int
    path: str = ""
    category: str = ""
    visibility: str = "private"
    declared_size: Optional[int] = None
    stored: bool = False

    @property
    def extension(self) -> str:
        suffix = os.path.splitext(self.filename)[1]
        if _EXTENSION.match(suffix):
            return suffix.lower()
        guessed = mimetypes.guess_extension(self.content_type.split(";")[0].strip()) or ""
        return guessed if _EXTENSION.match(guessed) else ""

    @property
    def remote_path(self) -> str:
        return f"t/{TEAM_ID[:8]}/{self.id}{self.extension}"


class FileStore:
    """Thread-safe where it says so; everything else belongs to the server's loop."""

    def __init__(
        self,
        folder: Path,
        clock: LocalClock,
        options: FileOptions,
    ) -> None:
        self.clock = clock
        self._options = options
        self.base_url = ""
        self.objects: Path = folder / "files"
        self.scratch: Path = folder / "calls"
        self._files: Dict[str, StoredFile] = {}
        self._uploads: Dict[str, Dict[str, Any]] = {}
        self._lock = threading.Lock()

    def open(self) -> None:
        """Make the folders, and find again what an earlier platform left in them."""
        self.objects.mkdir(parents=True, exist_ok=True)
        self.scratch.mkdir(parents=True, exist_ok=True)
        for record in sorted(self.objects.glob("*.json")):
            with contextlib.suppress(ValueError, TypeError, OSError):  # a half-written record is not a file
                found = StoredFile(**json.loads(record.read_text(encoding="utf-8")))
                if self.location(found).is_file():
                    self._files[found.id] = found

    # -- the handshake

    def declare(self, entry: Dict[str, Any], category: str) -> Dict[str, Any]:
        """One entry of `POST /files`: a record with an address to send the bytes to."""
        filename = str(entry.get("filename") or "")
        content_type = str(entry.get("content_type") or "") or "application/octet-stream"
        size = entry.get("size")
        if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 0):
            raise Problem(422, "validation_error", "files: size must be a count of bytes")
        self._check_type(content_type)
        if size is not None and size > self._options.max_upload:
            raise self.too_large(size)
        if not filename:
            filename = "file" + (mimetypes.guess_extension(content_type.split(";")[0].strip()) or "")
        now = self.clock.timestamp()
        record = StoredFile(
            id=ids.new_id(),
            created_at=now,
            updated_at=now,
            filename=filename,
            content_type=content_type,
            size=size or 0,
            path=str(entry.get("path") or ""),
            category=category,
            visibility="public" if entry.get("public") else "private",
            declared_size=size,
        )
        token = ids.new_id() + ids.new_id()
        with self._lock:
            self._files[record.id] = record
            self._uploads[token] = {"id": record.id, "expires": self.clock.monotonic() + UPLOAD_LIFE}
        return self.describe(record, upload_url=self.base_url + UPLOAD_PREFIX + token)

    def upload_target(self, token: str, content_type: str, length: Optional[int]) -> StoredFile:
        """The record that a PUT to an upload address is for, if the request is what was declared."""
        with self._lock:
            upload = self._uploads.get(token)
            record = self._files.get(upload["id"]) if upload else None
        if upload is None or record is None:
            raise Problem(403, "forbidden", "this upload address is not known")
        if self.clock.monotonic() > upload["expires"]:
            raise Problem(403, "forbidden", "this upload address has expired; ask POST /files for a new one")
        if content_type != record.content_type:
            raise Problem(
                403,
                "forbidden",
                f"the upload was declared as {record.content_type}, but came as {content_type or 'no type'}",
            )
        if length is not None:
            self.check_length(record, length, final=True)
        return record

    def check_length(self, record: StoredFile, length: int, *, final: bool) -> None:
        """Refuse, with a `Problem`, an upload of `length` bytes that is too large or not as it was declared.

        Args:
            final: nothing more comes, so that a declared size must have been reached.
        """
        if length > self._options.max_upload:
            raise self.too_large(length)
        declared = record.declared_size
        if declared is not None and (length > declared or (final and length != declared)):
            raise Problem(400, "invalid_request", f"the upload was declared as {declared} bytes, but has {length}")

    def too_large(self, size: int) -> Problem:
        """The answer to a file of `size` bytes, which is beyond the limit."""
        return Problem(
            413, "invalid_request", f"the file is too large: {size} bytes, the limit is {self._options.max_upload}"
        )

    def _check_type(self, content_type: str) -> None:
        plain = content_type.split(";")[0].strip().lower()
        if self._options.content_types is None:
            return
        for allowed in self._options.content_types:
            if plain == allowed.lower() or (allowed.endswith("/*") and plain.startswith(allowed[:-1].lower())):
                return
        listed = ", ".join(self._options.content_types)
        raise Problem(415, "invalid_request", f"the content type {plain} is unsupported here; supported are {listed}")

    # -- records

    def location(self, record: StoredFile) -> Path:
        """Where the bytes lie."""
        return self.objects / record.id

    def finish(self, record: StoredFile, size: int) -> None:
        """The bytes are in place."""
        record.size = size
        record.stored = True
        record.updated_at = self.clock.timestamp()
        note = self.objects / (record.id + ".json")
        note.write_text(json.dumps(dataclasses.asdict(record)), encoding="utf-8")
        with self._lock:
            self._files[record.id] = record

    def describe(self, record: StoredFile, upload_url: str = "") -> Dict[str, Any]:
        """The record as the API shows it (FileDTO)."""
        shown = common_members(record.id, record.created_at, record.updated_at, record.visibility)
        shown.update(
            path=record.path,
            remote_path=record.remote_path,
            upload_url=upload_url,
            uri=self.address(record),
            content_type=record.content_type,
            size=record.size,
            filename=record.filename,
            category=record.category,
            rating="unrated",
        )
        return shown

    def address(self, record: StoredFile) -> str:
        """Where the file is served."""
        return f"{self.base_url}{SERVED_PREFIX}{record.id}{record.extension}"

    def get(self, identifier: str) -> StoredFile:
        """By id or short id; a 404 problem otherwise."""
        with self._lock:
            record = self._files.get(identifier)
            if record is None and len(identifier) == 8:
                record = next((f for f in self._files.values() if ids.short(f.id) == identifier), None)
        if record is None:
            raise not_found(f"no file {identifier}")
        return record

    def all(self) -> List[StoredFile]:
        """All files."""
        with self._lock:
            return list(self._files.values())

    def delete(self, record: StoredFile) -> None:
        """Forget a file and its uploads, and remove it from the disk."""
        with self._lock:
            self._files.pop(record.id, None)
            self._uploads = {key: up for key, up in self._uploads.items() if up["id"] != record.id}
        for path in (self.location(record), self.objects / (record.id + ".json")):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    # -- addresses and local files

    def publish(self, path: Path) -> StoredFile:
        """Copy a file that an app made into the store (any thread)."""
        if not path.is_file():
            raise FileNotFoundError(f"the app's output names {path.name}, which is {_what_it_is(path)}")
        now = self.clock.timestamp()
        record = StoredFile(
            id=ids.new_id(),
            created_at=now,
            updated_at=now,
            filename=path.name,
            content_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            size=0,
            category="output",
        )
        shutil.copyfile(str(path), str(self.location(record)))
        self.finish(record, self.location(record).stat().st_size)
        return record

    def own_file(self, address: str) -> Optional[StoredFile]:
        """The stored file that an address names, or None for addresses of other kinds (any thread)."""
        identifier = self.own_id(address)
        if identifier is None:
            return None
        with self._lock:
            return self._files.get(identifier)

    def own_id(self, address: str) -> Optional[str]:
        """The id in the address of a file that this platform serves; None for any other address."""
        if address.startswith("inf://files/"):
            return address[len("inf://files/") :].split("/")[0].split(".")[0]
        try:
            named, own = Address.parse(address), Address.parse(self.base_url)
        except ValueError:
            return None
        same_host = named.host == own.host or named.is_loopback
        if not same_host or named.port != own.port or not named.path.startswith(SERVED_PREFIX):
            return None
        return named.filename.split(".")[0]

    def check_address(self, address: str) -> None:
        """Refuse, with a `ValueError` that says why, what no app could be given as a file."""
        identifier = self.own_id(address)
        if identifier is not None:
            with self._lock:
                record = self._files.get(identifier)
            if record is None:
                raise ValueError(f"no file with the address {shown(address)} is stored here")
            if not record.stored:
                raise ValueError(f"the content of {shown(address)} was never uploaded")
            return
        if address.startswith("data:"):
            decode_data_uri(address)
            return
        if not address.lower().startswith(("http://", "https://")):
            raise ValueError(
                f"{shown(address)!r} is not the address of a file; upload it first, or send a data URI or a web address"
            )
        try:
            check_destination(address, self._options.allow_remote)
        except OtherHost:
            raise ValueError(
                f"{shown(address)} is on another host, and this platform fetches from this machine only; "
                "upload the file instead, or start the platform with allow_remote=True "
                "(inferencesh serve --allow-remote)"
            ) from None
        except ValueError as error:
            raise ValueError(f"{shown(address)!r} is not a web address: {error}") from None

    def localise(self, address: str, folder: Path, index: int) -> Path:
        """A copy of what the address holds, for one call's own use (any thread; may wait for the network)."""
        record = self.own_file(address)
        if record is not None:
            target = self._scratch_file(folder, index, record.filename or record.id, record.extension)
            shutil.copyfile(str(self.location(record)), str(target))
            return target
        if address.startswith("data:"):
            content_type, data = decode_data_uri(address)
            target = self._scratch_file(folder, index, "file", mimetypes.guess_extension(content_type) or "")
            target.write_bytes(data)
            return target
        self.check_address(address)
        return self._fetch(address, folder, index)

    def _fetch(self, address: str, folder: Path, index: int) -> Path:
        source = check_destination(address, self._options.allow_remote)
        target = self._scratch_file(folder, index, source.filename or "file", "")
        left = FETCH_LIMIT
        try:
            with answer_of("GET", source, timeout=FETCH_TIMEOUT, proxies=self._options.allow_remote) as answer, open(
                target, "wb"
            ) as out:
                if answer.status_code >= 300:
                    raise Unreachable(f"the answer was {answer.status_code} {answer.reason_phrase}")
                for block in answer.iter_raw():
                    left -= len(block)
                    if left < 0:
                        raise ValueError(f"{shown(address)} holds more than {FETCH_LIMIT} bytes")
                    out.write(block)
        except (Unreachable, OSError) as error:
            raise ValueError(f"{shown(address)} could not be fetched: {error}") from None
        return target

    def _scratch_file(self, folder: Path, index: int, name: str, extension: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        stem, suffix = os.path.splitext(os.path.basename(name.replace("\\", "/")))
        suffix = suffix if _EXTENSION.match(suffix) else extension
        stem = re.sub(r"[^\w.-]+", "_", stem).strip(".")[:80] or "file"
        own = folder / str(index)
        own.mkdir(exist_ok=True)
        return own / (stem + suffix)


def decode_data_uri(text: str) -> Tuple[str, bytes]:
    """Content type and bytes; a `ValueError` for what is not a data URI."""
    match = _DATA_URI.match(text)
    if match is None:
        raise ValueError(f"{shown(text)!r} is not a well-formed data URI")
    content_type = match.group("type") or "text/plain"
    body = text[match.end() :]
    if not match.group("base64"):
        return content_type, urllib.parse.unquote_to_bytes(body)
    cleaned = urllib.parse.unquote(body).replace("-", "+").replace("_", "/").strip()
    try:
        return content_type, base64.b64decode(cleaned + "=" * (-len(cleaned) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"{shown(text)!r} carries no valid base64") from None


def _what_it_is(path: Path) -> str:
    return "a directory" if path.is_dir() else "not there"
