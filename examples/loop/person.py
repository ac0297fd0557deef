"""A person who reviews frames of a machine, through the commands that the page and the terminal use."""

import asyncio
import base64
from dataclasses import dataclass
from typing import Any, Final

from examples.loop.machines import RealFleet
from examples.loop.scene import Figure
from examples.loop.truth import Truth, judged

_NAME: Final = "Anna"


@dataclass(frozen=True, slots=True)
class Person:
    """truth: what the person knows."""

    fleet: RealFleet
    truth: Truth

    async def review(self, part: str, count: int) -> None:
        """Waits for frames to come into the pool."""
        done = 0
        while done < count:
            answer = await self.fleet.ask(part, "review_next", reviewer=_NAME)
            if not answer["frames"]:
                await asyncio.sleep(0.5)
            for frame in answer["frames"]:
                said = judged(frame, self.truth.of(base64.b64decode(frame["image"])))
                await self.fleet.ask(part, "review_submit", reviewer=_NAME, **said)
                done += 1

    async def review_counted(self, part: str, count: int) -> None:
        """Until `count` reviews say something of the precision: a frame on which nothing was served does not."""
        while await self._counted(part) < count:
            await self.review(part, 5)

    async def review_until_decided(self, part: str) -> None:
        """Goes on while a candidate is in question; for ever, until it is cancelled."""
        while True:
            found = await self.fleet.readings(part)
            if found.get("shadow_verdict") == "undecided":
                await self.review(part, 5)
            else:
                await asyncio.sleep(1)

    async def precision(self, part: str) -> Figure | None:
        """Of the model that runs now, from all reviews of this week; None without any."""
        found = await self.fleet.readings(part)
        if "precision_estimate" not in found:
            return None
        return Figure(found["precision_estimate"], found["precision_low"], found["precision_high"])

    async def _counted(self, part: str) -> float:
        rows = (await self.fleet.ask(part, "review_figures"))["rows"]
        return max((row["reviews"] for row in rows if row["label"] == ""), default=0)

    async def drop(self, part: str) -> dict[str, Any] | None:
        """What the module says of a drop that is proven; None where there is none."""
        rows = (await self.fleet.ask(part, "review_figures"))["rows"]
        found = [row["drop"] for row in rows if "drop" in row]
        return found[0] if found else None
