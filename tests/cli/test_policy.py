import json
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.capture.settings import CaptureSettings
from driftwatch.cli.policy import choose_policy, read_policy
from driftwatch.errors import ConfigError

CAPTURE: dict[str, Any] = {"floor": 0.2, "samplers": {"count": {"maximum": 3}}}
SERVICE: dict[str, Any] = {"name": "people", "attributes": {"mlmodel_name": "m", "watch_hz": 5, "capture": CAPTURE}}


def read(folder: Path, content: object) -> CaptureSettings:
    path = folder / "policy.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_policy(path)


@pytest.mark.parametrize(
    "content",
    [
        CAPTURE,
        {"capture": CAPTURE},
        SERVICE["attributes"],
        SERVICE,
        {"services": [{"name": "m", "attributes": {"model_path": "x"}}, SERVICE, {"name": "data"}], "components": []},
    ],
)
def test_a_policy_is_found_by_itself_and_in_every_config_that_holds_it(tmp_path: Path, content: object) -> None:
    policy = read(tmp_path, content)
    assert policy.floor == 0.2
    assert [one.NAME for one in policy.samplers.chosen()] == ["count"]


@pytest.mark.parametrize("content", [{}, {"capture": {}}])
def test_nothing_set_is_the_default(tmp_path: Path, content: object) -> None:
    assert read(tmp_path, content) == CaptureSettings()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is not JSON"),
        ([], "the file: must be one JSON object with samplers, floor"),
        ({"capture": 3}, "capture: must be one JSON object with samplers"),
        ({"capture": {"flor": 0.1}}, 'flor: unknown attribute, did you mean "floor"?'),
        ({"colour": 1}, "colour: unknown attribute; known are: samplers, floor"),
        (
            {"samplers": {"low_confidence": {"colour": 1}}},
            "samplers.low_confidence.colour: unknown attribute; known are",
        ),
        ({"samplers": {"sharpness": {}}}, "samplers.sharpness: unknown attribute; known are: low_confidence, "),
        ({"floor": 2}, "floor: must be at least 0 and at most 1, got 2"),
        ({"mlmodel_name": "m", "watch_hz": 5}, "capture: is not set for this vision service"),
        ({"services": []}, "capture: no service keeps frames; give a file with the attributes of one that does"),
        ({"services": [SERVICE, {**SERVICE, "name": "cars"}]}, r"capture: 2 services keep frames \(people, cars\)"),
    ],
)
def test_what_is_wrong_is_told_with_the_file(tmp_path: Path, content: object, words: str) -> None:
    with pytest.raises(ConfigError, match=rf"policy\.json: {words}"):
        read(tmp_path, content)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["services", "attributes", "capture", "floor", "name", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_whatever_a_file_holds_gives_a_policy_or_a_config_error(content: object) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(ConfigError):
        read(Path(folder), content)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.json: cannot be read \(No such file or directory\)"):
        read_policy(tmp_path / "none.json")


def test_the_attributes_choose_where_no_policy_is_given(tmp_path: Path) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps({"floor": 0.1}))
    assert choose_policy(policy, SERVICE["attributes"]).floor == 0.1
    assert choose_policy(None, SERVICE["attributes"]).floor == 0.2
    assert choose_policy(None, {"mlmodel_name": "m"}) == choose_policy(None, {}) == CaptureSettings()
    with pytest.raises(ConfigError, match=r"--attributes: colour: unknown attribute; known are"):
        choose_policy(None, {"capture": {"colour": 1}})
