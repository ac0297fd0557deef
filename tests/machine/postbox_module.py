"""A module of one generic component that writes down its commands: it represents one that sends messages."""

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from viam.components.generic import Generic
from viam.module.module import Module
from viam.resource.easy_resource import EasyResource
from viam.resource.types import Model
from viam.utils import ValueTypes


class Postbox(Generic, EasyResource):
    """A line of JSON a command, in the file that POSTBOX names."""

    MODEL = Model.from_string("other:vendor:postbox")

    async def do_command(
        self, command: Mapping[str, ValueTypes], *, timeout: float | None = None, **_: Any
    ) -> Mapping[str, ValueTypes]:
        _write(json.dumps(command))
        return {"sent": True}


def _write(line: str) -> None:
    with Path(os.environ["POSTBOX"]).open("a") as file:
        file.write(line + "\n")


if __name__ == "__main__":
    asyncio.run(Module.run_from_registry())
