import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.watch.exposition import MetricFamily, MetricValue, exposition
from tests.watch.prometheus_text import parse

FRAMES = MetricFamily("frames_total", "counter", "frames")
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


def test_the_lines_are_those_of_the_format() -> None:
    high = MetricFamily("high", "gauge", 'a "high" \\ one\nof two lines')
    samples = [
        MetricValue(FRAMES, {"a": "1"}, 3),
        MetricValue(high, {}, 0.25),
        MetricValue(FRAMES, {"a": 'x"\\\n'}, 1e21),
    ]
    assert exposition(samples) == (
        "# HELP frames_total frames\n"
        "# TYPE frames_total counter\n"
        'frames_total{a="1"} 3\n'
        'frames_total{a="x\\"\\\\\\n"} 1000000000000000000000\n'
        '# HELP high a "high" \\\\ one\\nof two lines\n'
        "# TYPE high gauge\n"
        "high 0.25\n"
    )


@given(value=texts, meaning=texts, number=st.floats(allow_nan=False, allow_infinity=False))
def test_any_label_meaning_and_number_is_read_back(value: str, meaning: str, number: float) -> None:
    family = MetricFamily("seen", "gauge", meaning)
    (metric,) = parse(exposition([MetricValue(family, {"label": value}, number)])).values()
    assert metric.meaning == meaning
    assert metric.samples == {("seen", frozenset({("label", value)})): number}


@pytest.mark.parametrize(
    "text", ["a 1\n", '# HELP a x\n# TYPE a gauge\na{l="\\x"} 1\n', "# HELP a x\n# TYPE a gauge\na 1"]
)
def test_the_reader_of_these_tests_refuses_what_is_against_the_rules(text: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        parse(text)
