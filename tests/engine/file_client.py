"""What tests ask in place of an ML model service."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from driftwatch.engine.model_client import Description
from driftwatch.inference.model import Model
from driftwatch.inference.runtimes import open_model
from driftwatch.inference.tensors import Array, ModelInfo, Tensors
from driftwatch.observation import ModelIdentity


class FileClient:
    """A model file behind the interface that every model is reached by."""

    identity = ModelIdentity("m")

    def __init__(self, path: Path) -> None:
        self._runtime = open_model(path, "", 1)
        self._run: Callable[[Tensors], dict[str, Array]] = self._runtime.run

    async def describe(self) -> Description:
        return Description(self._info, "")

    @property
    def _info(self) -> ModelInfo:
        return self._runtime.info

    def infer_with(self, run: Callable[[Tensors], dict[str, Array]]) -> Callable[[Tensors], dict[str, Array]]:
        """Runs `run` from now on; gives what ran before."""
        before, self._run = self._run, run
        return before

    async def infer_and(self, tensors: Tensors, read: Callable[[dict[str, Array]], Any]) -> Any:
        return read(self._run(tensors))

    async def infer(
        self,
        prepare: Callable[[], Any],
        read: Callable[[dict[str, Array], Any], Any],
        turn: str = "",
        gives_way: bool = False,
    ) -> Any:
        inputs = prepare()
        return read(self._run(inputs.tensors), inputs)


class ModelOf:
    """A loaded model with its threads behind that interface."""

    identity = ModelIdentity("m")

    def __init__(self, model: Model) -> None:
        self.model = model

    async def describe(self) -> Description:
        return Description(self.model.info, "")

    async def infer_and(self, tensors: Tensors, read: Callable[[dict[str, Array]], Any]) -> Any:
        return await self.model.infer_and(tensors, read, "s")

    async def infer(
        self,
        prepare: Callable[[], Any],
        read: Callable[[dict[str, Array], Any], Any],
        turn: str = "",
        gives_way: bool = False,
    ) -> Any:
        return await self.model.infer_prepared(prepare, read, turn, gives_way)
