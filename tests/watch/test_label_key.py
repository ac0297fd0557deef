"""Keys of labels: plain, and each its own."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from driftwatch.watch.label_key import label_key


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("person", "person"),
        ("Hard_Hat", "Hard_Hat"),
        ("traffic light", "traffic__light"),
        ("7", "7"),
        ("person: adult", "person_adult_xfe15d8b1"),
        ("日本", "xcf2abf0c"),
        ("", "xe3b0c442"),
    ],
)
def test_what_a_key_looks_like(label: str, key: str) -> None:
    assert label_key(label) == key


alike = st.text(st.sampled_from("ab _.-é$"), max_size=5)


@given(alike, alike)
@example("a b", "a_b")
@example("a b", "a__b")
@example("a.b", label_key("a.b"))
@example("", label_key(""))
@example("a" * 65, "a" * 66)
def test_two_labels_never_share_a_key(one: str, other: str) -> None:
    assert (label_key(one) == label_key(other)) == (one == other)


@given(st.text(max_size=200))
def test_a_key_needs_no_quotes_in_any_language(label: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_]{1,80}", label_key(label))
