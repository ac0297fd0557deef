"""The attacker, a process of its own: `python -m benchmarks.attacks.attacker ADDRESS KIND`, until it is ended.

It runs at the lowest priority, because an attacker elsewhere does not take this computer's processor.
"""

import asyncio
import contextlib
import os
import sys

from grpclib.client import Channel

from benchmarks.attacks.attacks import KINDS, Attack

_PAUSE = 0.001  # seconds between an answer and the next question


async def attack(address: str, kind: str) -> None:
    """Prints "begun" once the first call is on its way."""
    host, _, port = address.rpartition(":")
    channel = Channel(host, int(port))
    made = KINDS[kind]
    callers = [asyncio.ensure_future(_again_and_again(made.make(channel))) for _ in range(made.callers)]
    print("begun", flush=True)
    await asyncio.gather(*callers)


async def _again_and_again(ask: Attack) -> None:
    while True:
        with contextlib.suppress(Exception):  # whatever it is answered, an attacker goes on
            await ask()
        await asyncio.sleep(_PAUSE)


if __name__ == "__main__":
    os.nice(19)
    asyncio.run(attack(*sys.argv[1:]))
