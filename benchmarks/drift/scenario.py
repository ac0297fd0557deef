"""The streams that are simulated. Nothing here knows how drift is looked for."""

from dataclasses import dataclass

MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Scenario:
    """A site. Confidences are made on the logit scale, so `night` and the like are logits; 0.1 is about 0.015.

    correlation: between the model's mood in one frame and the next, a second later; mood: its deviation.
    night: what darkness takes off. weather: deviation of a slow wander with a memory of three hours.
    rain: depth of spells that come every second day and last three hours on average.
    weekend: what two days in seven take off, with half the traffic and other labels.
    traffic: detections a frame by day; at night `night_traffic` of that.
    """

    name: str
    correlation: float = 0.8
    mood: float = 0.2
    night: float = 0.5
    weather: float = 0.0
    rain: float = 0.0
    weekend: float = 0.0
    traffic: float = 2.0
    night_traffic: float = 0.3


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("quiet", night=0.0, night_traffic=1.0),
    Scenario("day and night"),
    Scenario("weather", weather=0.06, rain=0.12),
    Scenario("weekend", weekend=0.15),
    Scenario("sparse traffic", traffic=0.03),
    Scenario("rho .95", correlation=0.95),
)


def named(name: str) -> Scenario:
    return next(scenario for scenario in SCENARIOS if scenario.name == name)


@dataclass(frozen=True, slots=True)
class Change:
    """What goes wrong, from minute `start` on.

    drop: by how much the mean confidence of what is counted falls; every confidence loses the same.
    ramp: minutes over which the drop grows to its size.
    label_shift: share of all detections that turn from the first label to the second.
    """

    start: int
    drop: float = 0.0
    ramp: int = 0
    label_shift: float = 0.0
