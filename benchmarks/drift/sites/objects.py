"""The objects of a site: when each comes and goes, and what is peculiar to it for as long as it stays."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.sites.days import DAY_S, MINUTES
from benchmarks.drift.sites.physics import Flow
from benchmarks.drift.sites.site import Floats, Site, Surroundings
from benchmarks.drift.sites.traffic import batches, drawn, expected


@dataclass(frozen=True, slots=True)
class Objects:
    """One entry an object, (N,).

    start, end: seconds since the stream's first local midnight. flow, label: rows in the kind's flows and labels.
    size: larger side of the box as a share of the view; speed: own sizes a second. place, drift: where it is at
    first, 0 (left) to 1, and where it goes by its end. quality: its own lasting logit. sensitivity: how much sky,
    dirt and gain matter to it. chance: uniform, decides what a change does to it. mistaken: label it is partly
    taken for, -1 for none. ghost: it is not there.
    """

    start: Floats
    end: Floats
    flow: NDArray[np.int64]
    label: NDArray[np.int64]
    size: Floats
    speed: Floats
    place: Floats
    drift: Floats
    quality: Floats
    sensitivity: Floats
    chance: Floats
    mistaken: NDArray[np.int64]
    ghost: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start)

    def where(self, mask: NDArray[np.bool_]) -> "Objects":
        return Objects(*(getattr(self, entry.name)[mask] for entry in fields(self)))


def join(parts: Sequence[Objects]) -> Objects:
    return Objects(*(np.concatenate([getattr(part, entry.name) for part in parts]) for entry in fields(Objects)))


def arrivals(site: Site, day: int, around: Surroundings) -> Objects:
    """All objects that come on `day`, flow by flow."""
    rows = {label: row for row, label in enumerate(site.kind.labels)}
    return join([_of_flow(site, day, index, around, rows) for index in range(len(site.kind.flows))])


def _of_flow(site: Site, day: int, index: int, around: Surroundings, rows: dict[str, int]) -> Objects:
    flow = site.kind.flows[index]
    rng = site.dice.throw("traffic", day, index)
    product, batch_count = batches(flow.batch_h or 24.0, site.dice.throw("traffic", day, index + 100))
    if flow.series:
        clusters, sizes = _recorded_clusters(flow, site.counted(flow.series, day), rng)
    else:
        rate = drawn(flow, expected(flow, site, day, around), product, rng)
        clusters = np.repeat(np.arange(MINUTES), rng.poisson(rate / _mean_cluster(flow)))
        sizes = _cluster_sizes(flow, len(clusters), rng)
    group = np.repeat(np.arange(len(clusters)), sizes)
    n = len(group)
    own = site.dice.throw("objects", day, index)
    start = (clusters * 60 + own.uniform(0, 60, len(clusters)))[group] + own.exponential(flow.cluster_s, n)
    start = np.minimum(start, DAY_S - 1e-3) + day * DAY_S
    label = np.array([rows[name] for name, _ in flow.labels], np.int64)[_picked(flow, group, len(clusters), own)]
    dwell = flow.dwell_s * site.dwell * own.lognormal(0, flow.dwell_spread, n)
    dwell = np.minimum(dwell, site.kind.longest_days * DAY_S * 0.95)
    still = own.uniform(0, 1, n) < flow.still
    place, drift = own.uniform(0, 1, n), own.uniform(0, 1, n)
    kin = own.normal(0, 1, len(clusters))[group]
    quality = flow.logit + label_offsets(site)[label] + flow.difficulty * (0.35 * kin + 0.94 * own.normal(0, 1, n))
    quality = quality - 1.7 * (own.uniform(0, 1, n) < flow.hard)
    if flow.batch_h:
        minute = np.minimum((start - day * DAY_S) / 60, MINUTES - 1).astype(np.int64)
        quality = quality + (flow.batch_logit * own.normal(0, 1, batch_count))[product[minute]]
    mistaken = np.where(own.uniform(0, 1, n) < site.kind.confusion, (label + 1) % len(rows), -1)
    return Objects(
        start,
        start + dwell,
        np.full(n, index),
        label,
        flow.size * own.lognormal(0, 0.35, n),
        np.where(still, 0.0, flow.speed * own.lognormal(0, 0.4, n)),
        place,
        np.where(still, place, drift),
        quality,
        own.lognormal(0, 0.3, n),
        own.uniform(0, 1, n),
        np.where(mistaken == label, -1, mistaken),
        np.full(n, flow.ghost),
    )


def _picked(flow: Flow, group: NDArray[np.int64], clusters: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Number of the flow's label for each object, (N,): mostly that of its cluster."""
    limits = np.cumsum([share for _, share in flow.labels])
    together = np.searchsorted(limits / limits[-1], rng.uniform(0, 1, clusters))[group]
    alone = np.searchsorted(limits / limits[-1], rng.uniform(0, 1, len(group)))
    pick = np.where(rng.uniform(0, 1, len(group)) < 0.3, alone, together)
    return np.minimum(pick, len(limits) - 1)


def label_offsets(site: Site) -> Floats:
    """How much easier a label is than another one at this site, in logits, (L,)."""
    return site.dice.throw("site", 1).normal(0, 0.25, len(site.kind.labels))


def _recorded_clusters(flow: Flow, counts: Floats, rng: np.random.Generator) -> tuple[NDArray[np.int64], ...]:
    """The minute and the size of each cluster, such that as many come in every hour as were recorded."""
    minutes: list[NDArray[np.int64]] = []
    sizes: list[NDArray[np.int64]] = []
    for hour, count in enumerate(np.nan_to_num(counts).astype(np.int64).tolist()):
        size = _cluster_sizes(flow, count, rng)
        ends = np.minimum(np.cumsum(size), count)
        size = np.diff(ends, prepend=0)
        size = size[size > 0]
        sizes.append(size)
        minutes.append(np.sort(rng.integers(60 * hour, 60 * (hour + 1), len(size))))
    return np.concatenate(minutes), np.concatenate(sizes)


def _mean_cluster(flow: Flow) -> float:
    return flow.cluster * (1 + 2.0 * flow.heavy)


def _cluster_sizes(flow: Flow, n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """One and more, (N,): geometric; a share of `heavy` thrice as large on average, with a Pareto tail."""
    sizes = rng.geometric(1 / flow.cluster, n)
    tail = np.minimum(1 + rng.pareto(1.6, n), 60) * flow.cluster * 1.13
    return np.where(rng.uniform(0, 1, n) < flow.heavy, np.maximum(np.rint(tail), 1), sizes).astype(np.int64)
