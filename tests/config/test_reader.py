from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.config.constraints import Length, Range
from driftwatch.config.inline import inline
from driftwatch.config.reader import attribute_names, read, read_strictly
from driftwatch.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Inner:
    share: Annotated[float, Range(0, 1)] = 0.5


@dataclass(frozen=True, slots=True)
class Outer:
    name: Annotated[str, Length(1)]
    threads: Annotated[int, Range(0)] = 0
    mode: Literal["fast", "exact"] = "fast"
    means: Annotated[tuple[float, ...], Length(3)] | None = None
    limits: Mapping[str, Annotated[float, Range(0, 1)]] = field(default_factory=dict[str, float])
    inner: Inner = Inner()
    flag: bool = True

    def problems(self) -> list[str]:
        return ["threads: must be 1 in mode exact"] if self.mode == "exact" and self.threads != 1 else []


def problems_of(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        read(Outer, attributes)
    return caught.value.problems


def test_reads_every_kind_of_field() -> None:
    settings = read(
        Outer,
        {"name": "a", "threads": 2.0, "means": [1, 2, 3], "limits": {"dog": 0.5}, "inner": {"share": 1}, "flag": False},
    ).value
    assert settings == Outer("a", 2, "fast", (1.0, 2.0, 3.0), {"dog": 0.5}, Inner(1.0), flag=False)


def test_zero_false_and_null_are_told_apart() -> None:
    settings = read(Outer, {"name": "a", "threads": 0, "flag": False, "means": None}).value
    assert (settings.threads, settings.flag, settings.means) == (0, False, None)


def test_every_problem_is_reported_with_name_value_and_what_is_accepted() -> None:
    assert problems_of(
        {"threads": -1, "mode": "slow", "means": [1], "limits": {"dog": 7}, "inner": {"share": "x"}}
    ) == (
        "name: is required",
        "threads: must be at least 0, got -1",
        'mode: must be one of "fast", "exact", got "slow"',
        "means: must have at least 3 entries, got [1]",
        "limits.dog: must be at least 0 and at most 1, got 7",
        'inner.share: must be a number, got "x"',
    )


def test_a_misspelled_attribute_is_a_problem_and_a_strange_one_only_a_warning() -> None:
    assert problems_of({"name": "a", "thread": 1}) == ('thread: unknown attribute, did you mean "threads"?',)
    assert (
        read(Outer, {"name": "a", "zzz": 1}).warnings[0].startswith("zzz: unknown attribute, ignored; known are: name,")
    )


def test_where_every_name_must_be_known_a_strange_one_is_a_problem_at_any_depth() -> None:
    with pytest.raises(ConfigError) as caught:
        read_strictly(Outer, {"name": "x", "colour": 1, "inner": {"size": 2, "shar": 0.5}})
    assert caught.value.problems == (
        "colour: unknown attribute; known are: name, threads, mode, means, limits, inner, flag",
        "inner.size: unknown attribute; known are: share",
        'inner.shar: unknown attribute, did you mean "share"?',
    )
    assert read_strictly(Outer, {"name": "x"}) == Outer("x")


def test_problems_across_fields_come_from_the_settings_themselves() -> None:
    assert problems_of({"name": "a", "mode": "exact"}) == ("threads: must be 1 in mode exact",)


@pytest.mark.parametrize("value", [True, 1.5, "1", None, float("nan")])
def test_a_whole_number_is_nothing_else(value: Any) -> None:
    if value is None:
        assert read(Outer, {"name": "a", "threads": value}).value.threads == 0
    else:
        assert problems_of({"name": "a", "threads": value})[0].startswith("threads: must be a whole number, got ")


@dataclass(frozen=True, slots=True)
class Flat:
    inner: Inner = inline(Inner)
    label: str = ""


def test_inline_settings_stand_at_the_level_of_their_holder() -> None:
    assert attribute_names(Flat) == ("share", "label")
    assert read(Flat, {"share": 0.25, "label": "x"}).value == Flat(Inner(0.25), "x")
    assert read(Flat, {}).value == Flat(Inner(0.5), "")
    with pytest.raises(ConfigError, match=r"^share: must be at least 0 and at most 1, got 2$"):
        read(Flat, {"share": 2})


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(attribute_names(Outer)), JSON))
def test_whatever_comes_gives_settings_or_a_config_error(attributes: dict[str, Any]) -> None:
    try:
        settings = read(Outer, attributes).value
    except ConfigError as error:
        found = error.problems
    else:
        found = ()
        assert isinstance(settings, Outer)
    assert found or "name" in attributes
