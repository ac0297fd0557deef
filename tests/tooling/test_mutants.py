"""Faults that are put into a file on purpose."""

import ast

import pytest

from tooling.mutants import mutants_of
from tooling.mutation_testing import ROOMS, ROOT, SOURCE, sample


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("a < b", {"a <= b"}),
        ("a + b", {"a - b"}),
        ("a and b", {"a or b"}),
        ("x = not a", {"a"}),
        ("x = 3", {"4"}),
        ("x = True", {"False"}),
        ("x = max(a, b)", {"min(a, b)"}),
        ("os.fsync(a)", {"pass"}),
        ("while a:\n    break", {"continue"}),
        ("with self._lock:\n    pass", {"__import__('contextlib').nullcontext()"}),
        ('x = "words" + f"{a}"', set()),
        ('"""Of the file: 3."""', set()),
        ("def f(a: int | None) -> None: ...", set()),
        ("assert a == b", set()),
    ],
)
def test_each_piece_of_code_has_its_faults(code: str, after: set[str]) -> None:
    assert {mutant.after for mutant in mutants_of(code)} == after


def test_a_fault_changes_one_place_and_nothing_else() -> None:
    text = 'name = "ä"; low = value < 1  # a comment\n'
    changed = [mutant.text for mutant in mutants_of(text)]
    assert changed == ['name = "ä"; low = (value <= 1)  # a comment\n', 'name = "ä"; low = value < (2)  # a comment\n']


@pytest.mark.parametrize("room", ROOMS)
def test_a_seed_decides_which_faults_of_a_room_are_tried_and_each_can_be_read(room: str) -> None:
    chosen = sample(room, 10, 3)
    assert chosen == sample(room, 10, 3) != sample(room, 10, 4)
    for file, mutant in chosen:
        assert file.is_relative_to(SOURCE / room)
        before = (ROOT / file).read_text()
        assert ast.dump(ast.parse(mutant.text)) != ast.dump(ast.parse(before))
