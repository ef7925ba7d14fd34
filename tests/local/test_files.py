"""Uploads, served files, and files on their way into and out of apps."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional
from urllib.parse import urlsplit

import httpx
import pytest
from support.scripted_server import serving
from werkzeug import Request, Response

from inferencesh.local import app, scratch_folder


@app("acme/reverse")
def reverse(file: Path, more: Optional[List[Path]] = None) -> Dict[str, Any]:
    folder = scratch_folder()
    target = folder / "reversed.txt"
    target.write_bytes(file.read_bytes()[::-1])
    sizes = [path.stat().st_size for path in more or []]
    return {"file": target, "name": file.name, "nested": {"list": [target]}, "sizes": sizes, "folder": str(folder)}


def declare(caller: Any, content: bytes = b"abc", **entry: Any) -> Dict[str, Any]:
    shown = {"uri": "", "filename": "note.txt", "content_type": "text/plain", "size": len(content), **entry}
    return caller.post("/files", {"files": [shown]})[0]


def put(file: Dict[str, Any], content: bytes = b"abc", **headers: str) -> httpx.Response:
    headers = {"Content-Type": file["content_type"], **headers}
    return httpx.put(file["upload_url"], content=content, headers=headers, trust_env=False, verify=False)


def fetch(address: str, **headers: str) -> httpx.Response:
    return httpx.get(address, headers=headers, trust_env=False, verify=False)


def upload(caller: Any, content: bytes = b"abc", **entry: Any) -> Dict[str, Any]:
    file = declare(caller, content, **entry)
    assert put(file, content).status_code == 200
    return file


def test_upload_and_download(platforms: Any) -> None:
    caller = platforms.caller()
    content = bytes(range(256)) * 5000
    file = declare(caller, content, content_type="application/x-thing", filename="a thing.bin", path="/my/things")
    assert file["upload_url"].startswith(caller.platform.base_url + "/")
    assert (file["size"], file["filename"], file["path"]) == (len(content), "a thing.bin", "/my/things")
    assert fetch(file["uri"]).status_code == 404
    assert put(file, content).status_code == 200
    got = fetch(file["uri"])
    assert got.content == content
    assert got.headers["content-type"] == "application/x-thing"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["x-request-id"].startswith("req_")
    shown = caller.get(f"/files/{file['id']}")
    assert shown["upload_url"] == ""
    assert {**shown, "upload_url": "", "updated_at": ""} == {**file, "upload_url": "", "updated_at": ""}


def test_several_files_keep_their_order(platforms: Any) -> None:
    caller = platforms.caller()
    entries = [{"uri": "", "filename": f"{index}.txt", "content_type": "text/plain", "size": 1} for index in range(5)]
    files = caller.post("/files", {"files": entries, "category": "input"})
    assert [file["filename"] for file in files] == [entry["filename"] for entry in entries]
    assert {file["category"] for file in files} == {"input"}
    assert len({file["upload_url"] for file in files}) == 5
    listed = caller.post("/files/list", {"limit": 3})
    assert [file["filename"] for file in listed["items"]] == ["4.txt", "3.txt", "2.txt"]


@pytest.mark.parametrize(
    ("spec", "status", "expected"),
    [
        ("bytes=2-4", 206, b"cde"),
        ("bytes=7-", 206, b"hij"),
        ("bytes=-3", 206, b"hij"),
        ("bytes=5-100", 206, b"fghij"),
        ("bytes=10-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=4-2", 200, b"abcdefghij"),
        ("nonsense", 200, b"abcdefghij"),
        ("bytes=", 200, b"abcdefghij"),
    ],
)
def test_ranges(platforms: Any, spec: str, status: int, expected: Optional[bytes]) -> None:
    file = upload(platforms.caller(), b"abcdefghij")
    got = fetch(file["uri"], Range=spec)
    assert got.status_code == status
    if expected is None:
        assert got.json()["status"] == 416
        assert got.headers["content-range"] == "bytes */10"
    else:
        assert got.content == expected


def test_a_bearer_on_an_upload_address_is_refused(platforms: Any) -> None:
    file = declare(platforms.caller())
    assert put(file, Authorization="Bearer inf_key").status_code == 403
    assert fetch(file["uri"]).status_code == 404
    assert put(file).status_code == 200


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"abcd", {}, 400),
        (b"ab", {}, 400),
        (b"abc", {"Content-Type": "text/html"}, 403),
    ],
)
def test_what_was_not_declared_is_refused(platforms: Any, content: bytes, headers: Dict[str, str], status: int) -> None:
    file = declare(platforms.caller())
    assert put(file, content, **headers).status_code == status
    assert fetch(file["uri"]).status_code == 404


def test_a_body_without_a_length_is_counted(platforms: Any) -> None:
    caller = platforms.caller(max_upload=100)

    def chunks(count: int) -> Iterator[bytes]:
        for _ in range(count):
            yield b"x" * 10

    file = declare(caller, size=None)
    assert put(file, chunks(11)).status_code == 413  # type: ignore[arg-type]
    assert put(file, chunks(3)).status_code == 200  # type: ignore[arg-type]
    assert fetch(file["uri"]).content == b"x" * 30
    assert not list(Path(caller.platform._temporary, "files").glob("*.part"))


def test_limits_of_size_and_type(platforms: Any) -> None:
    caller = platforms.caller(max_upload=10, content_types=["image/*", "text/plain"])
    too_large = caller.http.post("/files", json={"files": [{"uri": "", "content_type": "image/png", "size": 11}]})
    assert too_large.status_code == 413
    assert "too large" in too_large.json()["detail"]
    wrong_type = caller.http.post("/files", json={"files": [{"uri": "", "content_type": "audio/wav", "size": 1}]})
    assert wrong_type.status_code == 415
    assert "unsupported" in wrong_type.json()["detail"]
    assert upload(caller, b"1234567890", content_type="image/webp", filename="x.webp")


def test_an_invented_upload_address(platforms: Any) -> None:
    caller = platforms.caller()
    file = declare(caller)
    other = {**file, "upload_url": file["upload_url"][:-1] + ("0" if file["upload_url"][-1] != "0" else "1")}
    assert put(other).status_code == 403


@pytest.mark.parametrize(
    "name", ["../../escape.txt", "/etc/passwd", "..\\..\\x.txt", "a\x00b.txt", "." * 300, "ü/ä.txt", ""]
)
def test_names_never_leave_the_data_folder(platforms: Any, tmp_path: Path, name: str) -> None:
    inside = tmp_path / "deep" / "data"
    caller = platforms.caller(reverse, data_dir=inside)
    file = upload(caller, b"abc", filename=name, path=name)
    task = caller.run("acme/reverse", {"file": file["uri"]})
    assert task["error"] is None
    assert fetch(task["output"]["file"]).content == b"cba"
    assert "/" not in task["output"]["name"]
    assert "\\" not in task["output"]["name"]
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["data"]


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd", "x/../../x", ""]
)
def test_addresses_never_leave_the_data_folder(platforms: Any, path: str) -> None:
    caller = platforms.caller()
    upload(caller)
    response = caller.http.get(f"/storage/files/{path}")
    assert response.status_code in (403, 404)
    assert b"root:" not in response.content


def test_the_short_id_of_a_file_is_no_address(platforms: Any) -> None:
    caller = platforms.caller()
    file = upload(caller)
    assert fetch(f"{caller.platform.base_url}/storage/files/{file['short_id']}.txt").status_code == 404
    assert caller.get(f"/files/{file['short_id']}")["id"] == file["id"]


def test_every_kind_of_address_becomes_a_file(platforms: Any) -> None:
    caller = platforms.caller(reverse)
    file = upload(caller)
    port = urlsplit(caller.platform.base_url).port
    text = base64.b64encode(b"abc").decode()
    for address in (
        file["uri"],
        f"inf://files/{file['id']}",
        f"inf://files/{file['id']}/note.txt",
        file["uri"].replace("127.0.0.1", "localhost"),
        f"data:text/plain;base64,{text}",
        f"data:;base64,{text}",
        "data:text/plain;charset=utf-8,abc",
        {"uri": file["uri"], "filename": "note.txt"},
    ):
        task = caller.run("acme/reverse", {"file": address, "more": [file["uri"], file["uri"]]})
        assert task["error"] is None, task["error"]
        assert fetch(task["output"]["file"]).content == b"cba"
        assert task["output"]["sizes"] == [3, 3]
    assert urlsplit(task["output"]["file"]).port == port


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/etc/passwd", "is not the address of a file"),
        ("file:///etc/passwd", "is not the address of a file"),
        ("note.txt", "is not the address of a file"),
        ("", "is not the address of a file"),
        ("ftp://127.0.0.1/x", "is not the address of a file"),
        ("inf://files/nope", "no file with the address"),
        ("http://example.com/x.png", "another host"),
        ("http://127.0.0.1.example.com/x.png", "another host"),
        ("http://169.254.169.254/latest", "another host"),
        ("data:text/plain;base64,###", "no valid base64"),
        ("data:nonsense", "no well-formed data URI"),
    ],
)
def test_addresses_that_no_app_is_given(platforms: Any, address: str, words: str) -> None:
    response = platforms.caller(reverse).refused("acme/reverse", {"file": address})
    assert response.status_code == 422
    assert words in response.json()["detail"].replace("is not a well", "no well")
    assert response.json()["data"][0]["field"] == "file"


def test_a_file_that_was_never_uploaded(platforms: Any) -> None:
    caller = platforms.caller(reverse)
    assert "never uploaded" in caller.refused("acme/reverse", {"file": declare(caller)["uri"]}).json()["detail"]


def elsewhere(request: Request) -> Response:
    if request.path.startswith("/away"):
        return Response(status=302, headers={"Location": "http://example.com/x"})
    return Response(b"abc")


def test_files_of_other_servers_on_this_machine(platforms: Any) -> None:
    caller = platforms.caller(reverse)
    with serving(elsewhere) as server:
        task = caller.run("acme/reverse", {"file": f"{server.url}/some/name.txt"})
        away = caller.run("acme/reverse", {"file": f"{server.url}/away"})
    assert task["output"]["name"] == "name.txt"
    assert fetch(task["output"]["file"]).content == b"cba"
    assert away["status"] == 11
    assert "could not be fetched" in away["error"]
    assert "Traceback" not in away["error"], "the platform's own frames tell the app's author nothing"


def test_a_file_that_the_app_did_not_write_is_named(platforms: Any) -> None:
    @app("acme/forgetful")
    def forgetful() -> Path:
        return Path("never-written.txt")

    task = platforms.caller(forgetful).run("acme/forgetful", {})
    assert task["error"].endswith("the app's output names never-written.txt, which is not there")
    assert "Traceback" not in task["error"], "the platform's own frames tell the app's author nothing"


def test_outputs_are_stored_once_and_listed(platforms: Any) -> None:
    caller = platforms.caller(reverse)
    file = upload(caller)
    task = caller.run("acme/reverse", {"file": file["uri"]})
    assert [event["status"] for event in task["events"]][-2:] == [9, 10]
    assert task["output"]["nested"]["list"] == [task["output"]["file"]]
    assert task["output"]["file"].endswith(".txt")
    # What the call needed for itself is gone.
    caller.until(task["id"], lambda _: not Path(task["output"]["folder"]).exists())
    listed = caller.get(f"/tasks/{task['id']}/files")
    assert [(entry["role"], entry["filename"]) for entry in listed] == [
        ("input", "note.txt"),
        ("output", "reversed.txt"),
    ]
    assert listed[1]["uri"] == task["output"]["file"]
    assert [e["role"] for e in caller.get(f"/tasks/{task['id']}/files?role=output")] == ["output"]
    deleted = data_of(caller.http.delete(f"/tasks/{task['id']}/files?role=output"))
    assert deleted == {"deleted": [listed[1]["id"]], "skipped": []}
    assert fetch(task["output"]["file"]).status_code == 404
    assert fetch(file["uri"]).status_code == 200


def test_deleting_a_task_with_its_files(platforms: Any) -> None:
    caller = platforms.caller(reverse)
    file = upload(caller)
    task = caller.run("acme/reverse", {"file": file["uri"]})
    assert caller.http.delete(f"/tasks/{task['id']}?files=true").status_code == 200
    assert caller.http.get(f"/tasks/{task['id']}").status_code == 404
    assert fetch(task["output"]["file"]).status_code == 404
    assert fetch(file["uri"]).status_code == 404


@pytest.mark.parametrize("wrong", ["missing.txt", "."])
def test_an_output_path_that_is_no_file(platforms: Any, tmp_path: Path, wrong: str) -> None:
    target = app("acme/wrong")(lambda: {"file": tmp_path / wrong})
    task = platforms.caller(target).run("acme/wrong", {})
    assert task["status"] == 11
    assert "the app's output names" in task["error"]


def test_deleting_a_file(platforms: Any) -> None:
    caller = platforms.caller()
    file = upload(caller)
    assert caller.http.delete(f"/files/{file['id']}").status_code == 200
    assert caller.http.get(f"/files/{file['id']}").status_code == 404
    assert fetch(file["uri"]).status_code == 404
    assert caller.http.delete(f"/files/{file['id']}").status_code == 404


def test_a_data_folder_of_ones_own_outlives_the_platform(platforms: Any, tmp_path: Path) -> None:
    first = platforms.caller(data_dir=tmp_path)
    file = upload(first, b"kept")
    first.platform.stop()
    second = platforms.caller(data_dir=tmp_path)
    found = second.get(f"/files/{file['id']}")
    assert fetch(found["uri"]).content == b"kept"


def test_the_temporary_data_folder_goes_with_the_platform(platforms: Any) -> None:
    caller = platforms.caller()
    upload(caller)
    folder = caller.platform._temporary
    assert folder.is_dir()
    caller.platform.stop()
    assert not folder.exists()


def data_of(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    return response.json()["data"]
