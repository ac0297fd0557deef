import logging
from pathlib import Path
from typing import Any

import pytest

from driftwatch.config.reader import read
from driftwatch.errors import ConfigError, ModelError
from driftwatch.services import lookout
from driftwatch.services.attributes import VisionAttributes
from driftwatch.services.cameras import Cameras
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.registry import REGISTRY
from tests.onnx_models import region_detector
from tests.services.test_doctor import Link


class Owner:
    name = "half-open"
    logger = logging.getLogger("half-open")


async def test_what_was_opened_is_closed_again_where_a_later_step_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[HardFrames] = []

    async def fail(_name: str, _attributes: Any, hard_frames: HardFrames, _tell: Any) -> None:
        opened.append(hard_frames)
        assert REGISTRY.watch(Owner.name).attached
        raise ConfigError(["upload: cannot be opened"])

    link = Link(region_detector(tmp_path / "m.onnx"))
    monkeypatch.setattr(lookout, "link_to", lambda *_: link)
    monkeypatch.setattr(lookout, "open_uploads", fail)
    given = {"mlmodel_name": "m", "capture": {}, "state_dir": str(tmp_path / "state")}
    attributes = read(VisionAttributes, given).value
    with pytest.raises(ConfigError, match="cannot be opened"):
        await lookout.Lookout.open(Owner(), attributes, {}, Cameras({}, _no_camera))
    assert not REGISTRY.watch(Owner.name).attached
    with pytest.raises(ModelError, match="ask again"):
        opened[0].status()


async def test_says_at_start_what_is_likely_a_mistake_in_labels_and_their_confidences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(lookout, "link_to", lambda *_: Link(region_detector(tmp_path / "m.onnx")))
    (tmp_path / "map.pbtxt").write_text(
        'item { id: 1 name: "person" } item { id: 2 name: "dog" } item { id: 3 name: "cat" }'
    )
    given = {
        "mlmodel_name": "m",
        "state_dir": str(tmp_path / "state"),
        "label_path": str(tmp_path / "map.pbtxt"),
        "label_confidences": {"Persn": 0.5, "DOG": 0.5},
    }
    attributes = read(VisionAttributes, given).value
    opened = await lookout.Lookout.open(Owner(), attributes, {}, Cameras({}, _no_camera))
    await opened.close()
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    about_ids, about_filter = warnings
    assert about_ids.startswith("labels: map.pbtxt: its ids count from 1")
    assert about_ids.endswith(': 1 -> "person", 2 -> "dog", 3 -> "cat"')
    assert about_filter == (
        'label_confidences: "Persn" is not a label of this model (did you mean "person"?); '
        "its labels are: person, dog, cat (3)"
    )


async def _no_camera(name: str) -> Any:
    raise AssertionError(f"nobody asks for {name}")
