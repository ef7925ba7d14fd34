"""Run the test-suite on several Pythons.  python3 scripts/matrix.py [--pytest=OPTIONS] 3.8 3.9 ...

Each version gets an environment of its own in this folder. One that is not on this machine is named and left out.
"""

import argparse
import os
import shlex
import subprocess
import sys
import time

from find_python import find

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def run(version, options):
    """What became of one version: a line for the table, and whether that is a failure. `options`: for pytest."""
    interpreter = find("=" + version)
    if interpreter is None:
        return "not on this machine", False
    folder = os.path.join(ROOT, ".venv-" + version)
    python = os.path.join(folder, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([interpreter, "-m", "venv", folder], check=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(pip + ["--upgrade", "pip>=22"], check=True, cwd=ROOT)
    subprocess.run(pip + ["-e", ".[local,tools]", "-r", "requirements/test.txt"], check=True, cwd=ROOT)
    started = time.time()
    command = [python, "-m", "pytest", "-q", *options, "tests"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    last = [line for line in done.stdout.splitlines() if line.strip()][-1].strip("= ")
    if done.returncode:
        print(done.stdout)
    return f"{last} ({time.time() - started:.0f} s)", done.returncode != 0


def main():
    parser = argparse.ArgumentParser(description="Run the test-suite on several Pythons.")
    parser.add_argument("--pytest", default="", metavar="OPTIONS", help="options for pytest, such as '-n 4'")
    parser.add_argument("versions", nargs="+", help="such as 3.8")
    chosen = parser.parse_args()
    failed = False
    rows = []
    for version in chosen.versions:
        print(f"Python {version} ...", flush=True)
        text, bad = run(version, shlex.split(chosen.pytest))
        rows.append((version, "FAILED: " + text if bad else text))
        failed = failed or bad
    print()
    for version, text in rows:
        print(f"{version:6} {text}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
