import pytest

from driftwatch.cli.tables import percent


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (1.0, "100%"),
        (0.9999, "100%"),
        (0.5, "50%"),
        (0.0995, "10%"),
        (0.0994, "9.9%"),
        (0.011, "1.1%"),
        (0.0001, "0.01%"),
        (0.00009, "less than 0.01%"),
        (0.0, "0%"),
    ],
)
def test_a_share_is_told_without_an_exponent(share: float, text: str) -> None:
    assert percent(share) == text
