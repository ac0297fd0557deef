from driftwatch.errors import ConfigError, ModelError, printable


def test_a_message_is_one_line_whatever_names_are_in_it() -> None:
    assert str(ModelError('input "a\nb\x1b[31m\x00" is ä')) == 'input "a\\nb\\x1b[31m\\x00" is ä'
    error = ConfigError(["x\ty: is required", "z: is required"])
    assert error.problems == ("x\\ty: is required", "z: is required")
    assert str(error) == "x\\ty: is required; z: is required"


def test_what_can_be_printed_stays() -> None:
    assert printable("ä 猫 ✓") == "ä 猫 ✓"
    assert printable("\u2028\ud800") == "\\u2028\\ud800"
