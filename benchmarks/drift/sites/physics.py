"""What a site is made of: its rhythm, its streams of objects, its camera, its climate."""

from dataclasses import dataclass
from typing import Literal

Idle = Literal["off", "empty"]


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of the day with traffic: `height` from `start` to `end` (may pass 24), soft over `edge` hours."""

    start: float
    end: float
    height: float = 1.0
    edge: float = 0.3


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How traffic goes through the day, and what the year does to it.

    working, saturday, sunday, holiday: the spans of such a day; none: closed.
    stray: traffic at any hour of any day, as a share of the working day's highest.
    school, advent, rain: factors on traffic in school holidays, in the four weeks before Christmas, in the wet.
    """

    working: tuple[Span, ...]
    saturday: tuple[Span, ...] = ()
    sunday: tuple[Span, ...] = ()
    holiday: tuple[Span, ...] = ()
    stray: float = 0.0
    school: float = 1.0
    advent: float = 1.0
    rain: float = 1.0


@dataclass(frozen=True, slots=True)
class Flow:
    """One stream of objects of a like.

    labels: with their shares. per_day: objects on a usual working day.
    dwell_s, dwell_spread: median seconds in view and log standard deviation. still: share that does not move.
    size: larger side of the box as a share of the view. speed: own sizes a second.
    logit: usual logit of the confidence; difficulty: its standard deviation between objects, lasting for each one;
    hard: share of objects that are 1.7 below.
    wobble, wobble_s: slow noise of one object, in logits, and how long it lasts; flicker: noise from frame to frame;
    occluded: share of its time that an object is half hidden.
    cluster, cluster_s: mean number that comes together, and within how many seconds; heavy: share of clusters with a
    Pareto size. headway_min, timetable: minutes between trains, and the share of objects that come with them.
    day_scatter, hour_scatter: log standard deviations of traffic. batch_h, batch_logit: hours of one product on a line
    and how far its logit lies from the next one's. ghost: nothing is really there.
    night: factor on traffic in the dark.
    series: column of recorded counts by which objects come, in place of per_day, rhythm and scatters; "": none.
    """

    labels: tuple[tuple[str, float], ...]
    per_day: float
    rhythm: Rhythm
    dwell_s: float
    dwell_spread: float = 0.6
    still: float = 0.0
    size: float = 0.1
    speed: float = 0.4
    logit: float = 1.9
    difficulty: float = 0.7
    hard: float = 0.04
    wobble: float = 0.5
    wobble_s: float = 8.0
    flicker: float = 0.3
    occluded: float = 0.05
    cluster: float = 1.3
    cluster_s: float = 4.0
    heavy: float = 0.0
    headway_min: float = 0.0
    timetable: float = 0.0
    day_scatter: float = 0.1
    hour_scatter: float = 0.2
    batch_h: float = 0.0
    batch_logit: float = 0.0
    ghost: bool = False
    night: float = 1.0
    series: str = ""


@dataclass(frozen=True, slots=True)
class Eye:
    """The camera and what the light does to the model.

    fps: frames a second that the model sees; step_s: seconds between simulated frames; where that is longer than
    1 / fps each simulated frame stands for the ones that follow it, all alike.
    off: from and to which hour nothing is looked at; None where the camera never sleeps.
    exposure: how far sky and weather reach the scene, 0 (a cellar) to 1. lamp: light at night, 0 to 1.
    night_logit, glare_logit: what darkness and a low sun cost.
    gain_logit, gain_min: auto-gain that hunts, and its period. dirt_logit: what a week's dirt costs;
    cleaning: weekday on which the lens is cleaned.
    lost_frames: share of the frames that never came.
    """

    fps: float = 1.0
    step_s: float = 1.0
    off: tuple[float, float] | None = None
    exposure: float = 1.0
    lamp: float = 0.4
    night_logit: float = 0.4
    glare_logit: float = 0.0
    gain_logit: float = 0.0
    gain_min: float = 40.0
    dirt_logit: float = 0.0
    cleaning: int = 0
    lost_frames: float = 0.01
    brightness: float = 110.0
    contrast: float = 48.0
    sharpness: float = 420.0


@dataclass(frozen=True, slots=True)
class Climate:
    """The weather of a place.

    latitude: degrees, south negative. overcast, wet, fog, cold: how often, as relative weights (cold: how much of the
    winter's wet is snow). regime_h: median hours of one weather. strength: factor on what it costs the model.
    """

    latitude: float = 50.0
    overcast: float = 0.35
    wet: float = 0.22
    fog: float = 0.06
    cold: float = 0.5
    regime_h: float = 20.0
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces that pass a classifier one by one.

    labels: with their shares, the first is the good one. piece_s: seconds a piece. separation: usual distance of the
    latent score from the border, difficulty: its scatter between pieces. batch_h, batch_logit: as of a flow, and
    batch_defects: log standard deviation of a batch's share of bad pieces.
    stops: a day, each of stop_min minutes, with the same piece in view.
    idle: what is seen outside working hours: nothing ("off") or an empty belt (label "empty").
    """

    labels: tuple[tuple[str, float], ...]
    rhythm: Rhythm
    piece_s: float = 4.0
    separation: float = 2.6
    difficulty: float = 0.9
    batch_h: float = 3.0
    batch_logit: float = 0.25
    batch_defects: float = 0.5
    stops: float = 4.0
    stop_min: float = 6.0
    idle: Idle = "off"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of site. Sites of a kind differ by their seed: start date, traffic, dwell times, quality.

    zone_h: hours that its standard time is ahead of UTC. calendar: key of CALENDARS.
    flickers: false detections of one frame, per frame; noise: further boxes below the floor, per frame.
    confusion: share of objects that the model calls something else for part of the time.
    longest_days: no object stays longer.
    A kind whose flows come by recorded counts has its calendar's place.
    """

    name: str
    flows: tuple[Flow, ...] = ()
    eye: Eye = Eye()
    climate: Climate = Climate()
    calendar: str = "rhine"
    zone_h: float = 1.0
    flickers: float = 0.003
    noise: float = 0.3
    confusion: float = 0.02
    longest_days: int = 2
    line: Line | None = None

    @property
    def recorded(self) -> tuple[str, ...]:
        """The series of recorded counts by which its objects come."""
        return tuple(flow.series for flow in self.flows if flow.series)

    @property
    def labels(self) -> tuple[str, ...]:
        if self.line is not None:
            names = [name for name, _ in self.line.labels]
            return (*names, "empty") if self.line.idle == "empty" else tuple(names)
        return tuple(dict.fromkeys(name for flow in self.flows for name, _ in flow.labels))
