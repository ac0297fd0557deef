"""Other conventions that a model's outputs would fit if its label file were left out of the question."""

from dataclasses import dataclass, replace

from driftwatch.errors import DriftwatchError
from driftwatch.inference.heads.choose import AUTO
from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.heads.head import DetectorHead
from driftwatch.inference.heads.registry import CONVENTIONS


@dataclass(frozen=True, slots=True)
class Rival:
    """decoder: a value of that attribute. head: reads the model as that convention has it."""

    decoder: str
    head: DetectorHead


def rivals(subject: Subject, chosen: str) -> tuple[Rival, ...]:
    """chosen: the decoder that was taken. None where the owner named it."""
    if subject.settings.decoder != AUTO:
        return ()
    unlabelled = replace(subject, class_count=None)
    found: list[Rival] = []
    for convention in CONVENTIONS:
        if convention.name in chosen.split(" and ") or convention.recognise(unlabelled) is None:
            continue
        try:
            found.append(Rival(convention.name, convention.make(unlabelled)))
        except DriftwatchError:  # it does not fit after all
            continue
    return tuple(found)
