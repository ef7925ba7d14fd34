"""For all tests: what they have in common with each other and with no platform, and the check of every exchange."""

from __future__ import annotations

from typing import Any, Iterator, List, Optional

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more about the machine than about the code.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

try:
    from support.recording import RECORDER

    from inferencesh.local import LocalPlatform
except ImportError:  # without the extra "local" there is no server, and nothing to record
    RECORDER = None  # type: ignore[assignment]

_late: List[str] = []


def pytest_configure(config: pytest.Config) -> None:
    if RECORDER is not None:
        config.add_cleanup(RECORDER.attach(LocalPlatform))
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(FromWorkers())


LONGEST_ID = 400


def pytest_make_parametrize_id(val: object) -> Optional[str]:
    """The id of a long text is its beginning: pytest puts ids into the environment, which is small."""
    if isinstance(val, (str, bytes)) and len(val) > 80:
        return f"{val[:40]!a}...{len(val)}"
    return None


def pytest_collection_modifyitems(items: List[pytest.Item]) -> None:
    for item in items:
        if len(item.nodeid) > LONGEST_ID:
            raise pytest.UsageError(f"an id of {len(item.nodeid)} characters: {item.nodeid[:LONGEST_ID]}")


@pytest.fixture(autouse=True)
def every_exchange_keeps_the_contract(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set up first, so torn down last: a platform of the test's own has stopped by then."""
    yield
    if RECORDER is not None:
        violations = RECORDER.take_violations()
        if violations:
            pytest.fail("exchanges that break openapi.yaml:\n" + "\n".join(violations), pytrace=False)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """What ended after its test did (a server that the whole module shares) is checked here."""
    if RECORDER is None:
        return
    _late.extend(RECORDER.take_violations())
    output = getattr(session.config, "workeroutput", None)
    if output is not None:  # one of several processes: the first one collects what each has seen
        output["contract"] = (RECORDER.attached, dict(RECORDER.checked), dict(RECORDER.exempted), _late)
    elif _late and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


class FromWorkers:
    """Adds up what processes of pytest-xdist have seen."""

    @staticmethod
    def pytest_testnodedown(node: Any) -> None:
        seen = getattr(node, "workeroutput", {}).get("contract")
        if RECORDER is not None and seen is not None:
            attached, checked, exempted, late = seen
            RECORDER.attached += attached
            RECORDER.checked.update(checked)
            RECORDER.exempted.update(exempted)
            _late.extend(late)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if RECORDER is None or not RECORDER.attached:
        return
    terminalreporter.section("contract")
    for line in _late:
        terminalreporter.write_line(f"VIOLATION {line}", red=True)
    exempted = "; ".join(f"{count} x {reason}" for reason, count in RECORDER.exempted.most_common())
    terminalreporter.write_line(
        f"{sum(RECORDER.checked.values())} exchanges of {len(RECORDER.checked)} operations checked against openapi.yaml"
        + (f" (not, or not whole: {exempted})" if exempted else "")
    )


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key or an address in the environment of whoever runs the tests must not reach them."""
    for name in ("INFERENCE_API_KEY", "INFERENCE_BASE_URL", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
