import pytest

from driftwatch.inference.heads.common.row_order import column_problems, row_readings, said
from driftwatch.inference.output_settings import OutputSettings


@pytest.mark.parametrize(("width", "orders"), [(6, 6), (7, 24)])
def test_every_order_is_considered_once(width: int, orders: int) -> None:
    readings = row_readings(width)
    assert len(set(readings)) == len(readings)
    assert len({reading.order for reading in readings}) == orders
    assert readings[0].form == "corners"


def test_an_order_is_written_as_the_attribute_has_it() -> None:
    columns = ("batch", "-", "x_centre", "y_centre", "width", "height", "score", "class")
    assert str(said(columns)) == '["batch", "-", "x_centre", "y_centre", "width", "height", "score", "class"]'


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        (("xmin", "ymin", "xmax", "ymax"), 'must hold "score"'),
        (("xmin", "ymin", "width", "height", "score"), "the four of one box"),
        (("xmin", "ymin", "xmax", "ymax", "score", "angle"), "must hold"),
        (("xmin", "ymin", "xmax", "ymax", "score", "score"), '"score" appears more than once'),
    ],
)
def test_columns_that_make_no_row_are_problems(columns: tuple[str, ...], problem: str) -> None:
    assert problem in column_problems(columns)[0]
    assert OutputSettings(row_columns=columns).problems() == column_problems(columns)


def test_columns_may_be_left_alone() -> None:
    assert column_problems(("-", "-", "x", "y", "width", "height", "score")) == []
    assert column_problems(()) == []
