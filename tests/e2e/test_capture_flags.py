"""What a call by the data manager takes out of the queue, by the flags it carries, and that no other call does."""

import asyncio
from pathlib import Path

import pytest
from grpclib import GRPCError
from viam.services.vision import CaptureAllResult, VisionClient

from driftwatch.engine.deliveries import SETTLE
from tests.e2e.capturing import camera, config, model, queue_of, vision, write_footage
from tests.machine.fixtures import StartMachine
from tests.onnx_models import GRID, region_detector

pytestmark = [pytest.mark.machine, pytest.mark.timeout(120)]

UNSURE = (0, 1, 2)


async def test_a_hard_frame_is_taken_only_with_its_image_and_comes_with_what_was_asked_for(
    machine: StartMachine, tmp_path: Path
) -> None:
    hard = write_footage(tmp_path / "footage", 8, UNSURE)
    sure = (tmp_path / "footage" / "00003.png").read_bytes()
    state = tmp_path / "state"
    leave_damaged_frame(state)
    services = [model(region_detector(tmp_path / "d.onnx")), vision(camera_name="cam", state_dir=str(state))]
    running = machine(config([camera("cam", tmp_path / "footage")], services))
    await running.wait_ready("cam", "v")
    await asyncio.sleep(SETTLE)  # before that nothing is handed over
    async with running.client() as robot:
        service = VisionClient.from_robot(robot, "v")

        async def asked(managed: bool, image: bool, detections: bool) -> CaptureAllResult:
            extra = {"fromDataManagement": True} if managed else {}
            return await service.capture_all_from_camera(
                "cam", return_image=image, return_detections=detections, extra=extra
            )

        bare = await asked(managed=True, image=False, detections=True)
        assert (image_of(bare), bare.detections) == (None, [])  # callers are served nothing below 0.8
        assert (await queue_of(running))["frames"] == 1
        without_boxes = await asked(managed=True, image=True, detections=False)
        assert (image_of(without_boxes), without_boxes.detections) == (hard[0], None)
        with_boxes = await asked(managed=True, image=True, detections=True)
        assert image_of(with_boxes) == hard[1]
        assert len(with_boxes.detections or ()) == GRID * GRID
        assert (with_boxes.extra or {})["reasons"] == ["low_confidence"]
        persons = await asked(managed=False, image=True, detections=True)
        assert image_of(persons) == sure
        assert len(persons.detections or ()) == GRID * GRID
        assert image_of(await asked(managed=True, image=True, detections=True)) == hard[2]
        with pytest.raises(GRPCError, match="no capture from filter module"):
            await asked(managed=True, image=True, detections=True)

    check_damage_is_a_warning(running.log_text())


def leave_damaged_frame(state: Path) -> None:
    folder = state / "hard-frames" / "v" / "queue"
    folder.mkdir(parents=True)
    (folder / "000000000007.json").write_text("{")


def check_damage_is_a_warning(log: str) -> None:
    """What capture says of its folder reaches the machine's log once, with the level that it has."""
    told = [line for line in log.splitlines() if "000000000007.json is damaged and set aside" in line]
    assert ["\tWARN\t" in line for line in told] == [True]


def image_of(captured: CaptureAllResult) -> bytes | None:
    return None if captured.image is None else captured.image.data
