"""The values of the options of `inferencesh serve`: what they mean, and what is wrong with them.

All of these raise a `ValueError` that names the option and says what it takes.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import re
import shlex
import sys
import urllib.parse
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

MODEL = "--model must look like NAMESPACE/NAME=ADDRESS#MODEL, such as ollama/llama=http://localhost:11434/v1#llama3.2"


def secret_of(text: str) -> Tuple[str, str]:
    """`--secret NAME=VALUE`."""
    name, sign, value = text.partition("=")
    if not name or not sign:
        # The text may be the secret itself, so it is not repeated.
        raise ValueError("--secret must look like NAME=VALUE")
    return name, value


def models_of(texts: Sequence[str], keys: Sequence[str], environment: Mapping[str, str]) -> Dict[str, Any]:
    """`--model NAMESPACE/NAME=ADDRESS#MODEL` and `--model-key-env [NAMESPACE/NAME=]VARIABLE`: models by reference."""
    from inferencesh.local import OpenAICompatible
    from inferencesh.local.agents.models.model_apps import as_app

    places: Dict[str, Tuple[str, str]] = {}
    for text in texts:
        ref, address, model = _model(text)
        if ref in places:
            raise ValueError(f"--model names {ref} twice")
        places[ref] = address, model
    key_of = _keys(keys, list(places), environment)
    found = {ref: OpenAICompatible(address, model, key_of.get(ref)) for ref, (address, model) in places.items()}
    for ref in found:
        try:
            as_app(ref, found[ref])  # here, where the option can be named
        except ValueError as error:
            raise ValueError(f"--model: {error}") from None
    return found


def _model(text: str) -> Tuple[str, str, str]:
    ref, _, place = text.partition("=")
    address, _, model = place.partition("#")
    if "@" in address or "?" in address:
        # There may be a secret in it, so it is not repeated.
        raise ValueError(
            "--model takes an address without a user, a password or a query: a key comes from the environment variable "
            "that --model-key-env names"
        )
    try:
        parts = urllib.parse.urlsplit(address)
        web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        # Broken brackets, or a port that is not a number.
        web = False
    if not ref or not model or not web:
        raise ValueError(f"{MODEL}; got {text!r}")
    return ref, address, model


def _keys(texts: Sequence[str], refs: List[str], environment: Mapping[str, str]) -> Dict[str, str]:
    found: Dict[str, str] = {}
    for text in texts:
        # A user who mistakes this option for the key itself has written the key here, so it is not repeated below.
        ref, sign, variable = text.rpartition("=")
        if not sign:
            # Not for several servers at once: each of them would see the keys of the others.
            if len(refs) != 1:
                raise ValueError(
                    "--model-key-env must look like NAMESPACE/NAME=VARIABLE, unless there is exactly one --model"
                )
            ref = refs[0]
        if ref not in refs:
            raise ValueError(f"--model-key-env names what no --model does; there is {', '.join(refs) or 'none'}")
        key = environment.get(variable, "").strip()
        if not key:
            raise ValueError(f"--model-key-env for {ref} must name an environment variable that holds the key")
        if not (key.isascii() and key.isprintable() and " " not in key):
            raise ValueError(f"--model-key-env for {ref}: the variable must hold a key of visible ASCII characters")
        found[ref] = key
    return found


def host_of(text: str) -> str:
    """`--allow-host HOST`, as addresses are compared with it."""
    host = text.strip("[]").lower()
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        # A name, then.
        if not re.match(r"^\w[\w.-]*$", host):
            raise ValueError(
                f"--allow-host must be the name of a host such as api.example.com, without http:// and port; got "
                f"{text!r}"
            ) from None
    return host


def check_folders(data_dir: Optional[str], search_folder: Optional[str]) -> None:
    """Refuse a `--data-dir` that is something else, and a `--search-folder` that is not a folder."""
    if data_dir is not None and Path(data_dir).exists() and not Path(data_dir).is_dir():
        raise ValueError(f"--data-dir must be a folder, and {data_dir!r} is not one")
    if search_folder is not None and not Path(search_folder).is_dir():
        raise ValueError(f"--search-folder must be a folder with Markdown files, and {search_folder!r} is not one")


def mcp_server_of(text: str) -> Tuple[str, Any]:
    """`--mcp-server NAME=ADDRESS` or `NAME=COMMAND`: a name, and what `LocalPlatform(mcp_servers=...)` takes."""
    name, _, place = text.partition("=")
    if name and place.startswith(("http://", "https://")):
        return name, place
    try:
        words = shlex.split(place, posix=os.name == "posix")
    except ValueError as error:
        raise ValueError(f"--mcp-server {name}: {error}") from None
    if not name or not words:
        raise ValueError(
            "--mcp-server must look like NAME=ADDRESS or NAME=COMMAND, such as notes=http://127.0.0.1:9000/mcp or "
            "'notes=python notes_server.py'"
        )
    return name, {"command": words[0], "args": words[1:]}


def check_listening(host: str, api_key: Optional[str]) -> None:
    """Refuse `--host` beyond this machine without `--api-key`, and a key that no header can carry."""
    from inferencesh.local.http.checked_addresses import is_loopback
    from inferencesh.local.http.guard import check_binding

    if not is_loopback(host) and not api_key:
        raise ValueError(
            f"--host {host} would open the platform to other machines: add --api-key with a secret of your own, or "
            "listen on 127.0.0.1"
        )
    try:
        check_binding(host, api_key)
    except ValueError:
        raise ValueError("--api-key must be a text of visible ASCII characters") from None


def check_mcp() -> None:
    """Refuse MCP servers where they cannot be asked."""
    if sys.version_info < (3, 10):
        raise ValueError("MCP servers (--mcp-server, mcp_servers) need Python 3.10 or newer")
    if importlib.util.find_spec("mcp") is None:
        raise ValueError('MCP servers (--mcp-server, mcp_servers) need the extra "mcp": pip install "inferencesh[mcp]"')
