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


async def _no_camera(name: str) -> Any:
    raise AssertionError(f"nobody asks for {name}")
