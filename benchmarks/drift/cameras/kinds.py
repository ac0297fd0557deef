"""Kinds of place that a camera looks at, and what befalls them without anything being wrong."""

from dataclasses import dataclass
from typing import Literal

Nights = Literal["lamps", "infrared", "black", "lit"]


@dataclass(frozen=True, slots=True)
class Kind:
    """name. background: see backgrounds. nights: what is seen by when the sun is down.

    outdoors: sun, clouds, rain, fog and shadows; without it lamps are on in `open` hours on working days (six a week),
    or always where nights are "lit". objects: in view on average. size: of an object, as a share of the view's width.
    stays: share of objects that stand for an hour or so. hunts: the exposure swings. dirt: the lens gets dirty and is
    cleaned every week. fills: a day, how often something fills half of the view for minutes. truck: most days something
    a third of the view wide stays there for an hour or two.
    """

    name: str
    background: str
    nights: Nights
    outdoors: bool
    objects: float
    size: float = 0.1
    stays: float = 0.0
    hunts: bool = False
    dirt: bool = False
    fills: float = 0.0
    truck: bool = False


TUNED = (
    Kind("square", "pagoda", "lamps", True, 5.0, 0.08),
    Kind("yard", "rack", "infrared", True, 1.0, 0.2, stays=0.5, dirt=True, fills=1.0, truck=True),
    Kind("shop", "street", "black", False, 3.0, 0.12, fills=4.0),
    Kind("line", "belt", "lit", False, 6.0, 0.13),
    Kind("car park", "lot", "lamps", True, 10.0, 0.1, stays=0.9),
    Kind("flower bed", "flower", "infrared", True, 0.5, 0.1),
)
"""Limits were tuned on these."""
APART = (
    Kind("garden", "garden", "infrared", True, 1.5, 0.12, dirt=True),
    Kind("gate", "street", "lamps", True, 2.0, 0.25, stays=0.3, hunts=True, fills=2.0, truck=True),
    Kind("cab", "cab", "lamps", True, 1.0, 0.3, fills=6.0),
    Kind("counter", "portrait", "black", False, 2.0, 0.2, hunts=True, fills=4.0),
    Kind("door", "door", "lit", False, 0.7, 0.3, fills=4.0),
)
"""Nothing was tuned on these."""
KINDS = TUNED + APART
