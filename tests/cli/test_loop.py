"""`driftwatch loop` as a person types it, against a fake app on loopback."""

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from driftwatch.cli.main import app as command_line
from driftwatch.cli.outcome import DONE, FAILED, UNDECIDED
from driftwatch.errors import ConfigError
from tests.cloud.fleet import NEW, OLD, SimulatedFleet
from tests.fake_app.app import KEY, KEY_ID
from tests.fake_app.fleet_app import FleetApp, serving_fleet, versions_of


def loop(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(command_line, ["loop", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FleetApp]:
    """Three machines at an app that runs in a thread of its own; the environment holds its address and key."""
    import time

    app = FleetApp(SimulatedFleet.of(3), tmp_path / "registry")
    app.publish("org/parts", NEW)
    app.fleet.now = time.time()
    ports: list[int] = []
    started, ended = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        async with serving_fleet(app) as port:
            ports.append(port)
            started.set()
            await ended.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    started.wait(30)
    monkeypatch.setenv("DRIFTWATCH_API_KEY", KEY)
    monkeypatch.setenv("DRIFTWATCH_API_KEY_ID", KEY_ID)
    monkeypatch.setenv("DRIFTWATCH_APP_ADDRESS", f"http://127.0.0.1:{ports[0]}")
    yield app
    loops[0].call_soon_threadsafe(ended.set)
    thread.join(30)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    parts = ["part-00", "part-01", "part-02"]
    content: dict[str, Any] = {
        "organization": "org",
        "package": "org/parts",
        "name": "parts",
        "candidate": NEW,
        "readings": "viam",
        "canary": {"parts": parts[:1], "vision_service": "seen", "least_frames": 1},
        "rollout": {"parts": parts, "stages": ["1", "all"], "bake_minutes": 0},
        "gates": {"least_frames": 1},
    }
    path = tmp_path / "loop.json"
    path.write_text(json.dumps(content))
    return path


def test_plan_run_status_and_rollback(served: FleetApp, file: Path) -> None:
    status, out, _ = loop("plan", "--file", file, "--json")
    planned = [(one["call"], one["part"]) for one in json.loads(out)["calls"]]
    assert status == DONE
    assert planned == [("UpdateRobotPart", part) for part in ("part-00", "part-00", "part-00", "part-01", "part-02")]
    assert served.changed == []
    for _ in range(6):
        status, out, _ = loop("run", "--file", file)
        if status != UNDECIDED:
            break
        served.fleet.pass_minutes(2)
    assert (status, out) == (DONE, "done: every machine has 2.0.0\n")
    assert [part for _, part in planned] == served.changed
    status, out, _ = loop("status", "--file", file)
    assert out.splitlines()[:2] == ["finished; candidate 2.0.0", "part-00: 2.0.0 pinned, runs 2.0.0, learning"]
    assert KEY not in (file.with_suffix(".journal")).read_text()
    status, out, _ = loop("rollback", "--file", file)
    assert status == DONE
    assert versions_of(served) == [OLD] * 3
    status, out, _ = loop("run", "--file", file)
    assert (status, out.split(":")[0]) == (FAILED, "failed")


def test_init_writes_a_file_once(tmp_path: Path) -> None:
    assert loop("init", "--file", tmp_path / "loop.toml")[0] == 0
    with pytest.raises(ConfigError, match="cannot be made"):
        loop("init", "--file", tmp_path / "loop.toml")


def test_without_a_key_nothing_is_called(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DRIFTWATCH_API_KEY", "DRIFTWATCH_API_KEY_ID", "DRIFTWATCH_API_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigError, match="DRIFTWATCH_API_KEY or DRIFTWATCH_API_KEY_FILE: is required"):
        loop("run", "--file", file)
