"""What a frame used serves the next one."""

from pathlib import Path

from driftwatch import names
from tests.module.conftest import ModuleProcess, viam_image
from tests.onnx_models import region_detector
from tests.parity.frames import jpeg, scene

FRAMES = 20


async def test_frames_need_no_new_memory(module: ModuleProcess, tmp_path: Path) -> None:
    """A frame's picture and tensor of together 7.7 MB would be 1,900 page faults."""
    model = region_detector(tmp_path / "m.onnx", size=(642, 642), channels_first=True)
    await module.add("m", names.ONNX_CPU, {"model_path": str(model)})
    await module.add("v", names.VISION, {"mlmodel_name": "m"})
    vision, image = module.vision("v"), viam_image(jpeg(scene(1280, 720)).data)

    async def look() -> None:
        for _ in range(FRAMES):
            await vision.get_detections(image)

    await look()
    before = module.page_faults()
    await look()
    assert (module.page_faults() - before) / FRAMES < 300
