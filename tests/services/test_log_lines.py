import logging

from driftwatch.services.log_lines import LineRecord


def record(message: str, *args: object, error: BaseException | None = None) -> LineRecord:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return LineRecord("name", logging.WARNING, "file.py", 1, message, args, exc_info)


def test_a_line_says_what_it_said() -> None:
    assert record("%s has %d frames", "cam", 3).getMessage() == "cam has 3 frames"
    assert record("100 %").getMessage() == "100 %"


def test_a_long_line_is_cut_for_everybody_who_takes_it() -> None:
    line = record("no such camera %s", "x" * 1_000_000)
    assert len(line.getMessage()) <= 2000
    assert len(logging.Formatter().format(line)) <= 2000


def test_a_stack_ends_in_a_short_text() -> None:
    line = record("met a fault", error=ValueError("x" * 1_000_000))
    formatted = logging.Formatter().format(line)
    assert "ValueError: xxx" in formatted
    assert len(formatted) < 10_000


def test_a_line_that_cannot_be_made_is_no_fault_of_its_own() -> None:
    assert "cannot be written" in record("%d frames", "many").getMessage()
