"""What a soak calls flat."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pytest

from benchmarks.soak.bounds import Judgement, Look, judge


def looks(count: int = 40, growing: Mapping[str, float] = MappingProxyType({})) -> list[Look]:
    """Ten seconds apart. growing: by how much each of these grows from one look to the next."""
    level = {"memory": 120.0, "threads": 15.0, "descriptors": 16.0, "written": 0.0, "answer": 0.01}
    steps = {"written": 0.01, **growing}
    return [
        Look(
            seconds=10.0 * n,
            rate=40.0,
            **{name: value + n * steps.get(name, 0.0) for name, value in level.items()},  # type: ignore[arg-type]
        )
        for n in range(count)
    ]


def broken(judged: Sequence[Judgement]) -> list[str]:
    return [one.what for one in judged if not one.is_held]


def test_what_stays_as_it_is_is_flat() -> None:
    judged = judge(looks())
    assert broken(judged) == []
    assert next(one.after for one in judged if one.what.startswith("written")) == pytest.approx(3.6)


@pytest.mark.parametrize(
    ("name", "step", "what"),
    [
        ("memory", 1.0, "memory, MB"),
        ("threads", 0.3, "threads"),
        ("descriptors", 0.3, "descriptors"),
        ("answer", 0.2, "longest answer, s"),
    ],
)
def test_what_grows_is_called_too_much(name: str, step: float, what: str) -> None:
    assert broken(judge(looks(growing={name: step}))) == [what]


def test_a_disk_that_is_written_more_and_more_is_called_so() -> None:
    quicker = [
        Look(one.seconds, one.memory, one.threads, one.descriptors, (one.seconds / 100) ** 2, one.rate, one.answer)
        for one in looks()
    ]
    assert broken(judge(quicker)) == ["written, MB an hour"]


def test_the_beginning_does_not_count() -> None:
    first, *rest = looks()
    assert broken(judge([Look(0.0, 900.0, 90, 90, 0.0, 0.0, 60.0), *rest])) == []
    assert first.seconds == 0.0


def test_too_few_looks_are_refused() -> None:
    with pytest.raises(ValueError, match="15 looks are too few"):
        judge(looks(15))
