"""A run over random models.

python -m tests.fuzz.models COUNT [SEED]: prints the outcomes, of sound and of broken ones, and what was silently wrong.
"""

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.model_cases import make_model_case
from tests.fuzz.model_judge import Verdict, judge


@dataclass(slots=True)
class Tally:
    """sound, broken: outcomes. kinds: by convention and what is broken.

    silent: number of a case to what it said. needless: likewise of sound models that are read right, but doubted.
    """

    sound: Counter[str] = field(default_factory=Counter[str])
    broken: Counter[str] = field(default_factory=Counter[str])
    kinds: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    silent: dict[int, str] = field(default_factory=dict[int, str])
    needless: dict[int, str] = field(default_factory=dict[int, str])

    def add(self, number: int, name: str, broken: str, verdict: Verdict) -> None:
        (self.broken if broken else self.sound)[verdict.outcome] += 1
        for kind in (name + (" (broken)" if broken else ""), broken):
            if kind:
                self.kinds.setdefault(kind, Counter())[verdict.outcome] += 1
        if verdict.outcome == "silently wrong":
            self.silent[number] = f"{name}, {broken or 'sound'}: {verdict.what}"
        if verdict.outcome == "right" and verdict.what and not broken:
            self.needless[number] = f"{name}: {verdict.what}"


def run(count: int, seed: int, start: int = 0) -> Tally:
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(start, start + count):
            case = make_model_case(seed, number)
            tally.add(number, case.published.name, case.broken, judge(case, Path(scratch)))
    return tally


if __name__ == "__main__":
    found = run(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2026)
    print("sound ", dict(found.sound))
    print("broken", dict(found.broken))
    for kind, outcomes in sorted(found.kinds.items()):
        print(f"  {kind:34} {dict(outcomes)}")
    for what, cases in (("silently wrong", found.silent), ("needless", found.needless)):
        for number, text in cases.items():
            print(number, what, text[:300])
