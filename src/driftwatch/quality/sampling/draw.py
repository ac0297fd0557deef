"""The order in which frames of the pool are reviewed, and the chance that each of them is.

Every frame of the pool gets a clock that rings once, at a random time (exponential, with a rate); the frame whose clock
rings first is reviewed next. So the pool needs no plan of how many reviews there will be: whenever the reviewer stops,
each frame was reviewed with a known chance, frames of all days are represented alike, and a pool that runs out of
space drops the frames whose turn would come last. Sequential Poisson sampling with permanent random numbers: Ohlsson,
"Sequential Poisson sampling" (1998); Rosén, "On sampling with probability proportional to size" (1997).
"""

import math
import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draw:
    """How one frame came into the pool and when its turn is; fixed for good when it comes in.

    pool_chance: with which it came into the pool, in (0, 1].
    stratum: what is in the frame (sampling/strata.py). emphasis: how much sooner than the average frame it is to be
    reviewed, above 0.
    priority: when its clock rings; the lowest of the pool is reviewed next, the highest is dropped first.
    """

    pool_chance: float
    stratum: str
    emphasis: float
    priority: float

    @property
    def rate(self) -> float:
        """Of its clock: a frame that was unlikely to come into the pool stands for many and is due sooner."""
        return self.emphasis / self.pool_chance

    def review_chance(self, reach: float) -> float:
        """That it was reviewed, given that it is in the pool and all clocks up to `reach` have rung; in (0, 1]."""
        return -math.expm1(-self.rate * reach) if reach < math.inf else 1.0

    def weight(self, reach: float) -> float:
        """How many frames of the stream it stands for: one over the chance that it was in the pool and reviewed."""
        return 1.0 / (self.pool_chance * self.review_chance(reach))

    @property
    def turn_weight(self) -> float:
        """Its weight in an order of reviews, up to a factor common to all: one over how often its like is shown."""
        return 1.0 / self.emphasis


def draw(pool_chance: float, stratum: str, emphasis: float, rng: random.Random) -> Draw:
    """Gives the frame its turn. Raises ValueError for a chance outside (0, 1] or an emphasis that is not above 0."""
    if not 0.0 < pool_chance <= 1.0:
        raise ValueError(f"a chance lies above 0 and up to 1, got {pool_chance}")
    if not 0.0 < emphasis < math.inf:
        raise ValueError(f"an emphasis is a number above 0, got {emphasis}")
    return Draw(pool_chance, stratum, emphasis, rng.expovariate(emphasis / pool_chance))
