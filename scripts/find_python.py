"""Print the path of a Python interpreter of at least (or exactly) a version, or nothing, with exit 1.

    python3 scripts/find_python.py 3.11        this interpreter if it is 3.11 or later, else the oldest that is
    python3 scripts/find_python.py =3.8        3.8 exactly

Looks at this interpreter, at the names on PATH, and at pyenv's versions. Runs on any Python 3.
"""

import glob
import os
import re
import shutil
import subprocess
import sys

PROBE = "import sys, venv, ssl; print('%d.%d' % sys.version_info[:2])"


def version_of(path):
    """(major, minor) of an interpreter that works, else None: a pyenv shim may exist and point nowhere."""
    try:
        out = subprocess.run([path, "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.match(r"(\d+)\.(\d+)", out.stdout.decode())
    return (int(match.group(1)), int(match.group(2))) if out.returncode == 0 and match else None


def candidates():
    yield sys.executable
    for minor in range(19, 7, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            yield found
    found = shutil.which("python3")
    if found:
        yield found
    roots = [os.environ.get("PYENV_ROOT"), os.path.expanduser("~/.pyenv"), "/opt/pyenv"]
    for root in filter(None, roots):
        yield from sorted(glob.glob(os.path.join(root, "versions", "3.*", "bin", "python3")))


def find(wanted):
    exact = wanted.startswith("=")
    want = tuple(int(part) for part in wanted.lstrip("=").split("."))
    seen = set()
    fitting = []
    for path in candidates():
        real = os.path.realpath(path)
        if (real, path) in seen:
            continue
        seen.add((real, path))
        version = version_of(path)
        if version is None or (version != want if exact else version < want):
            continue
        if exact or path == sys.executable:
            return path
        fitting.append((version, path))
    # The oldest that is new enough: tools are more likely to have wheels for it than for a version just out.
    return min(fitting)[1] if fitting else None


if __name__ == "__main__":
    answer = find(sys.argv[1])
    if answer is None:
        sys.exit(1)
    print(answer)
