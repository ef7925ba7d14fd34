"""`inferencesh serve` with what agents need: models, agents, hosts, pages, MCP servers."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest
from support.completions import CompletionsServer, chunk, completions_server
from support.serving import address, greeting

import inferencesh.cli
from inferencesh import PermissionDeniedError, app_tool, http_tool, inference, internal_tools, mcp_tool, tool
from inferencesh.local import LocalPlatform

pytestmark = pytest.mark.timeout(120)

MCP_SERVER = Path(__file__).with_name("agents") / "mcp_server.py"
FILE = """
from inferencesh.local import Call, ScriptedModel, app

@app("acme/erase")
def erase(path: str) -> dict:
    return {"erased": path}

def parrot(given):
    return given["text"] + "!"

models = {
    "acme/brain": ScriptedModel([Call("it", **CALL), lambda given: given["text"]]),
    "acme/parrot": parrot,
}
agents = {"acme/bird": {"core_app": {"ref": "acme/parrot"}}}
"""


@pytest.fixture
def far() -> Iterator[CompletionsServer]:
    with completions_server() as server:
        yield server


def written(folder: Path, **call: Any) -> str:
    """A file of apps, models and agents; its scripted model calls the tool `it` and says what came of it."""
    file = folder / "my_agents.py"
    file.write_text(FILE.replace("**CALL", f"**{call!r}"), encoding="utf-8")
    return str(file)


def ask(lines: List[str], *tools: Any, **config: Any) -> Any:
    """What the scripted model of the file says, having called its tool."""
    with inference(*address(lines)) as client:
        core: Dict[str, Any] = {"core_app": {"ref": "acme/brain"}, "tools": list(tools)}
        return client.agent({**core, **config}).send_message("Go").text


def test_a_model_of_another_server(serving: Any, far: CompletionsServer) -> None:
    far.script = [
        [
            chunk(
                tool_calls=[{"index": 0, "id": "c1", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}}]
            ),
            chunk("tool_calls"),
        ],
        [chunk(content="21 "), chunk("stop", content="degrees.")],
        [chunk("stop", content="In place of the stand-in.")],
    ]

    @tool
    def weather(city: str) -> str:
        """Tells the weather."""
        return f"21 degrees in {city}"

    arguments = ["--model", f"acme/far={far.base_url}#tiny:1b", "--model-key-env", "acme/far=FAR_KEY"]
    arguments += ["--model", f"infsh/claude-sonnet-4={far.base_url}#team/large"]
    lines = greeting(serving(*arguments, FAR_KEY="k3y"))
    models = next(line for line in lines if line.startswith("Models (core_app of an agent): "))
    assert f"acme/far (tiny:1b at {far.base_url})" in models
    assert models.endswith("; stand-ins infsh/claude-haiku-35, infsh/gpt-4o, infsh/gpt-4o-mini")
    assert "k3y" not in "\n".join(lines)
    assert "acme/far" not in lines[-1]
    with inference(*address(lines)) as client:
        agent = client.agent({"core_app": {"ref": "acme/far"}, "tools": [weather]})
        assert agent.send_message("Weather in Oslo?").text == "21 degrees."
        assert client.agent("my-org/assistant").send_message("Hello").text == "In place of the stand-in."
    assert [body["model"] for body in far.seen] == ["tiny:1b", "tiny:1b", "team/large"]
    assert far.seen[1]["messages"][-1]["content"] == "21 degrees in Oslo"
    assert far.keys == ["Bearer k3y", "Bearer k3y", None], "a key goes to the server that it was named for"


def test_one_model_needs_no_name_before_its_key(serving: Any, far: CompletionsServer) -> None:
    far.script = [[chunk("stop", content="Hi.")]]
    arguments = ["--no-stand-ins", "--model", f"acme/far={far.base_url}#tiny", "--model-key-env", "FAR_KEY"]
    lines = greeting(serving(*arguments, FAR_KEY="k3y\n"))
    with inference(*address(lines)) as client:
        assert client.agent({"core_app": {"ref": "acme/far"}}).send_message("Hello").text == "Hi."
    assert far.keys == ["Bearer k3y"]


def test_models_and_agents_of_a_file(serving: Any, tmp_path: Path, far: CompletionsServer) -> None:
    file = tmp_path / "team.py"
    file.write_text(
        "from inferencesh import local as models  # a module is not a dict of models\n"
        f"from {Path(written(tmp_path)).stem} import agents\n",
        encoding="utf-8",
    )
    far.script = [[chunk("stop", content="From afar.")]]
    # The file's second model gives way to the option's.
    lines = greeting(serving(str(file), str(tmp_path / "my_agents.py"), "--model", f"acme/brain={far.base_url}#tiny"))
    text = "\n".join(lines)
    assert "Agents: acme/bird; stand-ins my-team/support-agent" in text
    assert f"an agent): acme/brain (tiny at {far.base_url}), acme/parrot; stand-ins infsh/claude-sonnet-4" in text
    assert lines[-1].startswith("Apps: acme/erase; stand-ins infsh/echo, ")
    assert "acme/parrot" not in lines[-1]
    with inference(*address(lines)) as client:
        assert client.agent("acme/bird").send_message("Hello").text == "Hello!"
    assert ask(lines) == "From afar."


def test_gated_calls_are_approved_with_a_key_on_request(serving: Any, tmp_path: Path) -> None:
    gated = app_tool("it", "acme/erase").require_approval().build()

    def send(lines: List[str]) -> str:
        with inference(*address(lines)) as client:
            agent = client.agent({"core_app": {"ref": "acme/brain"}, "tools": [gated]})
            return str(agent.send_message("Go", timeout=60, on_tool_call=lambda call: call.approve()).text)

    file = written(tmp_path, path="a")
    with pytest.raises(PermissionDeniedError, match="inferencesh serve --keys-may-approve"):
        send(greeting(serving(file)))
    lines = greeting(serving(file, "--keys-may-approve"))
    assert "Tool calls may be approved by: any key that is accepted" in lines
    assert send(lines) == '{"erased": "a"}'


def test_a_folder_to_search(serving: Any, tmp_path: Path) -> None:
    file = written(tmp_path, query="tea").replace("'it'", "'web_search'")
    Path(file).write_text(Path(file).read_text(encoding="utf-8").replace('"it"', '"web_search"'), encoding="utf-8")
    (tmp_path / "tea.md").write_text("# Tea\n\nTea is from China.", encoding="utf-8")
    config = {"internal_tools": internal_tools().web_search(True).build()}
    assert "inferencesh serve --search-folder" in ask(greeting(serving(file)), **config)
    lines = greeting(serving(file, "--search-folder", str(tmp_path)))
    assert f"Searched by web_search: {tmp_path}" in lines
    assert "from China" in ask(lines, **config)


# 0.0.0.0 is another host by its name, and this machine for whoever connects to it, on Linux.
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="0.0.0.0 is this machine on Linux")
@pytest.mark.parametrize("option", [["--allow-host", "0.0.0.0"], ["--allow-remote"]])
def test_other_hosts(serving: Any, tmp_path: Path, far: CompletionsServer, option: List[str]) -> None:
    url = far.base_url.replace("127.0.0.1", "0.0.0.0") + "/chat/completions"
    post = http_tool("it", url).method("POST").build()
    file = written(tmp_path)
    refused = ask(greeting(serving(file)), post)
    assert "0.0.0.0 is another host" in refused
    assert "inferencesh serve --allow-host 0.0.0.0" in refused
    far.script = [{"here": True}]
    lines = greeting(serving(file, *option, NO_PROXY="*", no_proxy="*"))
    shown = "Other hosts that agents may call: 0.0.0.0" if len(option) == 2 else "Other hosts that may be called: all"
    assert shown in lines
    assert '"here": true' in ask(lines, post)


@pytest.mark.skipif(sys.version_info < (3, 10), reason="the mcp package needs Python 3.10")
@pytest.mark.parametrize("declared", [True, False])
def test_an_mcp_server(serving: Any, tmp_path: Path, declared: bool) -> None:
    pytest.importorskip("mcp", reason='needs the extra "mcp"')
    arguments = [written(tmp_path, text="hello")]
    if declared:
        servers = tmp_path / "servers.py"
        command = {"command": sys.executable, "args": [str(MCP_SERVER)]}
        servers.write_text(f"mcp_servers = {{'loud': {command!r}}}\n", encoding="utf-8")
        arguments.append(str(servers))
    else:
        arguments += ["--mcp-server", f"loud='{sys.executable}' '{MCP_SERVER}'"]
    lines = greeting(serving(*arguments))
    assert "MCP servers: loud" in lines
    assert ask(lines, mcp_tool("it", server="loud", tool_name="shout").build()) == "HELLO"


@pytest.mark.skipif(importlib.util.find_spec("mcp") is not None, reason="where the package is missing")
def test_mcp_servers_without_the_package_are_refused(capsys: Any) -> None:
    assert inferencesh.cli.main(["serve", "--port", "0", "--mcp-server", "loud=http://127.0.0.1:9/mcp"]) == 1
    error = capsys.readouterr().err
    assert "--mcp-server" in error
    assert 'pip install "inferencesh[mcp]"' in error or "Python 3.10" in error


FAR = "acme/far=http://127.0.0.1:9/v1#tiny"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--model", "tiny"], "--model must look like NAMESPACE/NAME=ADDRESS#MODEL, such as ollama/llama="),
        (["--model", "acme/far=http://127.0.0.1:9/v1"], "got 'acme/far=http://127.0.0.1:9/v1'"),
        (["--model", "acme/far=127.0.0.1:9/v1#tiny"], "--model must look like"),
        (["--model", "acme/far=http://[::1/v1#tiny"], "--model must look like"),
        (["--model", "acme/far=http://127.0.0.1:port/v1#tiny"], "--model must look like"),
        (["--model", "acme/far@1=http://127.0.0.1:9/v1#tiny"], "--model: ref must look like"),
        (["--model", "acme/far=http://ada:hush@127.0.0.1:9/v1#tiny"], "the environment variable that --model-key-env"),
        (["--model", "acme/far=http://127.0.0.1:9/v1?key=hush#tiny"], "the environment variable that --model-key-env"),
        (["--model", FAR, "--model", FAR], "--model names acme/far twice"),
        (["--model-key-env", "hush"], "--model-key-env must look like NAMESPACE/NAME=VARIABLE"),
        (["--model", FAR, "--model", "b" + FAR, "--model-key-env", "hush"], "--model-key-env must look like"),
        (
            ["--model", FAR, "--model-key-env", "hush=x"],
            "names what no --model does; there is acme/far",
        ),
        (["--model", FAR, "--model-key-env", "hush"], "--model-key-env for acme/far must name an environment variable"),
        (["--model", FAR, "--model-key-env", "ODD_KEY"], "a key of visible ASCII characters"),
        (["--allow-host", "https://api.example.com"], "--allow-host must be the name of a host"),
        (["--allow-host", "api.example.com:443"], "--allow-host must be the name of a host"),
        (["--search-folder", "nowhere"], "--search-folder must be a folder"),
        (["--mcp-server", "loud"], "--mcp-server must look like NAME=ADDRESS or NAME=COMMAND"),
        (["--mcp-server", "=python server.py"], "--mcp-server must look like"),
        (["--mcp-server", "loud=python 'server.py"], "--mcp-server loud: "),
    ],
)
def test_options_that_cannot_be_used(arguments: List[str], words: str, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("ODD_KEY", "hush hush")
    assert inferencesh.cli.main(["serve", "--port", "0", *arguments]) == 1
    error = capsys.readouterr().err
    assert error.startswith("inferencesh serve: ")
    assert words in error
    assert "hush" not in error, "it may be a secret"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("models = ['brain']", "models must be a dict of models by reference, such as {'acme/brain': "),
        ("models = {5: str}", "and 5 is not a name"),
        ("models = {'acme/brain': 'hi'}", "odd.py, models: models['acme/brain'] must be a model such as"),
        ("models = {'acme brain': str}", "odd.py, models: ref must look like"),
        ("agents = {'acme/bird': {'core_app': 5}}", "agents['acme/bird']"),
        ("agents = {'acme bird': {'core_app': {'ref': 'a/b'}}}", "'acme bird' must be a name"),
        ("mcp_servers = 'http://127.0.0.1:9'", "mcp_servers must be a dict of MCP servers by name"),
        (
            "from inferencesh.local import ScriptedModel\nbrain = ScriptedModel([])",
            "declares no app; give the model brain a reference: models = {'namespace/name': brain}",
        ),
    ],
)
def test_files_that_cannot_be_used(code: str, words: str, tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    left = tmp_path / "left"
    left.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(left))
    file = tmp_path / "odd.py"
    file.write_text(code + "\n", encoding="utf-8")
    assert inferencesh.cli.main(["serve", "--port", "0", str(file)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("inferencesh serve: ")
    assert words in error
    assert error.count("\n") == 1, "a traceback"
    assert list(left.iterdir()) == [], "folders of a platform that did not start"


def test_a_secret_in_the_address_of_a_file_is_not_shown(serving: Any, tmp_path: Path) -> None:
    file = tmp_path / "hosted.py"
    file.write_text(
        "from inferencesh.local import OpenAICompatible\n"
        "models = {'acme/far': OpenAICompatible('http://ada:hush@127.0.0.1:9/v1', 'tiny')}\n",
        encoding="utf-8",
    )
    text = "\n".join(greeting(serving(str(file))))
    assert "acme/far (tiny at http://[hidden]@127.0.0.1:9/v1)" in text
    assert "hush" not in text


def test_every_option_of_the_platform_was_thought_of() -> None:
    """A new option of `LocalPlatform` is reached from the terminal too, or is left out here, with a reason."""
    import argparse
    import inspect

    commands = argparse.ArgumentParser().add_subparsers()
    inferencesh.cli.serve.add_parser(commands)
    given = {action.dest for action in commands.choices["serve"]._actions}
    names = {"models": "model", "agents": "apps", "mcp_servers": "mcp_server", "secrets": "secret"}
    names.update(stand_ins="no_stand_ins", allowed_hosts="allow_host")
    # For tests in Python: how it behaves in detail, and objects that no option can name.
    left_out = {"heartbeat", "stage_seconds", "max_upload", "content_types", "final_frame", "sse_named", "run_delay"}
    left_out |= {"code_seconds", "clock", "middleware", "observer", "extra_routes", "self"}
    wanted = set(inspect.signature(LocalPlatform.__init__).parameters) - left_out
    assert {name for name in wanted if names.get(name, name) not in given} == set()
