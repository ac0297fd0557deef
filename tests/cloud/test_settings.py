import json
import sys
from pathlib import Path
from typing import Any

import pytest

from driftwatch.cloud.settings import read_loop
from driftwatch.cloud.template import TEMPLATE
from driftwatch.errors import ConfigError

GOOD: dict[str, Any] = {
    "organization": "o",
    "package": "o/m",
    "name": "m",
    "candidate": "2",
    "readings": "viam",
    "canary": {"parts": ["a"], "vision_service": "seen"},
    "rollout": {"parts": ["a", "b", "c", "d", "e"]},
}


def read(tmp_path: Path, content: dict[str, Any]) -> Any:
    (tmp_path / "loop.json").write_text(json.dumps(content))
    return read_loop(tmp_path / "loop.json")


def test_stages_are_numbers_of_machines(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD).rollout.sizes() == (1, 1, 3, 5)


def test_python_3_10_reads_toml_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There `tomli` is installed, of which Python's own reader is a copy."""
    toml = pytest.importorskip("tomllib")
    monkeypatch.setitem(sys.modules, "tomllib", None)
    monkeypatch.setitem(sys.modules, "tomli", toml)
    (tmp_path / "loop.toml").write_text(TEMPLATE)
    assert read_loop(tmp_path / "loop.toml").canary.least_frames == 1000


def test_an_evaluation_is_looked_for_next_to_the_file(tmp_path: Path) -> None:
    assert read(tmp_path, {**GOOD, "evaluation": "e/evaluation.json"}).evaluation == f"{tmp_path}/e/evaluation.json"
    assert read(tmp_path, GOOD).evaluation == ""


def test_the_template_can_be_read_and_is_refused_only_where_it_is_to_be_filled_in(tmp_path: Path) -> None:
    (tmp_path / "loop.toml").write_text(TEMPLATE)
    assert read_loop(tmp_path / "loop.toml").rollout.stages == ("1", "10%", "50%", "all")
    (tmp_path / "loop.toml").write_text("a = [")
    with pytest.raises(ConfigError, match="is not TOML"):
        read_loop(tmp_path / "loop.toml")


def test_every_problem_is_said_at_once(tmp_path: Path) -> None:
    wrong = {
        **GOOD,
        "candidate": "latest",
        "readings": "mongodb://me:secret@host/db",
        "canary": {"parts": ["z"], "vision_service": "seen"},
        "rollout": {"parts": ["a", "a"], "stages": ["2", "none"]},
        "gates": {"most_failed": 2},
        "typo": 1,
    }
    with pytest.raises(ConfigError) as error:
        read(tmp_path, wrong)
    said = str(error.value)
    for words in ("stages[1]: must be", 'the last must be "all"', "is there twice", "most_failed: must be", "typo"):
        assert words in said
    wrong = {**wrong, "rollout": GOOD["rollout"], "gates": {}}
    del wrong["typo"]
    with pytest.raises(ConfigError) as error:
        read(tmp_path, wrong)
    said = str(error.value)
    for words in ('"latest" would change', "z is none of rollout.parts", "must hold no password"):
        assert words in said
