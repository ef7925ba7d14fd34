"""What the server does when no file descriptor is left."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytest.importorskip("resource", reason="limits of processes")

PROGRAM = """
import resource, socket, time, urllib.request
from inferencesh.local import LocalPlatform
with LocalPlatform(stand_ins=False) as platform:
    port = int(platform.base_url.rsplit(":", 1)[1])
    ask = urllib.request.Request(platform.base_url + "/tasks", headers={"Authorization": "Bearer x"})
    assert urllib.request.urlopen(ask, timeout=20).status == 200
    spare = socket.socket()
    resource.setrlimit(resource.RLIMIT_NOFILE, (spare.fileno() + 20, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    opened = [spare]
    try:
        while True:
            opened.append(socket.create_connection(("127.0.0.1", port), timeout=5))
    except OSError:
        pass
    time.sleep(3.5)
    for one in opened:
        one.close()
    # Waiting connections are accepted again, without a new start.
    assert urllib.request.urlopen(ask, timeout=20).status == 200
    print("served again")
"""


def test_the_log_is_not_filled_while_connections_wait_for_a_descriptor() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout == "served again\n", done.stderr[-2000:]
    lines = done.stderr.splitlines()
    assert len(lines) == 1, f"{len(lines)} lines"
    assert "ulimit -n" in lines[0]
