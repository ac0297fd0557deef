from typing import Any

import numpy as np
import pytest

from driftwatch.errors import OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.numbering import Numbering
from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import ModelInfo

SURE = np.array([0.9])


def subject(*labels: str, **settings: Any) -> Subject:
    info = ModelInfo("m", "onnx", (), ())
    return Subject(info, OutputSettings(**settings), {}, Size(8, 8), len(labels) or None, labels)


def place(numbering: Numbering, number: int) -> int:
    (found,) = numbering.places(np.array([number]), SURE)
    return int(found)


@pytest.mark.parametrize("likely", [0, 1])
def test_the_last_class_and_the_first_show_where_it_begins(likely: int) -> None:
    from_one = Numbering(subject("a", "b", "c"), likely)
    assert "first_class" in from_one.assumptions[0]
    assert place(from_one, 3) == 2
    from_zero = Numbering(subject("a", "b", "c"), likely)
    assert place(from_zero, 0) == 0
    assert from_one.assumptions == from_zero.assumptions == ()


@pytest.mark.parametrize("first", ["???", "background", "__background__", "BACKGROUND"])
def test_a_line_for_class_0_settles_it(first: str) -> None:
    numbering = Numbering(subject(first, "a", "b"), likely=1, certain=True)
    assert numbering.assumptions == ()
    assert place(numbering, 2) == 2


def test_the_owner_wins() -> None:
    assert place(Numbering(subject("???", "a", first_class=1), 0), 1) == 0


def test_a_class_before_the_first_is_refused() -> None:
    with pytest.raises(OutputError, match="names class 0, but its first class is 1"):
        place(Numbering(subject("a"), likely=1, certain=True), 0)


def test_a_low_score_proves_nothing() -> None:
    numbering = Numbering(subject("a", "b"), 0)
    numbering.places(np.array([0]), np.array([0.1]))
    assert numbering.assumptions != ()
