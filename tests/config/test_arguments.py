from dataclasses import dataclass

import pytest

from driftwatch.config.arguments import arguments_of
from driftwatch.errors import ConfigError


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
