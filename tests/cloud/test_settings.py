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


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python reads TOML from 3.11 on")
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
