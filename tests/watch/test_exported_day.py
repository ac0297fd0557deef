"""The recipe for an exported day: the code that saves it as it stands on the page, and the query in the real DuckDB."""

import csv
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.watch.settings import DriftSensorSettings
from tests.watch.world import World

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "recipes.md").read_text()
DUCKDB = "duckdb>=1.3,<3"


def block(name: str, language: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None, name
    return found[1]


class People:
    """Answers DoCommands as the vision service does, numbers as gRPC carries them; pages are short."""

    def __init__(self, world: World) -> None:
        self._view = DriftSensorView("drift", DriftSensorSettings("vision"), world.registry)
        self._now = world.clock
        self.pages = 0

    async def do_command(self, command: Mapping[str, Any]) -> Mapping[str, Any]:
        self.pages += 1
        answer = self._view.command({**command, "limit": 50}, self._now())
        return {name: float(value) if isinstance(value, int) else value for name, value in answer.items()}


@pytest.fixture
async def day(world: World, tmp_path: Path) -> Path:
    """Two hours: a sure one, and an unsure one."""
    for confidence in (0.9, 0.5):
        world.see(minutes=60, confidences=(confidence, confidence), every=20)
    names: dict[str, Any] = {}
    exec(block("save a day", "python"), names)
    save: Callable[..., Any] = names["save_day"]
    people, path = People(world), tmp_path / "minutes.jsonl"
    await save(people, path)
    assert people.pages > 2
    return path


def test_the_saved_file_holds_each_minute_once(day: Path) -> None:
    minutes = re.findall(r'"minute": ?"([^"]+)"', day.read_text())
    assert len(minutes) == len(set(minutes)) == len(day.read_text().splitlines()) >= 120


@pytest.mark.slow
def test_duckdb_gives_the_rates_of_each_hour(day: Path) -> None:
    """Asks the package index."""
    environment = day.parent / "env"
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--quiet", "--python", sys.executable, environment], check=True)
    python = environment / "bin" / "python"
    command = [*uv, "pip", "install", "--quiet", "--no-config", "--only-binary", ":all:", "--python", python, DUCKDB]
    done = subprocess.run(command, cwd=day.parent, capture_output=True, text=True, check=False)
    if "dns error" in done.stderr or "Could not connect" in done.stderr:
        pytest.skip("there is no package index to ask")
    assert done.returncode == 0, done.stderr
    query = block("duckdb", "sql")
    code = f"import duckdb; duckdb.sql({query!r}).write_csv('answer.csv')"
    subprocess.run([python, "-c", code], cwd=day.parent, check=True)
    with (day.parent / "answer.csv").open() as file:
        rows = list(csv.DictReader(file))
    sure = [row for row in rows if float(row["low_confidence_rate"]) == 0]
    unsure = [row for row in rows if float(row["low_confidence_rate"]) == 1]
    assert sum(int(float(row["detections"])) for row in rows) == 2 * 2 * 180
    assert all(float(row["mean_confidence"]) == pytest.approx(0.9, abs=1e-3) for row in sure)
    assert all(float(row["mean_confidence"]) == pytest.approx(0.5, abs=1e-3) for row in unsure)
    assert sure
    assert unsure
    assert {row["label"] for row in rows} == {"face"}
