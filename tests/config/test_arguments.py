from dataclasses import dataclass

import pytest

from driftwatch.config.arguments import arguments_of
from driftwatch.errors import LONGEST, ConfigError


@dataclass(frozen=True, slots=True)
class Size:
    side: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    camera_name: str = ""
    return_image: bool = False
    size: Size = Size()


def test_every_key_but_the_command_is_an_argument() -> None:
    assert arguments_of({"command": "look", "return_image": True}, Look) == Look(return_image=True)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"command": "look", "return_image": "yes"}, 'return_image: must be true or false, got "yes"'),
        ({"command": "look", "hours": 1}, "hours: look takes camera_name, return_image, size"),
        ({"command": "look", "size": {"colour": 1}}, "size.colour: unknown attribute; known are: side"),
    ],
)
def test_what_it_does_not_take_is_told(command: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=f"^{words}$"):
        arguments_of(command, Look)


def test_what_a_caller_sends_without_end_is_refused_in_a_few_words() -> None:
    many = {"command": "look", **{f"x{i}": 1 for i in range(50_000)}}
    with pytest.raises(ConfigError) as refused:
        arguments_of(many, Look)
    assert len(str(refused.value)) <= LONGEST
    long = {"command": "look", "y" * 1_000_000: 1}
    with pytest.raises(ConfigError) as refused:
        arguments_of(long, Look)
    assert len(str(refused.value)) <= LONGEST


@pytest.mark.parametrize("value", [1e300, -1e300, float("inf"), float("nan"), 10**400, 2.0**60])
def test_a_number_beyond_all_counts_is_no_whole_number(value: float) -> None:
    with pytest.raises(ConfigError, match=r"size\.side: must be a whole number"):
        arguments_of({"command": "look", "size": {"side": value}}, Look)
