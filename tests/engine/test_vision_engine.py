import logging
from pathlib import Path
from typing import Any

import pytest

from driftwatch.attributes import VisionAttributes
from driftwatch.config.reader import read
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.opening import open_engine
from driftwatch.engine.ports import EnginePorts, Extra
from driftwatch.errors import ConfigError, ModelError
from driftwatch.watch.hard_frames import HardFrames
from driftwatch.watch.registry import WatchRegistry
from tests.engine.file_client import FileClient
from tests.onnx_models import region_detector


class Owner:
    name = "half-open"
    logger = logging.getLogger("half-open")


class OneModel:
    """A machine whose only model is in a file."""

    def __init__(self, path: Path) -> None:
        self._client = FileClient(path)

    def live(self, name: str, caller: str) -> FileClient:
        return self._client

    async def candidate(self, name: str, caller: str) -> FileClient:
        return self._client


class NoCameras:
    async def frame(self, name: str, extra: Extra | None, timeout: float | None) -> EncodedImage:
        raise AssertionError(f"nobody asks for {name}")

    async def names(self) -> frozenset[str] | None:
        return None


async def test_what_was_opened_is_closed_again_where_a_later_step_fails(tmp_path: Path) -> None:
    opened: list[HardFrames] = []
    watches = WatchRegistry()

    async def fail(_name: str, _attributes: Any, hard_frames: HardFrames | None, _notify: Any) -> None:
        assert hard_frames is not None
        opened.append(hard_frames)
        assert watches.watch(Owner.name).attached
        raise ConfigError(["upload: cannot be opened"])

    ports = EnginePorts(watches, NoCameras(), OneModel(region_detector(tmp_path / "m.onnx")), fail)
    given = {"mlmodel_name": "m", "capture": {}, "state_dir": str(tmp_path / "state")}
    attributes = read(VisionAttributes, given).value
    with pytest.raises(ConfigError, match="cannot be opened"):
        await open_engine(Owner(), attributes, ports)
    assert not watches.watch(Owner.name).attached
    with pytest.raises(ModelError, match="ask again"):
        opened[0].status()
    watches.close()


async def test_says_at_start_what_is_likely_a_mistake_in_labels_and_their_confidences(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
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
    watches = WatchRegistry()
    ports = EnginePorts(watches, NoCameras(), OneModel(region_detector(tmp_path / "m.onnx")), _no_uploads)
    engine = await open_engine(Owner(), attributes, ports)
    await engine.close()
    watches.close()
    warnings = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    about_ids, about_filter = warnings
    assert about_ids.startswith("labels: map.pbtxt: its ids count from 1")
    assert about_ids.endswith(': 1 -> "person", 2 -> "dog", 3 -> "cat"')
    assert about_filter == (
        'label_confidences: "Persn" is not a label of this model (did you mean "person"?); '
        "its labels are: person, dog, cat (3)"
    )


async def _no_uploads(*_: Any) -> None:
    return None


async def test_a_reference_of_labelled_images_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    watches = WatchRegistry()

    async def none(*_: Any) -> None:
        return None

    ports = EnginePorts(watches, NoCameras(), OneModel(region_detector(tmp_path / "m.onnx")), none)
    given = {"mlmodel_name": "m", "review": {}, "state_dir": str(tmp_path / "state")}
    given["reference"] = {"path": str(tmp_path / "none.json")}
    with pytest.raises(ConfigError, match=r"^reference\.path: .*none\.json: cannot be read"):
        await open_engine(Owner(), read(VisionAttributes, given).value, ports)
    assert not watches.watch(Owner.name).attached
    with pytest.raises(ConfigError, match=r"reference\.path: needs review"):
        read(VisionAttributes, {key: given[key] for key in ("mlmodel_name", "reference")})
