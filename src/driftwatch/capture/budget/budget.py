"""Spends a limited number of frames on the reasons that ask for them, and refuses the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from driftwatch.capture.budget.scarcity import Ranking, TokenBucket
from driftwatch.capture.budget.settings import BudgetSettings, Quota
from driftwatch.capture.budget.state import BudgetState, UsageState, elapsed_between
from driftwatch.capture.budget.status import Allowance, BudgetStatus, ShareStatus
from driftwatch.capture.budget.usage import SPANS, SlidingWindowCounter, Usage
from driftwatch.observation import Moment

MEGABYTE: Final = 1_000_000
BURST_SECONDS: Final = 10.0
_DAY: Final = 86400.0
_NO_QUOTA: Final = Quota()


@dataclass(frozen=True, slots=True)
class Ask:
    """One reason asks for one frame of `size` bytes."""

    reason: str
    value: float
    size: int
    ranked: bool = True
    """See SamplerSettings.RANKED."""


class Budget:
    """The limits of one vision service. Time is an argument: seconds of the monotonic clock, never falling.

    No limit is ever exceeded in any window of its length. Of each limit a part is set aside in equal shares, one for
    each reason; the rest is for all. The budget also has a pace, and what was not spent of it lately is saved up. The
    less is saved, the better a frame must be among the recent ones, whatever their reason: with a tenth of it left,
    only the best tenth is kept. So a budget that is scarce goes to the best frames instead of the first, and one that
    is not is simply spent.
    """

    def __init__(self, settings: BudgetSettings, quotas: Mapping[str, Quota]) -> None:
        self._settings = settings
        self._quotas = dict(quotas)
        self._largest_bytes = settings.megabytes_per_day * MEGABYTE
        self._limits = {name: int(getattr(settings, name)) for name, _ in SPANS}
        self._usages = {reason: Usage() for reason in quotas}
        self._all = Usage()
        self._ranking = Ranking()
        self._burst = SlidingWindowCounter(BURST_SECONDS)
        self._bytes = SlidingWindowCounter(_DAY)
        self._bucket = TokenBucket({seconds: self._limits[name] for name, seconds in SPANS})

    def offer(self, ask: Ask) -> None:
        """Notes that a reason spoke, kept or not."""
        self._usage(ask.reason).offered += 1
        if ask.ranked:
            self._ranking.add(ask.value)

    def refusal(self, ask: Ask, now: float) -> str | None:
        """Which limit forbids it: the name of an attribute, "share" or "value"; None where it may be kept."""
        if self._bytes.used(now) + ask.size > self._largest_bytes:
            return "megabytes_per_day"
        if ask.ranked and (pause := self._pause(now)):
            return pause
        usage, quota = self._usage(ask.reason), self._quotas.get(ask.reason, _NO_QUOTA)
        if quota.cooldown_seconds and usage.last is not None and now - usage.last < quota.cooldown_seconds:
            return "cooldown_seconds"
        if ask.ranked and self._ranking.rank(ask.value) < self._least_rank(usage, now):
            return "value"
        for name, _ in SPANS:
            own, limit = getattr(quota, name), self._limits[name]
            used, total = usage.windows[name].used(now), self._all.windows[name].used(now)
            if total >= limit or (own is not None and used >= own):
                return name
            share = self._share(name)
            if used >= share and total + self._set_aside(name, ask.reason, share, now) >= limit:
                return "share"
        return None

    def spend(self, reason: str, size: int, now: float) -> None:
        """Counts a frame that is kept."""
        self._usage(reason).spend(now)
        self._all.spend(now)
        self._burst.add(now)
        self._bytes.add(now, size)
        self._bucket.spend(now)

    def rest(self, now: float) -> None:
        """Begins a cooldown though nothing was kept."""
        self._all.last = now

    def offered(self) -> dict[str, int]:
        """Frames for which each reason spoke."""
        return {reason: usage.offered for reason, usage in self._usages.items()}

    def kept(self) -> dict[str, int]:
        """Frames charged to each reason."""
        return {reason: usage.kept for reason, usage in self._usages.items()}

    def used(self, now: float) -> dict[str, int]:
        """Of each limit, by its attribute's name; bytes for megabytes_per_day."""
        used = {name: window.used(now) for name, window in self._all.windows.items()}
        return {**used, "burst": self._burst.used(now), "megabytes_per_day": self._bytes.used(now)}

    def status(self, now: float) -> BudgetStatus:
        """What is left of every limit and share."""
        used = self.used(now)
        limits = {name: _allowance(used[name], limit) for name, limit in self._limits.items()}
        limits["burst"] = _allowance(used["burst"], self._settings.burst)
        stored = used["megabytes_per_day"] / MEGABYTE
        limits["megabytes_per_day"] = _allowance(stored, self._settings.megabytes_per_day)
        samplers = {
            reason: {name: self._share_status(name, reason, now) for name, _ in SPANS} for reason in self._quotas
        }
        cooldowns = {
            reason: _remaining(self._usages[reason], quota.cooldown_seconds, now)
            for reason, quota in self._quotas.items()
            if quota.cooldown_seconds
        }
        pause = _remaining(self._all, self._settings.cooldown_seconds, now)
        return BudgetStatus(limits, pause, round(self._bucket.part(now), 3), samplers, cooldowns)

    def state(self, at: Moment, boot: str) -> BudgetState:
        """All counters, to be restored after a restart. boot: names this run of the machine, "" where unknown."""
        now = at.monotonic
        usages = {reason: _state_of(usage, now) for reason, usage in self._usages.items()}
        return BudgetState(at, boot, _state_of(self._all, now), usages, self._burst.ages(now), self._bytes.ages(now))

    def restore(self, state: BudgetState, at: Moment, boot: str) -> None:
        """Goes on counting where `state` was saved; reasons that are no longer configured are left out."""
        elapsed = elapsed_between(state, at, boot)
        _restore(self._all, state.all, at.monotonic, elapsed)
        for reason, saved in state.reasons.items():
            if reason in self._quotas:
                _restore(self._usages[reason], saved, at.monotonic, elapsed)
        self._burst.restore(_older(state.burst, elapsed), at.monotonic)
        self._bytes.restore(_older(state.bytes, elapsed), at.monotonic)

    def _usage(self, reason: str) -> Usage:
        usage = self._usages.get(reason)
        if usage is None:
            usage = self._usages[reason] = Usage()
        return usage

    def _pause(self, now: float) -> str | None:
        last = self._all.last
        if last is not None and now - last < self._settings.cooldown_seconds:
            return "cooldown_seconds"
        return "burst" if self._burst.used(now) >= self._settings.burst else None

    def _least_rank(self, usage: Usage, now: float) -> float:
        """A reason that has not used its share of the hour is measured by that."""
        share = self._share("per_hour")
        scarcity = 1.0 - self._bucket.part(now)
        return min(scarcity, usage.windows["per_hour"].used(now) / share) if share else scarcity

    def _share(self, name: str) -> int:
        return int(self._limits[name] * self._settings.reserved / max(1, len(self._quotas)))

    def _set_aside(self, name: str, but: str, share: int, now: float) -> int:
        """What the other reasons may still take of their shares."""
        if not share:
            return 0
        others = (self._usages[reason] for reason in self._quotas if reason != but)
        return sum(max(0, share - usage.windows[name].used(now)) for usage in others)

    def _share_status(self, name: str, reason: str, now: float) -> ShareStatus:
        used, own, share = (
            self._usages[reason].windows[name].used(now),
            getattr(self._quotas[reason], name),
            self._share(name),
        )
        free = self._limits[name] - self._all.windows[name].used(now)
        left = max(min(share - used, free), free - self._set_aside(name, reason, share, now), 0)
        return ShareStatus(used, share, own, left if own is None else max(0, min(left, own - used)))


def _allowance(used: float, limit: float) -> Allowance:
    return Allowance(round(used, 3), limit, round(max(0.0, limit - used), 3))


def _remaining(usage: Usage, seconds: float, now: float) -> float:
    """Seconds left of a cooldown."""
    return 0.0 if usage.last is None else round(max(0.0, usage.last + seconds - now), 3)


def _state_of(usage: Usage, now: float) -> UsageState:
    windows = {name: window.ages(now) for name, window in usage.windows.items()}
    since = None if usage.last is None else now - usage.last
    return UsageState(windows, since, usage.offered, usage.kept)


def _restore(usage: Usage, state: UsageState, now: float, elapsed: float) -> None:
    for name, window in usage.windows.items():
        window.restore(_older(state.windows.get(name, ()), elapsed), now)
    usage.last = None if state.since is None else now - state.since - elapsed
    usage.offered, usage.kept = state.offered, state.kept


def _older(ages: tuple[tuple[float, int], ...], elapsed: float) -> tuple[tuple[float, int], ...]:
    return tuple((age + elapsed, amount) for age, amount in ages)
