import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from driftwatch.cli.main import app
from driftwatch.cli.replay_report import ALARM, UNCLEAR
from driftwatch.errors import ConfigError, FootageError, ModelError

Make = Callable[[str, float, int], Path]


def replay(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["replay", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_footage_of_an_unsure_model_raises_the_alarm_and_writes_why(model: Path, footage: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    status, text = replay(
        footage("good", 0.9, 40), footage("bad", 0.45, 40), "--model", model, "--fps", "0.2", "--out", out
    )
    assert status == ALARM
    assert "ALARM" in text
    verdict = json.loads((out / "verdict.json").read_text())
    assert verdict["alarm"] is True
    assert "low" in verdict["cause"]
    assert verdict["frames"] == 80
    assert verdict["detections"] == 720
    (event,) = [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]
    assert event["name"] == "low_confidence_rate"
    with (out / "minutes.csv").open() as file:
        assert sum(int(row["detections"]) for row in csv.DictReader(file)) == 720
    with (out / "frames.csv").open() as file:
        assert sum(int(row["frames"]) for row in csv.DictReader(file)) == 80


def test_footage_of_a_sure_model_raises_nothing(model: Path, footage: Make) -> None:
    status, text = replay(footage("good", 0.9, 40), "--model", model, "--fps", "0.2")
    assert (status, "No alarm" in text) == (0, True)


def test_each_nth_frame_only(model: Path, footage: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    replay(footage("good", 0.9, 20), "--model", model, "--every", "3", "--out", out)
    assert json.loads((out / "verdict.json").read_text())["frames"] == 7


def test_a_worse_set_alarms_with_its_cause_and_the_same_set_does_not(model: Path, footage: Make) -> None:
    good, bad = footage("good", 0.9, 40), footage("bad", 0.7, 40)
    status, text = replay("--model", model, "--reference", good, "--current", bad)
    assert status == ALARM
    assert "mean confidence fell" in text
    status, text = replay("--model", model, "--reference", good, "--current", good)
    assert status == 0


def test_attributes_of_the_vision_service_apply(model: Path, footage: Make, tmp_path: Path) -> None:
    attributes = tmp_path / "vision.json"
    alert = {"low_confidence_rate": 0.3, "window_minutes": 2, "minimum_objects": 1, "minimum_detections": 10}
    attributes.write_text(json.dumps({"statistics": {"low_confidence": 0.95}, "alert": alert}))
    status, _ = replay(footage("good", 0.9, 40), "--model", model, "--fps", "0.2", "--attributes", attributes)
    assert status == ALARM


def test_a_frame_that_cannot_be_decoded_is_counted_as_failed(model: Path, footage: Make, tmp_path: Path) -> None:
    folder, out = footage("good", 0.9, 10), tmp_path / "out"
    (folder / "3.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing more")
    replay(folder, "--model", model, "--out", out)
    verdict = json.loads((out / "verdict.json").read_text())
    assert (verdict["frames"], verdict["failed_frames"]) == (9, 1)


def test_what_is_wrong_is_said_in_one_line(model: Path, footage: Make, tmp_path: Path) -> None:
    good, short = footage("good", 0.9, 10), footage("short", 0.9, 3)
    with pytest.raises(ConfigError, match="give footage, or --reference and --current"):
        replay("--model", model)
    with pytest.raises(ConfigError, match="give footage, or"):
        replay(good, "--model", model, "--reference", good)
    with pytest.raises(ModelError, match="no such file"):
        replay(good, "--model", tmp_path / "nowhere.onnx")
    with pytest.raises(FootageError, match="no such file or folder"):
        replay(tmp_path / "nowhere", "--model", model)
    with pytest.raises(FootageError, match="at least 8 frames"):
        replay("--model", model, "--reference", good, "--current", short)
    (tmp_path / "bad.json").write_text("[]")
    with pytest.raises(ConfigError, match="one JSON object"):
        replay(good, "--model", model, "--attributes", tmp_path / "bad.json")


def test_one_verdict_and_one_status_for_each_of_three_answers(model: Path, footage: Make, tmp_path: Path) -> None:
    good, alike, bad = footage("good", 0.9, 40), footage("alike", 0.9, 12), footage("bad", 0.7, 40)
    for current, status, verdict in ((good, 0, "not worse"), (bad, ALARM, "worse"), (alike, UNCLEAR, "not told apart")):
        out = tmp_path / f"out_{current.name}"
        assert replay("--model", model, "--reference", good, "--current", current, "--out", out)[0] == status
        told = json.loads((out / "verdict.json").read_text())
        assert (told["verdict"], told["alarm"]) == (verdict, status == ALARM)
        confidence = next(one for one in told["figures"] if one["name"] == "confidence")
        assert confidence["interval"][0] <= confidence["change"] <= confidence["interval"][1]


def test_json_alone_goes_to_standard_output(model: Path, footage: Make) -> None:
    good, bad = footage("good", 0.9, 40), footage("bad", 0.7, 41)
    status, text = replay("--model", model, "--reference", good, "--current", bad, "--json")
    told = json.loads(text)
    assert (status, told["verdict"], told["same_moments"]) == (ALARM, "worse", False)
    assert "mean confidence fell" in told["cause"]
    status, text = replay(good, "--model", model, "--fps", "0.2", "--json")
    assert (status, json.loads(text)["alarm"]) == (0, False)


def test_a_saved_reference_stands_in_for_its_footage(model: Path, footage: Make, tmp_path: Path) -> None:
    good, bad, saved = footage("good", 0.9, 40), footage("bad", 0.7, 41), tmp_path / "good.json"
    assert replay("--model", model, "--reference", good, "--save-reference", saved)[0] == 0
    verdicts: list[object] = []
    for reference in (good, saved):
        _, text = replay("--model", model, "--reference", reference, "--current", bad, "--json")
        verdicts.append(json.loads(text))
    assert verdicts[0] == verdicts[1]


def test_a_reference_of_another_kind_is_refused(model: Path, footage: Make, tmp_path: Path) -> None:
    good, saved = footage("good", 0.9, 40), tmp_path / "good.json"
    replay("--model", model, "--reference", good, "--save-reference", saved)
    attributes = tmp_path / "vision.json"
    attributes.write_text(json.dumps({"statistics": {"floor": 0.4}}))
    with pytest.raises(ConfigError, match=r"floor: it was measured with 0\.3, not 0\.4"):
        replay("--model", model, "--reference", saved, "--current", good, "--attributes", attributes)
    saved.write_text("{}")
    with pytest.raises(ConfigError, match="is no saved reference"):
        replay("--model", model, "--reference", saved, "--current", good)
    with pytest.raises(ConfigError, match=r"must be a file that ends in \.json"):
        replay("--model", model, "--reference", good, "--save-reference", tmp_path / "good.txt")
    with pytest.raises(ConfigError, match="given alone"):
        replay("--model", model, "--reference", saved, "--reference", good, "--current", good)
