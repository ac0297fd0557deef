"""What was read of all images so far, added up: as large after a thousand as after one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from driftwatch.inference.doubts.cell_counts import CellCounts
from driftwatch.inference.doubts.sample import BoxCounts, Sample
from driftwatch.inference.heads.common.notes import Notes


@dataclass(frozen=True, slots=True)
class Manner:
    """How a model is read."""

    decoder: str
    """Of the choice."""
    is_dense: bool = False
    """It says something of every place in the image."""
    is_stock: bool = False
    """Read by the rules of the builtin service."""
    tolerance: float = 0.0
    """By how much rounding may carry a score out of [0, 1]."""


@dataclass(frozen=True, slots=True)
class Clue:
    """What a guard looks for in the outputs, and how often it was found."""

    text: str
    """As it was found last."""
    samples: int
    """How often it was."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Of images that differ; `add` and `failed` give a new one."""

    manner: Manner
    samples: int = 0
    first: Sample | None = None
    """The first sample of all."""
    plain: Sample | None = None
    """The last of a plain image."""
    is_same_answer: bool = True
    """Whether every sample was like the first."""
    is_same_raw: bool = True
    """Whether every sample was like the first."""
    boxes: BoxCounts = field(default_factory=BoxCounts)
    boxed: int = 0
    """Samples with a sure candidate."""
    cells: CellCounts = field(default_factory=CellCounts)
    notes: Notes = field(default_factory=Notes)
    empty: int = 0
    """Samples without any answer."""
    frames: int = 0
    """Samples that were no trial."""
    frames_answers: int = 0
    """Answers in them."""
    clues: Mapping[str, Clue] = field(default_factory=dict[str, Clue])
    failures: int = 0
    """Images whose outputs could not be read."""
    failure: str = ""
    """The last error."""

    def add(self, sample: Sample) -> "Tally":
        first = self.first or sample
        is_frame = sample.kind == "frame"
        clues = {name: Clue(text, self._seen(name) + 1) for name, text in sample.clues.items()}
        return replace(
            self,
            samples=self.samples + 1,
            first=first,
            plain=sample if sample.kind == "plain" else self.plain,
            is_same_answer=self.is_same_answer and sample.said == first.said,
            is_same_raw=self.is_same_raw and sample.raw == first.raw,
            boxes=self.boxes + sample.boxes,
            boxed=self.boxed + (sample.boxes.sure > 0),
            cells=self.cells + sample.cells,
            notes=self.notes.and_also(sample.notes),
            empty=self.empty + (sample.answers == 0),
            frames=self.frames + is_frame,
            frames_answers=self.frames_answers + is_frame * sample.answers,
            clues={**self.clues, **clues},
        )

    def failed(self, error: str) -> "Tally":
        return replace(self, failures=self.failures + 1, failure=error)

    def _seen(self, name: str) -> int:
        return self.clues[name].samples if name in self.clues else 0
