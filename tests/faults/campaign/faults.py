"""The faults of the campaign: the fifteen kinds that the module must survive, alone and two at a time."""

import itertools
from collections.abc import Iterator
from typing import Final

DYING_IN_A_WRITE: Final = "dies in a write"
TORN_STORE: Final = "torn store"
FULL_DISK: Final = "full disk"
READ_ONLY: Final = "read-only folder"
CLOCK: Final = "clock steps"
CAMERA_FAILS: Final = "camera fails"
CAMERA_HANGS: Final = "camera hangs"
FROZEN: Final = "frozen frame"
DAMAGED_IMAGE: Final = "damaged image"
NONSENSE: Final = "model talks nonsense"
MODEL_REPLACED: Final = "model replaced"
CLOUD_DOWN: Final = "cloud down"
OFFLINE: Final = "offline for days"
RECONFIGURED: Final = "reconfigured"
ALARMS: Final = "alarm storm"

FAULTS: Final = (
    DYING_IN_A_WRITE,
    TORN_STORE,
    FULL_DISK,
    READ_ONLY,
    CLOCK,
    CAMERA_FAILS,
    CAMERA_HANGS,
    FROZEN,
    DAMAGED_IMAGE,
    NONSENSE,
    MODEL_REPLACED,
    CLOUD_DOWN,
    OFFLINE,
    RECONFIGURED,
    ALARMS,
)

Faults = frozenset[str]


def alone_and_in_pairs() -> Iterator[Faults]:
    """No fault, each alone, and every two of them."""
    for count in (0, 1, 2):
        yield from map(frozenset, itertools.combinations(FAULTS, count))


def named(faults: Faults) -> str:
    return " + ".join(sorted(faults)) or "none"
