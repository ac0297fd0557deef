"""Policies side by side on the same footages, with how sure one may be of a difference."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.capture.policies import Pace, Policy, Shown
from benchmarks.capture.truth import Errors

DEFAULT: Final = "default"
# Student's t for a two-sided 95% interval, by degrees of freedom.
_T: Final = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36, 8: 2.31, 9: 2.26, 10: 2.23, 11: 2.20}


@dataclass(frozen=True, slots=True)
class Footage:
    name: str
    frames: Sequence[Shown]
    errors: Errors
    pace: Pace

    @property
    def base(self) -> float:
        """Part of all frames on which the model was wrong: what chance keeps in the long run."""
        return len(self.errors.wrong) / len(self.frames)


@dataclass(frozen=True, slots=True)
class Score:
    """kept: frames. wrong: of those, frames on which the model erred. covered: of `episodes`, those kept a frame of."""

    kept: int
    wrong: int
    covered: int
    episodes: int

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.kept + other.kept,
            self.wrong + other.wrong,
            self.covered + other.covered,
            self.episodes + other.episodes,
        )

    @property
    def share(self) -> float:
        """Of the kept frames, those worth a label."""
        return self.wrong / self.kept if self.kept else 0.0


def score(policy: Policy, footage: Footage, seed: int) -> Score:
    kept = set(policy(footage.frames, footage.pace, seed))
    covered = sum(bool(kept & episode) for episode in footage.errors.episodes)
    return Score(len(kept), len(kept & footage.errors.wrong), covered, len(footage.errors.episodes))


def difference(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float]:
    """Mean of the paired differences, and half of its 95% interval."""
    differences = [our - their for our, their in zip(ours, theirs, strict=True)]
    mean, count = statistics.fmean(differences), len(differences)
    if count < 2:
        return mean, float("inf")
    return mean, _T[count - 1] * statistics.stdev(differences) / count**0.5


@dataclass(slots=True)
class Comparison:
    """Scores of every policy on every footage."""

    frames: int = 0
    wrong: int = 0
    bases: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    scores: dict[str, list[Score]] = field(default_factory=dict[str, list[Score]])

    def add(self, footage: Footage, table: Mapping[str, Policy], seed: int) -> None:
        self.frames += len(footage.frames)
        self.wrong += len(footage.errors.wrong)
        self.bases.append((footage.name, footage.base))
        for name, policy in table.items():
            self.scores.setdefault(name, []).append(score(policy, footage, seed))

    def show(self) -> None:
        base = self.wrong / self.frames
        print(f"\n{self.frames} frames, the model is wrong on {self.wrong} ({base:.1%})")
        print(f"{'policy':<50}{'kept':>6}{'wrong':>7}{'x base':>8}{'covered':>15}  default's share less this one's")
        ours = [one.share for one in self.scores[DEFAULT]]
        for name, each in self.scores.items():
            one = sum(each, Score(0, 0, 0, 0))
            mean, half = difference(ours, [one.share for one in each])
            against = "" if name == DEFAULT else f"{mean * 100:+6.1f} +- {half * 100:.1f} points"
            print(
                f"{name:<50}{one.kept:>6}{one.share:>7.1%}{one.share / base:>8.1f}"
                f"{f'{one.covered} of {one.episodes}':>15}  {against}"
            )
        print("\nthe default, footage by footage:")
        for index, (name, base) in enumerate(self.bases):
            one = self.scores[DEFAULT][index]
            rules = [(each[index].share, rule) for rule, each in self.scores.items() if rule.startswith("rule")]
            best, rival = max(rules)
            print(
                f"  {name:<28}base {base:5.1%}  kept {one.kept:>4}  wrong {one.share:5.1%}"
                f"{f'covered {one.covered} of {one.episodes}':>20}  best {rival}: {best:.1%}"
            )
