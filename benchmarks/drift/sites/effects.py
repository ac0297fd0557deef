"""Applies a change to what the model makes of a day. Nothing before its onset is touched."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.drift.sites.changes import STRANGE, Change
from benchmarks.drift.sites.days import DAY_S, MINUTES
from benchmarks.drift.sites.objects import Objects
from benchmarks.drift.sites.sightings import GONE, Grid, Mask, Rows, Sightings, join, single
from benchmarks.drift.sites.site import Floats, Site, Surroundings
from benchmarks.drift.sites.traffic import expected

_STILL_S = 240.0
"""Median seconds that a still ghost stays."""


@dataclass(frozen=True, slots=True)
class Day:
    """index: of the day. labels: of the site, with the strange one last."""

    site: Site
    index: int
    around: Surroundings
    labels: Sequence[str]

    def active(self, change: Change, frame: Rows, frames: Grid) -> Mask:
        """Whether the change is at work in each of the frames, (N,)."""
        second = self.index * DAY_S + frame * frames.step_s
        now = second >= change.onset * 60
        return now if change.end is None else now & (second < change.end * 60)


def alter(seen: Sightings, change: Change, day: Day, frames: Grid) -> Sightings:
    """What is seen under the change: confidences, labels, losses, ghosts of one frame. Still ghosts are objects."""
    active = day.active(change, seen.frame, frames)
    here = active & day.around.dark[frames.minute[seen.frame]] if change.night_only else active
    part = np.ones(len(seen))
    if change.ramp:
        part = np.clip((day.index * MINUTES + seen.frame * frames.step_s / 60 - change.onset) / change.ramp, 0, 1)
    logit = np.where(here, seen.logit - change.shift * part, seen.logit)
    logit = np.where(active & _lost(seen, change, day, here), GONE, logit)
    label, visible = _labels(seen, change, day, active), seen.visible
    if change.moved:
        logit = np.where(active & (seen.truth >= 0), logit - 0.35, logit)
        visible = visible & ~(active & (seen.chance < 0.5))
    result = replace(seen, logit=logit, label=label, visible=visible)
    if change.ghosts and change.ghost_style == "flicker":
        result = join([result, _flickers(seen, active, change, day)])
    return result


def _lost(seen: Sightings, change: Change, day: Day, here: Mask) -> Mask:
    real = seen.truth >= 0
    lost = np.full(len(seen), change.blind)
    if change.missed:
        lost |= real & here & (seen.chance < change.missed)
    if change.missed_frames:
        lost |= real & (day.site.dice.throw("change", day.index, 7).random(len(seen)) < change.missed_frames)
    if change.lost:
        lost |= seen.label == day.labels.index(change.lost)
    if change.half_view:
        lost |= seen.place < 0.5
    if change.covered:
        lost |= real
    if change.moved:
        lost |= real & (seen.chance < 0.5)
    return lost


def _labels(seen: Sightings, change: Change, day: Day, active: Mask) -> Rows:
    label = seen.label
    if change.confused is not None:
        one, other = (day.labels.index(name) for name in change.confused)
        label = np.where(active & (label == one), other, label)
    if change.strange:
        strange = active & (seen.truth >= 0) & (seen.chance < change.strange)
        label = np.where(strange, day.labels.index(STRANGE), label)
    return label


def _flickers(seen: Sightings, active: Mask, change: Change, day: Day) -> Sightings:
    """Ghosts that come where there is something to see.

    In frames drawn from those with objects, as sure as they are or a little less.
    """
    rng = day.site.dice.throw("change", day.index, 1)
    draw = rng.random(len(seen))
    shift = rng.normal(-0.3, 0.4, len(seen))
    source = active & (seen.logit > -0.85) & (draw < change.ghosts)
    label = np.full(int(source.sum()), day.labels.index(change.ghost_label))
    size = float(seen.size[source].mean()) if source.any() else 0.1
    return single(seen.frame[source], label, seen.logit[source] + shift[source], size)


def still_ghosts(change: Change, day: Day) -> Objects:
    """Things that are not there and keep their place for minutes, in the rhythm of the site.

    Things that are not there and stand still for minutes, in the rhythm of the site; as many object-seconds as
    `change.ghosts` of the usual ones. All that come on this day, also before the onset: the caller drops those.
    """
    site, flows = day.site, day.site.kind.flows
    rng = site.dice.throw("change", day.index, 2)
    real = [row for row, flow in enumerate(flows) if not flow.ghost]
    busy = [expected(flows[row], site, day.index, day.around) * _usual_dwell(site, row) for row in real]
    ghost_s = _STILL_S * np.exp(0.6**2 / 2)
    rate = np.sum(busy, axis=0) * change.ghosts / ghost_s
    minute = np.repeat(np.arange(MINUTES), rng.poisson(rate))
    n = len(minute)
    start = day.index * DAY_S + minute * 60 + rng.uniform(0, 60, n)
    place = rng.uniform(0, 1, n)
    usual = np.array([flow.logit for flow in flows])
    flow = np.full(n, real[int(np.argmax([one.sum() for one in busy]))])
    return Objects(
        start,
        start + _STILL_S * rng.lognormal(0, 0.6, n),
        flow,
        np.full(n, day.labels.index(change.ghost_label)),
        0.1 * rng.lognormal(0, 0.3, n),
        np.zeros(n),
        place,
        place,
        usual[flow] - 0.3 + 0.7 * rng.normal(0, 1, n),
        rng.lognormal(0, 0.3, n),
        rng.uniform(0, 1, n),
        np.full(n, -1),
        np.ones(n, np.bool_),
    )


def _usual_dwell(site: Site, row: int) -> float:
    """Mean seconds that an object of the flow stays."""
    flow = site.kind.flows[row]
    return flow.dwell_s * site.dwell * float(np.exp(flow.dwell_spread**2 / 2))


def pictures(day: Day, change: Change | None) -> tuple[Floats, Floats, Floats]:
    """Mean brightness, contrast and sharpness for each minute, (1440,) each, noise included."""
    rng = day.site.dice.throw("image", day.index)
    around = day.around
    noise = np.exp(rng.normal(0, 1, (3, MINUTES)) * np.array([[0.01], [0.015], [0.04]]))
    values = np.stack([around.brightness, around.contrast, around.sharpness]) * noise
    if change is not None and (change.covered or change.moved):
        minute = day.index * MINUTES + np.arange(MINUTES)
        active = (minute >= change.onset) & (minute < (change.end or 1 << 40))
        factors = (0.06, 0.08, 0.02) if change.covered else (1.12, 0.8, 1.35)
        values = np.where(active, values * np.array(factors)[:, None], values)
    brightness, contrast, sharpness = np.minimum(values, [[255.0], [127.0], [1e5]])
    return brightness, contrast, sharpness
