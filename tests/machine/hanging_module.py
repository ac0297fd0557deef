"""A module of somebody else whose model answers once, which is enough to be taken for a good one, and then hangs."""

import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar

from numpy.typing import NDArray
from viam.module.module import Module
from viam.resource.types import Model

from tests.machine.other_module import HalfBright


class Hanging(HalfBright):
    MODEL: ClassVar[Any] = Model.from_string("other:vendor:hanging")

    calls = 0

    async def infer(
        self,
        input_tensors: dict[str, NDArray[Any]],
        *,
        extra: Mapping[str, Any] | None = None,
        timeout: float | None = None,
    ) -> dict[str, NDArray[Any]]:
        self.calls += 1
        if self.calls > 1:
            await asyncio.Event().wait()
        return await super().infer(input_tensors, extra=extra, timeout=timeout)


if __name__ == "__main__":
    asyncio.run(Module.run_from_registry())
