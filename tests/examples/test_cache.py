from pathlib import Path

import pytest

from examples.cache import cache_folder, write_whole


def test_the_own_variable_comes_first() -> None:
    assert cache_folder({"DRIFTWATCH_CACHE": "/a/b", "XDG_CACHE_HOME": "/c"}) == Path("/a/b")


def test_then_the_shared_cache() -> None:
    assert cache_folder({"DRIFTWATCH_CACHE": "", "XDG_CACHE_HOME": "/c"}) == Path("/c/driftwatch")


@pytest.mark.parametrize("environ", [{}, {"XDG_CACHE_HOME": ""}, {"XDG_CACHE_HOME": "not/absolute"}])
def test_then_the_home_folder(environ: dict[str, str]) -> None:
    assert cache_folder(environ) == Path.home() / ".cache" / "driftwatch"


def test_writes_a_file_into_folders_that_are_not_there_yet(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b", b"content")
    assert (tmp_path / "a" / "b").read_bytes() == b"content"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def test_leaves_what_was_there_when_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model"
    path.write_bytes(b"before")

    def stop(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
