"""The report as a browser reads it."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import timezone

import pytest

from driftwatch.monitoring.trend.trend import LabelTrend, Sums
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.figure import Drop, Figure, Period
from driftwatch.quality.settings import Target
from driftwatch.report.page import report_page
from driftwatch.report.quality_words import quality_headline, words
from driftwatch.report.story import Quality, Story
from tests.report import trends
from tests.report.test_markup import read

EVIL = "<img src=x onerror=alert(1)>\"'&</style><script>"
WEEK = Period(0, 1, is_closed=False)


def figure(label: str, value: float = 0.87, needed: int | None = 38, **more: object) -> Figure:
    known = Figure(label, WEEK, Estimate(value, value - 0.04, value + 0.04, 100), None, 40, 60, 0, 20, needed, None)
    return replace(known, **more)  # type: ignore[arg-type]


def story(trend: object = None, quality: Quality | None = None) -> Story:
    return Story("people", trend or trends.trend(), trends.END, quality, zone=timezone.utc)  # type: ignore[arg-type]


def evil() -> Story:
    plain = trends.bad()
    labels = (LabelTrend(EVIL, tuple(Sums(1, 0, 60_000) for _ in plain.buckets)),)
    model = replace(trends.NEW, name=EVIL, version=EVIL)
    marks = tuple(replace(mark, model=model) for mark in plain.models)
    trend = replace(plain, camera=EVIL, labels=labels, models=marks, standing=replace(plain.standing, model=model))
    quality = Quality({"": figure(""), EVIL: figure(EVIL)}, {EVIL: Drop(1.0, 0.9, Estimate(0.8, 0.7, 0.9, 10), 5)})
    return Story(EVIL, trend, trends.END, quality, {EVIL: EVIL}, timezone.utc)


def test_names_never_become_markup() -> None:
    reader = read(report_page(evil()))
    tags = {tag for tag, _ in reader.tags}
    assert not tags & {"script", "img", "iframe", "link", "object", "a", "form"}
    assert not [name for _, attributes in reader.tags for name in attributes if name.startswith("on")]
    assert tags == {tag for tag, _ in read(report_page(replace(evil(), service="x"))).tags}
    assert EVIL in "".join(reader.words)


def test_a_target_and_the_reference_are_drawn_and_said() -> None:
    known = figure("person", change=-0.05, change_from="reviews")
    page = report_page(story(quality=Quality({"": figure(""), "person": known}, {}, {"person": Target(0.9, None)})))
    assert "(0.83 to 0.91); target 0.90; reference 0.92" in page
    (target,) = re.findall(r'<line x1="([\d.]+)" x2="[\d.]+" y1="1" y2="17" class="target"', page)
    assert float(target) == pytest.approx(8 + 184 * 0.9, abs=0.1)
    assert page.count('class="reference"') == 1
    without = report_page(story(quality=Quality({"": figure(""), "person": figure("person")})))
    assert 'class="target"' not in without
    assert 'class="reference"' not in without


def test_it_asks_for_nothing_and_forbids_itself_to() -> None:
    page = report_page(story(trends.bad()))
    assert not re.search(r"(?:\bsrc=|\bhref=|url\(|@import)", page)
    assert "http" not in page.replace('http-equiv="Content', "")
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src &#x27;none&#x27;; style-src &#x27;sha256-{digest}&#x27;" in page
    assert not re.search(r"<[^>]+ style=", page)


@pytest.mark.parametrize("trend", [trends.trend(), trends.learning(), trends.bad(), trends.gap(), trends.empty()])
def test_every_state_is_a_page_of_moderate_size(trend: object) -> None:
    page = report_page(story(trend))
    assert 5_000 < len(page) < 120_000
    assert page.startswith("<!doctype html>")


def test_a_curve_is_broken_where_nothing_was_looked_at() -> None:
    whole, broken = (report_page(story(trend)).count('class="curve"') for trend in (trends.trend(), trends.gap()))
    assert (whole, broken) == (3, 6)


def test_an_alert_has_its_cause_and_its_next_step() -> None:
    text = "".join(read(report_page(story(trends.bad()))).words)
    assert "Mean confidence fell 0.187 below its usual range at this time of day." in text
    assert "The scene explains it: the picture is darker than usual." in text
    assert "Next: Look at the frames that were kept." in text


def test_without_reviews_it_is_said_that_precision_is_not_known() -> None:
    assert "How often it is right is not known" in report_page(story())
    known = report_page(story(quality=Quality({"": figure(""), "person": figure("person", 0.84)})))
    assert "How often it is right" not in known
    assert "0.84" in known


@pytest.mark.parametrize(
    ("quality", "tone", "text"),
    [
        (
            Quality({"": figure("", change=-0.05)}, {"person": Drop(1.0, 0.9, Estimate(0.8, 0.7, 0.9, 10), 5)}),
            "bad",
            "Precision of this week: 0.87 (0.83 to 0.91), 5 points below the reference. The drop is proven for person.",
        ),
        (Quality({"": figure("")}), "unknown", "Precision of this week: 0.87 (0.83 to 0.91)."),
        (
            Quality({"": figure("", needed=0, change=0.01)}),
            "calm",
            "Precision of this week: 0.87 (0.83 to 0.91), 1 point above the reference.",
        ),
        (
            Quality({"": figure("", needed=0), "dog": figure("dog", below_target=("recall",))}),
            "bad",
            "Precision of this week: 0.87 (0.83 to 0.91). Below target: dog.",
        ),
    ],
)
def test_what_reviews_prove_is_one_sentence(quality: Quality, tone: str, text: str) -> None:
    head = quality_headline(quality)
    assert head is not None
    assert (head.tone, head.text) == (tone, text)


def test_without_a_judged_box_nothing_is_said_of_precision() -> None:
    assert quality_headline(Quality()) is None
    assert quality_headline(Quality({"": figure("", precision=None)})) is None


def test_names_are_listed_as_people_do() -> None:
    assert [words(["a"]), words(["a", "b"]), words(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
