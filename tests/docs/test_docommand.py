"""The pages list the commands that are answered, with their arguments, and the keys of the readings."""

import re
from collections.abc import Sequence

import pytest

from driftwatch import names
from driftwatch.commands.registry import COMMANDS, STREAM_COMMANDS, AnyCommand
from driftwatch.config.arguments import arguments_of
from driftwatch.watch.reading_keys import READING_KEYS
from tests.docs.pages import ROOT, json_blocks, page_of, table_rows
from tests.docs.settings import Attribute, attributes_of


def _with_default(argument: Attribute) -> str:
    return f"`{argument.name}` unset" if argument.default == "unset" else f"`{argument.name}` = {argument.default}"


def test_every_command_is_in_the_table_with_its_arguments() -> None:
    rows = [cells[:2] for _, cells in table_rows(page_of(names.VISION), "Command")]
    assert rows == [
        [f"`{command.name}`", ", ".join(map(_with_default, attributes_of(command.arguments)))] for command in COMMANDS
    ]


def test_the_table_says_of_each_command_what_the_command_says_of_itself() -> None:
    """A link to more may follow."""
    told = [cells[2] for _, cells in table_rows(page_of(names.VISION), "Command")]
    assert [re.sub(r" \[[^]]+\]\([^)]+\)\.$", "", text) for text in told] == [command.summary for command in COMMANDS]


@pytest.mark.parametrize(("model", "commands"), [(names.VISION, COMMANDS), (names.DRIFT_SENSOR, STREAM_COMMANDS)])
def test_the_commands_that_are_shown_are_known_with_their_arguments(model: str, commands: Sequence[AnyCommand]) -> None:
    known = {command.name: command for command in commands}
    shown = [content for _, content in json_blocks(page_of(model)) if "command" in content]
    assert shown
    for content in shown:
        arguments_of(content, known[content["command"]].arguments)


def test_the_page_on_privacy_says_of_every_command_what_it_gives_out_and_changes() -> None:
    rows = [cells for _, cells in table_rows(ROOT / "docs" / "privacy.md", "Call")]
    named = {name for cells in rows for name in re.findall(r"`(\w+)`", cells[0])}
    assert {command.name for command in COMMANDS} <= named
    assert all(len(cells) == 3 for cells in rows)


def test_every_reading_is_in_the_table_with_its_unit_and_meaning() -> None:
    rows = [cells for _, cells in table_rows(page_of(names.DRIFT_SENSOR), "Reading")]
    assert rows == [[f"`{key.name}`", key.unit, key.meaning] for key in READING_KEYS]


def test_what_the_sensors_page_lets_others_read_are_its_readings() -> None:
    known = {key.name for key in READING_KEYS}
    read: set[str] = set()
    for _, content in json_blocks(page_of(names.DRIFT_SENSOR)):
        for trigger in content.get("triggers", []):
            for condition in trigger["event"]["conditional"]["conditions"]["evals"]:
                read |= condition["value"].keys()
        if "capture_control_sensor" in content.get("attributes", {}):
            read.add(content["attributes"]["capture_control_sensor"]["key"])
    assert read == {"drift_code", "capture_control"}
    assert read <= known
