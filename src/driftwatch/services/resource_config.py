"""Attributes of a resource out of viam-server's message."""

from typing import TypeVar

from viam.proto.app.robot import ComponentConfig
from viam.utils import struct_to_dict

from driftwatch.config.reader import ReadResult, read

S = TypeVar("S")


def read_attributes(kind: type[S], config: ComponentConfig) -> ReadResult[S]:
    """Gives the settings in `config`. Raises ConfigError with every problem found."""
    return read(kind, struct_to_dict(config.attributes))
