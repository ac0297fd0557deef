"""What is to be shown of the story: its chapters, what the machines run, and what happened."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

CHAPTERS: Final = (
    "a model is trained on what the cameras see by day: 1.0.0",
    "three machines run it, and a person reviews frames",
    "the evening: a new lamp that the belt reflects; is it still right?",
    "hard frames are labelled",
    "a model is trained on them: 2.0.0",
    "2.0.0 is evaluated on a test set",
    "loop run: 2.0.0 next to 1.0.0 on one machine",
    "loop run: 2.0.0 onto every machine, in stages",
    "the alarm has ended",
    "somebody mixes up two labels, and trains 3.0.0 on that",
    "loop run: 3.0.0 next to 2.0.0 on one machine",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with its 95% interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


@dataclass(frozen=True, slots=True)
class Event:
    """seconds: since the story began. figure: a precision that was measured then."""

    seconds: float
    chapter: int
    words: str
    figure: Figure | None = None


@dataclass(slots=True)
class MachineRow:
    """What is known of a machine now."""

    part: str
    pinned: str = ""
    runs: str = ""
    candidate: str = ""
    state: str = ""


@dataclass(slots=True)
class LoopScene:
    """clock: seconds that only go on. changed: called after each change.

    chapter: index in CHAPTERS of the one that is on; -1 before the first. line: the last line of progress.
    """

    clock: Callable[[], float] = time.monotonic
    changed: Callable[["LoopScene"], None] = lambda _: None
    chapter: int = -1
    line: str = ""
    ends: dict[int, str] = field(default_factory=dict[int, str])
    events: list[Event] = field(default_factory=list[Event])
    machines: list[MachineRow] = field(default_factory=list[MachineRow])
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.clock()

    @property
    def elapsed(self) -> float:
        return self.clock() - self._began

    def begin(self, chapter: int) -> None:
        """The chapters before it are over."""
        self.chapter = chapter
        self.say("")

    def say(self, line: str) -> None:
        """Progress, which only the live view shows."""
        self.line = line
        self.changed(self)

    def add(self, words: str, figure: Figure | None = None, chapter: int | None = None) -> None:
        """Something that happened, in `chapter`, or the present one; the last one is shown next to it."""
        number = self.chapter if chapter is None else chapter
        self.events.append(Event(self.elapsed, number, words, figure))
        self.ends[number] = words if figure is None else f"{words}, precision {figure}"
        self.changed(self)
