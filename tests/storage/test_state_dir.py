import errno
from pathlib import Path

import pytest

from driftwatch.storage.state_dir import as_folder, choose_state_dir, expanded, state_places, why_unwritable

VIAM = {"VIAM_HOME": "/home/x/.viam", "VIAM_MODULE_NAME": "edge_vision", "VIAM_MODULE_DATA": "/home/x/.viam/data"}


def test_the_attribute_comes_first_then_viam_home_then_module_data() -> None:
    assert state_places("/state", VIAM) == (Path("/state"),)
    assert state_places("", VIAM) == (Path("/home/x/.viam/driftwatch/edge_vision"),)
    assert state_places("", {**VIAM, "VIAM_HOME": ""}) == (Path("/home/x/.viam/data/driftwatch"),)


def test_a_tilde_is_the_home_and_stays_where_nobody_knows_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/x")
    assert expanded("~/state") == Path("/home/x/state")
    assert expanded("~nobody-of-that-name/state") == Path("~nobody-of-that-name/state")


def test_what_the_environment_does_not_say_is_not_guessed() -> None:
    assert state_places("", {"VIAM_MODULE_DATA": ""}) == ()


def test_different_names_have_different_folders() -> None:
    assert len({as_folder(name) for name in ("a/b", "a_b", "a:b", "a b", "a.b")}) == 5
    assert as_folder("face-detector_2.0") == "face-detector_2.0"


@pytest.mark.parametrize("name", ["..", ".", "a/../../b", "", "../.."])
def test_a_module_name_cannot_lead_out_of_the_folder(name: str) -> None:
    (place,) = state_places("", {"VIAM_HOME": "/v", "VIAM_MODULE_NAME": name})
    assert place.parent == Path("/v/driftwatch")
    assert place.name not in (".", "..")


def test_the_first_usable_place_is_taken_and_the_better_ones_are_named() -> None:
    chosen = choose_state_dir((Path("/state"), Path("/other")), lambda p: "Read-only" if p == Path("/state") else None)
    assert chosen.path == Path("/other")
    assert chosen.refused == ("state folder /state cannot be used: Read-only",)


def test_memory_only_where_no_place_can_be_used() -> None:
    chosen = choose_state_dir(state_places("/state", VIAM), lambda _: "No space left on device")
    assert chosen.path is None
    assert chosen.refused == ("state folder /state cannot be used: No space left on device",)


def test_a_folder_is_made_and_left_empty_by_the_probe(tmp_path: Path) -> None:
    assert why_unwritable(tmp_path / "a" / "b") is None
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    assert why_unwritable(tmp_path / "a") == "there is a file in its place"
    assert why_unwritable(tmp_path / "a" / "b") == "there is a file in its place"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (OSError("timed out"), "timed out"),
    ],
)
def test_a_folder_that_is_there_and_takes_no_file_is_refused_with_the_words_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def refuse(*_: object) -> int:
        raise error

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert why_unwritable(tmp_path) == words
