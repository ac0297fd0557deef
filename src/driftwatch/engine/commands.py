"""The DoCommands of a vision service."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from driftwatch.attributes import VisionAttributes
from driftwatch.concurrency import run_in_thread
from driftwatch.config.arguments import arguments_of
from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.doctor import DOCTOR, DoctorArguments, doctor
from driftwatch.engine.frame_processor import FrameProcessor
from driftwatch.upload.uploads import UPLOAD_COMMANDS, Uploads, uploads_of
from driftwatch.watch.capture_commands import CAPTURE_COMMANDS, CaptureContext, run_capture_command
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.commands import run_command


@dataclass(frozen=True, slots=True)
class CommandContext:
    """What commands work on. uploads: None where no hard frames are kept. frame: gives the next one of a camera."""

    attributes: VisionAttributes
    processor: FrameProcessor
    uploads: Uploads | None
    frame: Callable[[str], Awaitable[EncodedImage]]


async def run_vision_command(context: CommandContext, command: Mapping[str, Any]) -> dict[str, Any]:
    """Gives plain JSON. Raises ConfigError for an unknown command, with the list, and for wrong arguments."""
    name = str(command.get("command"))
    if name in CAPTURE_COMMANDS:
        return await _capture_command(context, command)
    if name in UPLOAD_COMMANDS:
        return await uploads_of(context.uploads).command(command)
    if name == DOCTOR:
        return await _doctor(context, arguments_of(command, DoctorArguments))
    also = (*CAPTURE_COMMANDS, *UPLOAD_COMMANDS, DOCTOR)
    return await run_in_thread(lambda: run_command(context.processor.sinks.watch, command, machine_clock(), also))


async def _capture_command(context: CommandContext, command: Mapping[str, Any]) -> dict[str, Any]:
    sinks = context.processor.sinks
    capture = CaptureContext(sinks.hard_frames, sinks.watch, context.attributes.camera_name, machine_clock())
    # Not on the threads that everything shares: a dry run takes many seconds.
    answer = await asyncio.to_thread(run_capture_command, capture, command)
    if command.get("command") != "captured":
        return answer
    return {**answer, "upload": await uploads_of(context.uploads).status()}


async def _doctor(context: CommandContext, arguments: DoctorArguments) -> dict[str, Any]:
    camera = arguments.camera_name or context.attributes.camera_name
    frame = await context.frame(camera) if camera else None
    return await doctor(context.processor.client, context.attributes, frame, arguments)
