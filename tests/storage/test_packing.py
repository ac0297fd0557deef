import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.answer import Answer, Classification, Size
from driftwatch.storage.packing import KEPT_DETECTIONS, pack, unpack
from tests.storage.test_samples import answers


def numbers() -> tuple[dict[str, int], Callable[[str], int]]:
    known: dict[str, int] = {}
    return known, lambda label: known.setdefault(label, len(known))


@given(answers)
def test_what_was_packed_comes_back_and_packs_to_the_same_again(answer: Answer) -> None:
    known, number_of = numbers()
    body = pack(answer, "00ff" * 10, number_of, 254)
    again, frame_id = unpack(body, {number: label for label, number in known.items()})
    assert frame_id == "00ff00ff"
    assert len(again.classifications or ()) == len(answer.classifications or ())
    assert len(again.detections or ()) == min(len(answer.detections or ()), KEPT_DETECTIONS)
    assert len(pack(again, frame_id, number_of, 254)) == len(body)


@given(answers, st.integers(0, 200))
def test_of_a_part_nothing_else_comes_than_the_errors_that_are_promised(answer: Answer, length: int) -> None:
    known, number_of = numbers()
    body = pack(answer, "00" * 20, number_of, 5)
    try:
        unpack(body[:length], {number: label for label, number in known.items()})
    except (IndexError, KeyError, struct.error):
        assert length < len(body)


def test_labels_beyond_the_first_hundred_take_a_byte_more() -> None:
    _, number_of = numbers()
    for n in range(127):
        number_of(f"{n}")
    sizes = [len(pack(Answer(Size(4, 4), None, (Classification(text, 0.5),)), "00", number_of, 5)) for text in "0xy"]
    assert sizes == [13, 13, 14]


def test_an_unknown_number_is_refused() -> None:
    body = pack(Answer(Size(4, 4), None, (Classification("a", 0.5),)), "00", lambda _: 7, 5)
    with pytest.raises(KeyError):
        unpack(body, {})
