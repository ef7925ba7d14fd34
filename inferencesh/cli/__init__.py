"""The command line: `inferencesh` and `python -m inferencesh`. One module per command; `main` only chooses."""

from __future__ import annotations

import argparse
import sys
from typing import List, Optional

from .._runtime.version import __version__

__all__ = ["main"]


def main(argv: Optional[List[str]] = None) -> int:
    """Run the command line and give the exit status: 0 fine, 1 failed, 2 wrongly called."""
    from . import serve

    parser = argparse.ArgumentParser(
        prog="inferencesh", description="Tools for inference.sh: for now, a platform on this machine."
    )
    parser.add_argument("--version", action="version", version=f"inferencesh {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    serve.add_parser(commands)
    arguments = parser.parse_args(argv)
    if arguments.command is None:
        parser.print_help(sys.stderr)
        return 2
    return int(arguments.run(arguments))
