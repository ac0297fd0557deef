"""What is around a vision service: camera, models, Viam's app and whoever is told of alerts, each with its faults."""

import asyncio
import os
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from driftwatch.encoded_image import EncodedImage
from driftwatch.engine.ports import Extra
from driftwatch.errors import CameraError, ModelError
from driftwatch.inference.tensors import Array, Tensors
from driftwatch.notify.line import DeliveryError
from driftwatch.notify.message import AlertMessage
from driftwatch.observation import ModelIdentity
from driftwatch.upload.item import UploadItem
from driftwatch.upload.route import Route, UploadError
from driftwatch.upload.staging import Staging
from tests.engine.file_client import FileClient
from tests.faults.campaign import faults as kinds
from tests.faults.campaign.faults import Faults
from tests.faults.campaign.saying import say
from tests.machine.counting_camera import image

SURE, UNSURE = 0.9, 0.45
_EPISODE: Final = 30  # frames of one mood of the scene in an alarm storm


class Cameras:
    """One camera, "cam". is_calm: whether it gives sound, new frames, whatever the faults are."""

    def __init__(self, faults: Faults, chance: Random) -> None:
        self._faults, self._chance = faults, chance
        self.is_calm = False
        self._number = chance.randrange(1 << 20)
        self.last: EncodedImage | None = None

    async def frame(self, name: str, extra: Extra | None, timeout: float | None) -> EncodedImage:
        if not self.is_calm:
            if kinds.CAMERA_FAILS in self._faults and self._chance.random() < 0.3:
                raise CameraError(f'camera "{name}" gave no image: it is gone')
            if kinds.CAMERA_HANGS in self._faults and self._chance.random() < 0.1:
                await asyncio.sleep(self._chance.uniform(0, 0.1) if timeout is None else timeout)
                raise CameraError(f'camera "{name}" gave no image within {timeout} s')
        if self.last is None or self.is_calm or not self._repeats():
            self.last = self._next()
        return self.last

    async def names(self) -> frozenset[str] | None:
        return frozenset({"cam"})

    def _repeats(self) -> bool:
        return kinds.FROZEN in self._faults and self._chance.random() < 0.5

    def _next(self) -> EncodedImage:
        self._number += 1
        score = self._chance.choice((SURE, SURE, UNSURE))
        if kinds.ALARMS in self._faults:
            score = UNSURE if self._number // _EPISODE % 2 else SURE
            if self._number % _EPISODE == 0:
                say("mood")
        data = image(self._number, score)
        if kinds.DAMAGED_IMAGE in self._faults and not self.is_calm and self._chance.random() < 0.3:
            data = self._damaged(data)
        return EncodedImage(data, "image/png")

    def _damaged(self, data: bytes) -> bytes:
        kind = self._chance.randrange(4)
        if kind == 0:
            return b""
        if kind == 1:
            return data[: self._chance.randrange(len(data))]
        if kind == 2:  # 60,000 x 60,000 pixels by its header
            return data[:16] + (60_000).to_bytes(4, "big") * 2 + data[24:]
        return bytes(b ^ (self._chance.random() < 0.05) * self._chance.randrange(256) for b in data)


class Model(FileClient):
    """A detector of one file, whose answers and presence have faults. version: of the registry."""

    def __init__(self, path: Path, faults: Faults, chance: Random, version: str = "1") -> None:
        super().__init__(path)
        self.identity = ModelIdentity("m", version, version.zfill(2) * 32)
        self._faults, self._chance = faults, chance
        self.is_calm = False
        self._sound = self.infer_with(self._infer)

    def _infer(self, tensors: Tensors) -> dict[str, Array]:
        if not self.is_calm and kinds.MODEL_REPLACED in self._faults and self._chance.random() < 0.1:
            raise ModelError('the model "m" is not there: its file is being replaced')
        outputs = self._sound(tensors)
        if not self.is_calm and kinds.NONSENSE in self._faults and self._chance.random() < 0.3:
            return self._nonsense(outputs)
        return outputs

    def _nonsense(self, outputs: dict[str, Array]) -> dict[str, Array]:
        name = self._chance.choice(sorted(outputs))
        spoilt = np.array(outputs[name])
        kind = self._chance.randrange(5)
        if kind == 0:
            spoilt = spoilt[:, :-1]
        elif kind == 1:
            spoilt = np.concatenate([spoilt, spoilt], axis=1)
        else:
            spoilt.flat[self._chance.randrange(spoilt.size)] = (np.nan, np.inf, 1e30)[kind - 2]
        return {**outputs, name: spoilt}


class Models:
    def __init__(self, path: Path, faults: Faults, chance: Random) -> None:
        self._path, self._faults, self._chance = path, faults, chance
        self.version = "1"
        self.last: Model | None = None

    def live(self, name: str, caller: str) -> Model:
        if kinds.MODEL_REPLACED in self._faults:
            self.version = self._chance.choice(("1", "2"))
        self.last = Model(self._path, self._faults, self._chance, self.version)
        return self.last

    async def candidate(self, name: str, caller: str) -> Model:
        return Model(self._path, frozenset(), self._chance, "9")


class App:
    """Viam's app, which remembers what has arrived over all lives; also the only route to it, and all routes."""

    name = "app"

    def __init__(self, memory: Path, faults: Faults, chance: Random) -> None:
        self._memory, self._faults, self._chance = memory, faults, chance
        self.is_reachable = True

    def make(self, staging: Staging | None) -> Route:
        return self

    async def prepare(self, item: UploadItem) -> None:
        """The call carries everything."""

    async def send(self, item: UploadItem) -> None:
        await self._cross()
        handle = os.open(self._memory, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(handle, f"{item.id}\n".encode())
        os.close(handle)
        if kinds.CLOUD_DOWN in self._faults and self._chance.random() < 0.2:
            raise UploadError("the line broke before the answer")

    async def has(self, item: UploadItem) -> bool:
        await self._cross()
        return item.id in arrived(self._memory)

    async def forget(self, frame: str) -> None:
        """Nothing was written to disk."""

    async def close(self) -> None:
        """Nothing is open."""

    async def _cross(self) -> None:
        if not self.is_reachable:
            raise UploadError("there is no network", in_doubt=False)
        if kinds.CLOUD_DOWN not in self._faults or self._chance.random() < 0.6:
            return
        if self._chance.random() < 0.1:
            await asyncio.sleep(0.2)
        kind = self._chance.choice(("later", "much_later", "again", "never"))
        raise UploadError("the app refuses", kind, in_doubt=False)


def arrived(memory: Path) -> list[str]:
    """Ids of the frames that the app has, as often as it got them."""
    return memory.read_text().split() if memory.exists() else []


class Listener:
    """Is told of alerts."""

    name = "listener"

    def __init__(self, faults: Faults, chance: Random) -> None:
        self._faults, self._chance = faults, chance

    async def deliver(self, message: AlertMessage) -> None:
        if kinds.CLOUD_DOWN in self._faults and self._chance.random() < 0.4:
            raise DeliveryError("it does not answer")
        say("announced", message.id)
