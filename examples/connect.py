"""Asks the demo machine for faces: `python examples/connect.py ADDRESS`, with the address that `make run` shows."""

import asyncio
import sys

from viam.robot.client import RobotClient
from viam.rpc.dial import DialOptions
from viam.services.vision import VisionClient


async def main(address: str) -> None:
    options = RobotClient.Options(dial_options=DialOptions(insecure=True, disable_webrtc=True))
    async with await RobotClient.at_address(address, options) as machine:
        faces = VisionClient.from_robot(machine, "faces-onnx")
        for face in await faces.get_detections_from_camera("carphone"):
            print(f"{face.class_name} {face.confidence:.2f} x {face.x_min}-{face.x_max} y {face.y_min}-{face.y_max}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
