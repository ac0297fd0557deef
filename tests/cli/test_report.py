from pathlib import Path

import pytest
from typer.testing import CliRunner

from driftwatch.cli.main import app
from driftwatch.errors import ConfigError
from tests.watch.world import World


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a module that has ended while an alarm was active."""
    folder = tmp_path_factory.mktemp("state")
    world = World(folder)
    world.see(minutes=10, confidences=(0.9, 0.7), every=20)
    world.see(minutes=12, confidences=(0.4, 0.4), every=20)
    world.registry.close()
    return folder


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["report", *arguments])
    if isinstance(result.exception, ConfigError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_folder_becomes_one_page_and_a_picture(state: Path, tmp_path: Path) -> None:
    before = (state / "statistics.db").read_bytes()
    said = run("--folder", str(state), "--hours", "1", "--out", str(tmp_path / "made" / "r.html"), "--png")
    page = (tmp_path / "made" / "r.html").read_text()
    assert (tmp_path / "made" / "r.png").read_bytes().startswith(b"\x89PNG")
    assert "of the detections of the last 10 minutes had low confidence; the limit is 30% (since " in said
    assert "vision \N{RIGHTWARDS ARROW} cam" in page
    assert "still active" in page
    assert "66, without a detection 0" in page
    assert (state / "statistics.db").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--folder", "{tmp}"], "is no state folder, it holds no statistics.db"),
        (["--folder", "{state}", "--camera", "garage"], 'holds no such stream; there are: "vision" of camera "cam"'),
        (["--folder", "{state}", "--out", "r.txt"], "--out: must be a file that ends in .html"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(state: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
    given = [one.format(tmp=tmp_path, state=state) for one in arguments]
    with pytest.raises(ConfigError, match=words):
        run(*given)
