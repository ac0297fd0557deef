"""The pages list the commands that are answered, with their arguments, and the keys of the readings."""

from driftwatch import names
from driftwatch.engine.doctor import DOCTOR, DoctorArguments
from driftwatch.upload.uploads import UPLOAD_COMMANDS
from driftwatch.watch.capture_commands import CAPTURE_COMMANDS
from driftwatch.watch.commands import COMMANDS
from driftwatch.watch.readings import READING_KEYS
from tests.docs.pages import json_blocks, page_of, table_rows
from tests.docs.settings import Attribute, attributes_of


def _with_default(argument: Attribute) -> str:
    return f"`{argument.name}` unset" if argument.default == "unset" else f"`{argument.name}` = {argument.default}"


def test_every_command_is_in_the_table_with_its_arguments() -> None:
    rows = [cells[:2] for _, cells in table_rows(page_of(names.VISION), "Command")]
    recorded = [(command.name, command.arguments) for command in COMMANDS]
    kept = [(name, command.arguments) for name, command in CAPTURE_COMMANDS.items()]
    assert rows == [
        [f"`{name}`", ", ".join(map(_with_default, attributes_of(arguments)))]
        for name, arguments in [*recorded, *kept, *UPLOAD_COMMANDS.items(), (DOCTOR, DoctorArguments)]
    ]


def test_the_commands_that_are_shown_are_known() -> None:
    known = {command.name for command in COMMANDS} | CAPTURE_COMMANDS.keys() | UPLOAD_COMMANDS.keys() | {DOCTOR}
    for model in (names.VISION, names.DRIFT_SENSOR):
        shown = [content["command"] for _, content in json_blocks(page_of(model)) if "command" in content]
        assert shown
        assert set(shown) <= known


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
