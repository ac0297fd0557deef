import sys

import pytest

from driftwatch.cli.progress import progress


@pytest.mark.parametrize(("total", "told"), [(1000, 10), (25, 9), (3, 3), (0, 0)])
def test_where_there_is_no_terminal_there_are_ten_lines_at_most(
    total: int, told: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress(total) as step:
        for _ in range(total):
            step()
    captured = capsys.readouterr()
    lines = captured.err.splitlines()
    assert len(lines) == told
    assert captured.out == ""
    if lines:
        assert lines[-1] == f"seen {total} of {total} frames"


def test_on_a_terminal_there_is_a_bar(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress(5) as step:
        for _ in range(5):
            step()
    captured = capsys.readouterr()
    assert "seen 5 of 5" not in captured.err
    assert "5/5" in captured.err
    assert captured.out == ""
