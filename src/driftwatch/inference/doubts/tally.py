"""What was read of all images so far, added up: as large after a thousand as after one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from driftwatch.inference.doubts.cell_counts import CellCounts
from driftwatch.inference.doubts.sample import BoxCounts, Sample
from driftwatch.inference.heads.common.notes import Notes


@dataclass(frozen=True, slots=True)
class Manner:
    """How a model is read. decoder: of the choice. is_dense: it says something of every place in the image.

    tolerance: by how much rounding may carry a score out of [0, 1]. is_stock: read by the rules of the builtin service.
    """

    decoder: str
    is_dense: bool = False
    is_stock: bool = False
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Clue:
    """text: as it was found last. samples: how often it was."""

    text: str
    samples: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Of images that differ; `add` and `failed` give a new one.

    first: the first sample of all. plain: the last of a plain image. is_same_answer, is_same_raw: whether every sample
    was like the first. boxed: samples with a sure candidate. empty: samples without any answer. frames: samples that
    were no trial, frames_answers: theirs. failures: images whose outputs could not be read; failure: the last error.
    """

    manner: Manner
    samples: int = 0
    first: Sample | None = None
    plain: Sample | None = None
    is_same_answer: bool = True
    is_same_raw: bool = True
    boxes: BoxCounts = field(default_factory=BoxCounts)
    boxed: int = 0
    cells: CellCounts = field(default_factory=CellCounts)
    notes: Notes = field(default_factory=Notes)
    empty: int = 0
    frames: int = 0
    frames_answers: int = 0
    clues: Mapping[str, Clue] = field(default_factory=dict[str, Clue])
    failures: int = 0
    failure: str = ""

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
