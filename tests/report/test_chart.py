"""What can be seen on the chart, measured in its pixels."""

from datetime import timezone

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from driftwatch.inference.answer import Size
from driftwatch.monitoring.trend.trend import Trend
from driftwatch.report.chart import draw_chart, draw_note
from tests.report import trends

LARGE, SMALL = Size(640, 360), Size(320, 240)
Shown = NDArray[np.float64]

BLUE, ORANGE, GREY = (0, 114, 178), (213, 94, 0), (208, 208, 208)


def seen(trend: Trend, size: Size = LARGE) -> Shown:
    """(H, W, 3) red, green, blue."""
    return decoded(draw_chart(trend, size, timezone.utc))


def decoded(png: bytes) -> Shown:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture[:, :, ::-1].astype(np.float64)


def near(picture: Shown, colour: tuple[int, int, int], by: float = 40.0) -> NDArray[np.bool_]:
    """(H, W) which pixels have that colour."""
    return np.asarray(np.abs(picture - np.array(colour)).max(axis=2) < by, np.bool_)


def columns(picture: Shown, colour: tuple[int, int, int]) -> NDArray[np.int64]:
    """Of the plots, below the sentence."""
    return np.flatnonzero(near(picture, colour)[48:].any(axis=0))


@pytest.mark.parametrize("size", [LARGE, SMALL, Size(240, 160), Size(1920, 1080)])
def test_it_has_the_size_that_was_asked_for(size: Size) -> None:
    assert seen(trends.bad(), size).shape == (size.height, size.width, 3)


def test_the_curve_breaks_at_a_gap_and_the_band_does_not() -> None:
    picture = seen(trends.gap())
    curve = columns(picture, BLUE)
    assert len(curve) > 250
    assert np.diff(curve).max() > 200
    assert np.diff(columns(picture, GREY)).max() < 10


@pytest.mark.parametrize("size", [LARGE, SMALL])
def test_an_alert_is_orange_and_a_good_day_has_nothing_of_it(size: Size) -> None:
    assert near(seen(trends.bad(), size), ORANGE).sum() > 100
    assert not near(seen(trends.trend(), size), ORANGE).any()
    assert not near(seen(trends.learning(), size), ORANGE).any()


def test_a_new_model_is_a_rule_at_its_time() -> None:
    dark = near(seen(trends.bad()), (25, 25, 25), 60)[48:].sum(axis=0)
    share = int(np.argmax(dark)) / LARGE.width
    assert share == pytest.approx(1 - 50_000 / 86_400, abs=0.06)


def test_while_learning_there_is_no_band() -> None:
    good, learning = (near(seen(one), GREY, 8).sum() for one in (trends.trend(), trends.learning()))
    assert good > 10 * max(learning, 1)


def test_the_curve_lies_where_the_figures_are() -> None:
    """Half the plot between 0.82 and 0.6."""
    picture = near(seen(trends.bad()), BLUE)
    rows = np.arange(picture.shape[0])[:, None]
    before, after = picture[80:, 100:400], picture[80:, 600:625]
    high, low = ((part * rows[80:]).sum() / part.sum() for part in (before, after))
    assert 20 < low - high < 60


def test_words_alone_are_shown_where_there_is_no_chart() -> None:
    picture = decoded(draw_note("No frame has been looked at yet. " * 3, SMALL))
    assert picture.shape == (240, 320, 3)
    assert 300 < (picture.min(axis=2) < 150).sum() < 9000


def test_letters_of_any_language_do_no_harm() -> None:
    assert draw_note("事 \x00 é <b>" + "x" * 5000, SMALL)
