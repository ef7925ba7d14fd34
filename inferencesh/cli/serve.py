"""`inferencesh serve`: the local platform from a terminal."""

from __future__ import annotations

import argparse
import importlib.util
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any, List, Optional, Tuple, cast

DEFAULT_PORT = 8787


def add_parser(commands: Any) -> None:
    """Add this command to the parser."""
    parser = commands.add_parser(
        "serve",
        help="run the local platform",
        description="Run the local platform: it answers as inference.sh does, on this machine, without a key.",
    )
    parser.add_argument(
        "apps", nargs="*", metavar="APPS.py", help="Python files with @app functions and classes to serve"
    )
    parser.add_argument("--host", default="127.0.0.1", help="where to listen; beyond this machine --api-key is needed")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="default %(default)s; 0 takes a free one")
    parser.add_argument("--api-key", help="accept this key only (default: any key)")
    parser.add_argument("--data-dir", help="keep files here (default: a temporary folder)")
    parser.add_argument("--no-stand-ins", action="store_true", help="serve the given apps only")
    parser.add_argument(
        "--secret",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a secret for apps that declare it; repeatable",
    )
    parser.add_argument(
        "--faults", metavar="FILE", help="set up the faults of this file (JSON, or one JSON object a line)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    try:
        from inferencesh.local import LocalPlatform
        from inferencesh.local.definition import apps_in_module

        secrets = dict(_secret(text) for text in arguments.secret)
        definitions: List[Any] = []
        for name in arguments.apps:
            found = apps_in_module(_load(name))
            if not found:
                raise ValueError(f"{name} declares no app; decorate a function with @app('namespace/name')")
            definitions += found
        platform = LocalPlatform(
            apps=definitions,
            host=arguments.host,
            port=arguments.port,
            api_key=arguments.api_key,
            data_dir=arguments.data_dir,
            stand_ins=not arguments.no_stand_ins,
            secrets=secrets,
        )
        if arguments.faults is not None:
            platform.faults.load(arguments.faults)
        platform.start()
    except (ImportError, OSError, TypeError, ValueError, OverflowError) as error:
        print(f"inferencesh serve: {error}", file=sys.stderr)
        return 1
    try:
        _announce(platform, own_key=arguments.api_key is not None)
        _wait_for_the_end()
    finally:
        platform.stop()
    print("stopped", flush=True)
    return 0


def _announce(platform: Any, *, own_key: bool) -> None:
    refs: List[str] = platform.app_refs
    key = "the key you gave" if own_key else "any key will do"
    print(f"The local platform listens on {platform.base_url} ({key}). Ctrl-C stops it.")
    print("Point a client at it:")
    print(f"  export INFERENCE_BASE_URL={platform.base_url}")
    print(f"  export INFERENCE_API_KEY={'<your key>' if own_key else platform.api_key}")
    active = platform.faults.active
    if active:
        print(f"Faults: {', '.join(f'{fault.name} at {fault.route}' for fault in active)}")
    print("Apps: " + ", ".join(refs), flush=True)


def _wait_for_the_end() -> None:
    ended = threading.Event()

    def end(number: int, frame: Optional[FrameType]) -> None:
        ended.set()

    before = [(number, signal.signal(number, end)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        # A wait without a limit cannot be interrupted by signals on every system.
        while not ended.wait(0.5):
            pass
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _secret(text: str) -> Tuple[str, str]:
    name, sign, value = text.partition("=")
    if not name or not sign:
        # The text may be the secret itself, so it is not repeated.
        raise ValueError("--secret must look like NAME=VALUE")
    return name, value


def _load(name: str) -> Any:
    path = Path(name).resolve()
    if not path.is_file():
        raise ValueError(f"there is no file {name}")
    # As with `python APPS.py`: what lies beside the file can be imported, by it and by its process workers.
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, str(path))
    if spec is None or spec.loader is None:
        raise ValueError(f"{name} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    try:
        cast(Any, spec.loader).exec_module(module)
    except Exception as error:
        raise ValueError(f"{name} cannot be loaded: {type(error).__name__}: {error}") from error
    return module
