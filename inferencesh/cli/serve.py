"""`inferencesh serve`: the local platform from a terminal."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any, Iterable, List, Optional, Sequence

from .._core.values.redact import redact_url
from .declared import Declared, declared_in
from .option_values import check_folders, check_listening, check_mcp, host_of, mcp_server_of, models_of, secret_of

DEFAULT_PORT = 8787


def add_parser(commands: Any) -> None:
    """Add this command to the parser."""
    parser = commands.add_parser(
        "serve",
        help="run the local platform",
        description="Run the local platform: it answers as inference.sh does, on this machine, without a key.",
        epilog="With a model of Ollama: inferencesh serve --model ollama/llama=http://localhost:11434/v1#llama3.2",
    )
    parser.add_argument(
        "apps",
        nargs="*",
        metavar="APPS.py",
        help="Python files to serve: their @app functions and classes, and the dicts models, agents and mcp_servers",
    )
    parser.add_argument("--host", default="127.0.0.1", help="where to listen; beyond this machine --api-key is needed")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="default %(default)s; 0 takes a free one")
    parser.add_argument("--api-key", help="accept this key only (default: any key)")
    parser.add_argument("--data-dir", type=os.path.expanduser, help="keep files here (default: a temporary folder)")
    parser.add_argument("--no-stand-ins", action="store_true", help="serve what was given only")
    parser.add_argument(
        "--allow-remote",
        action="store_true",
        help="let apps be given files from any host, and webhooks and agents' tools and hooks call it",
    )
    parser.add_argument(
        "--faults", metavar="FILE", help="set up the faults of this file (JSON, or one JSON object a line)"
    )
    _repeatable(parser, "--secret", "NAME=VALUE", "a secret for apps and tools that ask for it")
    agents = parser.add_argument_group("agents")
    _repeatable(
        agents,
        "--model",
        "NAMESPACE/NAME=ADDRESS#MODEL",
        "a model behind a server that speaks the chat-completions protocol (Ollama, vLLM, llama.cpp, a hosted one), "
        "for an agent's core_app; one of the stand-ins, such as infsh/claude-sonnet-4, may be replaced with it",
    )
    _repeatable(
        agents,
        "--model-key-env",
        "[NAMESPACE/NAME=]VARIABLE",
        "the environment variable with the key for that model's server",
    )
    _repeatable(agents, "--allow-host", "HOST", "another host that HTTP tools, hooks, skills and MCP tools may call")
    agents.add_argument(
        "--search-folder",
        type=os.path.expanduser,
        metavar="DIR",
        help="Markdown files for the tool web_search to search",
    )
    _repeatable(
        agents,
        "--mcp-server",
        "NAME=ADDRESS|COMMAND",
        "a server for MCP tools: where it listens, or what starts it",
    )
    agents.add_argument(
        "--keys-may-approve",
        action="store_true",
        help="let API keys approve tool calls, which the hosted platform leaves to people",
    )
    parser.set_defaults(run=run)


def _repeatable(parser: Any, option: str, form: str, meaning: str) -> None:
    parser.add_argument(option, action="append", default=[], metavar=form, help=f"{meaning}; repeatable")


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    try:
        from inferencesh.local import LocalPlatform
        from inferencesh.local.http.problem_documents import Problem
    except ImportError as error:
        return _failed(error)
    try:
        check_listening(arguments.host, arguments.api_key)
        check_folders(arguments.data_dir, arguments.search_folder)
        secrets = dict(secret_of(text) for text in arguments.secret)
        hosts = [host_of(text) for text in arguments.allow_host]
        models = models_of(arguments.model, arguments.model_key_env, os.environ)
        servers = dict(mcp_server_of(text) for text in arguments.mcp_server)
        found = declared_in(arguments.apps)
        # What the command line says counts for more than what a file says.
        found.models.update(models)
        found.mcp_servers.update(servers)
        if found.mcp_servers:
            check_mcp()
        platform = LocalPlatform(
            apps=found.apps,
            models=found.models,
            agents=found.agents,
            mcp_servers=found.mcp_servers,
            host=arguments.host,
            port=arguments.port,
            api_key=arguments.api_key,
            data_dir=arguments.data_dir,
            stand_ins=not arguments.no_stand_ins,
            secrets=secrets,
            allow_remote=arguments.allow_remote,
            allowed_hosts=hosts,
            search_folder=arguments.search_folder,
            keys_may_approve=arguments.keys_may_approve,
        )
        if arguments.faults is not None:
            platform.faults.load(arguments.faults)
        platform.start()
    except Problem as problem:
        # An agent's config is checked when the platform starts.
        return _failed(problem.detail)
    except (ImportError, OSError, TypeError, ValueError, OverflowError) as error:
        return _failed(error)
    try:
        print("\n".join([*_where(platform, arguments), *_what(platform, arguments, found)]), flush=True)
        _wait_for_the_end()
    finally:
        platform.stop()
    print("stopped", flush=True)
    return 0


def _failed(error: object) -> int:
    print(f"inferencesh serve: {error}", file=sys.stderr)
    return 1


def _where(platform: Any, arguments: argparse.Namespace) -> List[str]:
    own_key = arguments.api_key is not None
    return [
        f"The local platform listens on {platform.base_url} ({'the key you gave' if own_key else 'any key will do'}). "
        "Ctrl-C stops it.",
        "Point a client at it:",
        f"  export INFERENCE_BASE_URL={platform.base_url}",
        f"  export INFERENCE_API_KEY={'<your key>' if own_key else platform.api_key}",
    ]


def _what(platform: Any, arguments: argparse.Namespace, found: Declared) -> List[str]:
    """What is there, a line for each kind; that of the apps is the last one."""
    from inferencesh.local import OpenAICompatible
    from inferencesh.local.agents.models.rule_model import RULE_MODELS
    from inferencesh.local.agents.stand_in_agents import STAND_INS as AGENTS

    lines: List[str] = []
    active = platform.faults.active
    if active:
        lines.append(f"Faults: {', '.join(f'{fault.name} at {fault.route}' for fault in active)}")
    if arguments.allow_remote:
        lines.append("Other hosts that may be called: all")
    elif arguments.allow_host:
        lines.append(f"Other hosts that agents may call: {', '.join(arguments.allow_host)}")
    if arguments.search_folder is not None:
        lines.append(f"Searched by web_search: {arguments.search_folder}")
    if arguments.keys_may_approve:
        lines.append("Tool calls may be approved by: any key that is accepted")
    if found.mcp_servers:
        lines.append(f"MCP servers: {', '.join(found.mcp_servers)}")
    stand_ins = not arguments.no_stand_ins
    agents = [ref for ref in AGENTS if stand_ins and ref not in found.agents]
    if agents or found.agents:
        lines.append(f"Agents: {_listed(found.agents, agents)}")
    rules = [ref for ref in RULE_MODELS if stand_ins and ref not in found.models]
    if rules or found.models:
        models = [
            f"{ref} ({model.model} at {redact_url(model.base_url)})" if isinstance(model, OpenAICompatible) else ref
            for ref, model in found.models.items()
        ]
        lines.append(f"Models (core_app of an agent): {_listed(models, rules)}")
    own = dict.fromkeys(definition.ref for definition in found.apps)
    others = [ref for ref in platform.app_refs if ref not in own and ref not in found.models and ref not in rules]
    lines.append(f"Apps: {_listed(own, others)}")
    return lines


def _listed(own: Iterable[str], stand_ins: Sequence[str]) -> str:
    """What was given first: it is what the user looks for."""
    parts = [", ".join(own), f"stand-ins {', '.join(stand_ins)}" if stand_ins else ""]
    return "; ".join(part for part in parts if part) or "none"


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
