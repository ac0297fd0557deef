"""Other conventions that a model's outputs would fit if its label file were left out of the question."""

from dataclasses import replace

from driftwatch.errors import DriftwatchError
from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.heads.registry import CONVENTIONS
from driftwatch.inference.heads.selection.choice import Rival


def rivals(subject: Subject, chosen: str) -> tuple[Rival, ...]:
    """chosen: name of the convention that was found."""
    unlabelled = replace(subject, class_count=None, labels=())
    found: list[Rival] = []
    for convention in CONVENTIONS:
        if convention.name == chosen or convention.recognise(unlabelled) is None:
            continue
        try:
            found.append(Rival(convention.name, convention.make(unlabelled)))
        except DriftwatchError:  # it does not fit after all
            continue
    return tuple(found)
