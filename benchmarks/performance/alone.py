"""Our module with nothing around it: started as viam-server starts it, called over its own socket."""

import time
from pathlib import Path

from driftwatch import names
from tests.module.conftest import SOCKET, ModuleProcess, start, stop

_MB = 1 << 20


class ModuleAlone(ModuleProcess):
    """A running module. started: when its process was."""

    def __init__(self, folder: Path) -> None:
        self.started = time.perf_counter()
        self._popen = start(folder)
        super().__init__(self._popen.pid, folder / SOCKET)

    async def serving(self) -> float:
        """Seconds from the start to the answer to Ready."""
        await self.ready()
        return time.perf_counter() - self.started

    async def serve(self, path: Path, model: str) -> None:
        """Adds the vision service "vision" on the model file at `path`."""
        await self.add("model", model, {"model_path": str(path)})
        await self.add("vision", names.VISION, {"mlmodel_name": "model"})

    def rss(self) -> float:
        """Megabytes."""
        return self.process.memory_info().rss / _MB

    def end(self) -> None:
        self.channel.close()
        stop(self._popen)
