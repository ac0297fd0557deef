"""The DoCommand `doctor` through the module's socket."""

from pathlib import Path

import pytest
from grpclib import GRPCError

from driftwatch import names
from tests.module.conftest import ModuleProcess
from tests.onnx_models import region_detector


async def test_a_service_examines_its_model(module: ModuleProcess, tmp_path: Path) -> None:
    await module.add("m", names.ONNX_CPU, {"model_path": str(region_detector(tmp_path / "d.onnx"))})
    await module.add("v", names.VISION, {"mlmodel_name": "m"})
    told = await module.vision("v").do_command({"command": "doctor"})
    assert (told["decoder"], told["problems"], told["picture"]) == ("viam_tensors", [], "grey image")
    assert "image" not in told
    with pytest.raises(GRPCError, match="hours: doctor takes camera_name, return_image"):
        await module.vision("v").do_command({"command": "doctor", "hours": 1})
    with pytest.raises(GRPCError, match=r"must be one of .*doctor"):
        await module.vision("v").do_command({"command": "doktor"})
