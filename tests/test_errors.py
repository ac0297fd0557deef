from driftwatch.errors import LONGEST, ConfigError, ModelError, printable


def test_a_message_is_one_line_whatever_names_are_in_it() -> None:
    assert str(ModelError('input "a\nb\x1b[31m\x00" is ä')) == 'input "a\\nb\\x1b[31m\\x00" is ä'
    error = ConfigError(["x\ty: is required", "z: is required"])
    assert error.problems == ("x\\ty: is required", "z: is required")
    assert str(error) == "x\\ty: is required; z: is required"


def test_what_can_be_printed_stays() -> None:
    assert printable("ä 猫 ✓") == "ä 猫 ✓"
    assert printable("\u2028\ud800") == "\\u2028\\ud800"


def test_a_message_does_not_give_back_all_that_a_caller_sends() -> None:
    told = str(ModelError("no camera " + "x\n" * 1_000_000))
    assert len(told) <= LONGEST
    assert told.startswith("no camera x\\n")
    assert told.endswith("characters more)")


def test_problems_without_end_are_counted() -> None:
    error = ConfigError([f"tags[{i}]: must be a text, got {'x' * 1000}" for i in range(50_000)])
    assert len(error.problems) == 101
    assert error.problems[-1] == "49,900 more problems"
    assert len(str(error)) <= LONGEST
