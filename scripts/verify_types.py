"""What type checkers and editors know of the package that users import: all of it, or this fails.

`pyright --verifytypes` looks at the installed package as a user's checker does: an attribute without a declared type is
a guess that each checker makes differently. Each class and function that can be reached has a docstring.

    python scripts/verify_types.py
"""

import json
import os
import subprocess
import sys
import tempfile

ANY_FOLDER = tempfile.gettempdir()  # not this one, whose settings are those of the project's own checks


def main():
    # Pyright asks the first `python` on the path where packages are.
    here = os.path.dirname(sys.executable)
    found = subprocess.run(
        [sys.executable, "-m", "pyright", "--verifytypes", "inferencesh", "--ignoreexternal", "--outputjson"],
        cwd=ANY_FOLDER,
        env={**os.environ, "PATH": here + os.pathsep + os.environ.get("PATH", "")},
        stdout=subprocess.PIPE,
        check=False,
    )
    if not found.stdout.startswith(b"{"):
        sys.exit(f"pyright cannot run here: {found.stdout.decode()[:500]}")
    report = json.loads(found.stdout.decode())
    known = report["typeCompleteness"]
    if not known["symbols"]:
        sys.exit("pyright found nothing to look at")
    complaints = find_complaints(known)
    print("\n".join(complaints))
    print(f"{len(known['symbols'])} symbols, types known: {100 * known['completenessScore']:.1f} %")
    if known["completenessScore"] < 1 or complaints:
        sys.exit("types or docstrings are missing")


def find_complaints(known):
    """What pyright has against the package, sorted: a line for each place and message.

    A missing docstring is a mere warning to pyright.
    """
    return sorted(
        {
            f"{item.get('file', symbol['name'])}:{item.get('range', {}).get('start', {}).get('line', 0) + 1}: "
            f"{item['message']}"
            for symbol in known["symbols"]
            for item in symbol["diagnostics"]
            if item["severity"] == "error" or item["message"].startswith("No docstring found")
        }
    )


if __name__ == "__main__":
    main()
