"""The report as one HTML file that needs nothing else: no script, no request, readable on a phone and on paper."""

import base64
import hashlib
from collections.abc import Sequence
from typing import Final

from driftwatch.monitoring.trend.trend import AlertMark, ModelMark
from driftwatch.report.headline import Headline, headline, moment, sentence
from driftwatch.report.interval_svg import Ticks, interval
from driftwatch.report.markup import Child, Html, element, joined
from driftwatch.report.quality_words import quality_headline
from driftwatch.report.story import LabelStory, Story, labels_of
from driftwatch.report.style import STYLE
from driftwatch.report.trend_svg import panels, trend_svg

_SIGNS: Final = {"calm": "\N{CHECK MARK}", "unknown": "\N{HORIZONTAL ELLIPSIS}", "doubtful": "?", "bad": "!"}
"""Said by shape as well as by colour."""
_KNOWN: Final = {
    "scene": "The scene explains it",
    "model": "The scene does not explain it",
    "unknown": "Nothing is known of the scene",
}


def report_page(story: Story) -> str:
    """HTML of some hundred kilobytes at most. Labels and names of cameras are shown as text, whatever they hold."""
    title = f"{story.service}: {_camera(story)}"
    body = joined(_top(story), _sentences(story), _trend(story), _alerts(story), _labels(story), _state(story))
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = joined(
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"Driftwatch report of {title}"),
        element("style", Html(STYLE)),
    )
    page = element("html", element("head", head), element("body", element("main", body)), lang="en")
    return f"<!doctype html>\n{page}\n"


def _camera(story: Story) -> str:
    return story.trend.camera or "images that callers sent in"


def _top(story: Story) -> Html:
    trend, zone = story.trend, story.zone
    model = trend.standing.model
    version = f"model {model.name} {model.version}".rstrip() if model else "no model yet"
    stretch = f"{moment(trend.start, zone)} to {moment(trend.end, zone)}"
    return element(
        "header",
        element("h1", f"{story.service} \N{RIGHTWARDS ARROW} {_camera(story)}"),
        element("p", f"{stretch} \N{MIDDLE DOT} {version}", class_="about"),
    )


def _sentences(story: Story) -> Html:
    """What reviews prove, then what the watch says; the graver one first."""
    heads = [headline(story.trend, story.zone)]
    proven = quality_headline(story.quality) if story.quality else None
    if proven is not None:
        heads.insert(0, proven)
    order = ("bad", "doubtful", "unknown", "calm")
    graver = sorted(heads, key=lambda head: order.index(head.tone) if head.tone in ("bad", "doubtful") else 2)
    return element("section", *(_headline(head) for head in graver), class_="headline")


def _headline(head: Headline) -> Html:
    step = element("span", head.next_step, class_="step") if head.next_step else None
    sign = element("span", _SIGNS[head.tone], class_="sign", aria_hidden="true")
    return element("p", sign, element("span", head.text, " ", step), class_=f"tone {head.tone}")


def _trend(story: Story) -> Html:
    trend = story.trend
    figures = [
        element("figure", element("figcaption", *_caption(story, panel.name)), trend_svg(trend, panel, story.zone))
        for panel in panels(trend)
    ]
    return element("section", element("h2", "How it went"), *figures)


def _caption(story: Story, name: str) -> Sequence[Child]:
    usual = any(bucket.usual_mean for bucket in story.trend.buckets)
    band = element("span", "grey: usual at that hour", class_="about")
    return (name, " ", band if usual and name != "Detections a frame" else None)


def _alerts(story: Story) -> Html:
    alerts = sorted(story.trend.alerts, key=lambda mark: (not mark.is_active, -mark.alert.raised))
    shown: list[Child] = [_alert(mark, story) for mark in alerts]
    if not shown:
        shown = [element("p", "None in this time.", class_="about")]
    return element("section", element("h2", "Alerts"), *shown)


def _alert(mark: AlertMark, story: Story) -> Html:
    alert, zone = mark.alert, story.zone
    kind = "Alarm" if alert.level == "drift" else "Warning"
    if mark.is_active:
        ended = "still active"
    else:
        ended = f"ended {moment(mark.cleared, zone)}" if mark.cleared is not None else "ended, nobody knows when"
    why = f"{_KNOWN[alert.why]}: {alert.reason}." if alert.reason else None
    step = (
        element("p", "Next: ", sentence(alert.next_step), class_="step") if alert.next_step and mark.is_active else None
    )
    return element(
        "article",
        element("h3", sentence(alert.cause or alert.name)),
        element("p", f"{kind}, since {moment(alert.since, zone)}, {ended}.", class_="about"),
        element("p", why) if why else None,
        step,
        class_=f"alert {alert.level if mark.is_active else 'over'}",
    )


def _labels(story: Story) -> Html:
    rows = labels_of(story)
    reviewed = story.quality is not None and any(row.figure for row in rows)
    if not rows:
        return element("section", element("h2", "Labels"), element("p", "Nothing was detected.", class_="about"))
    others = len(story.trend.others) and sum(one.detections for one in story.trend.others)
    more = element("p", f"Further labels together: {others:,} detections.", class_="about") if others else None
    unknown = None
    if not reviewed:
        words = "How often it is right is not known: nobody has reviewed frames of this week."
        unknown = element("p", words, class_="about")
    tiles = element("div", *(_tile(row) for row in rows), class_="tiles")
    key = element("p", "Upright line: target; dotted line: the reference.", class_="about") if reviewed else None
    return element("section", element("h2", "Labels"), unknown, key, tiles, more)


def _tile(row: LabelStory) -> Html:
    figure = row.figure
    seen = [f"{row.sums.detections:,} seen, {row.share:.0%}"]
    if row.sums.mean is not None and row.sums.low_rate is not None:
        seen.append(f"mean confidence {row.sums.mean:.2f}, low {row.sums.low_rate:.0%}")
    parts: list[Child] = [element("h3", row.label), element("p", ", ".join(seen), class_="about")]
    if figure is not None:
        before = None if figure.change is None or figure.precision is None else figure.precision.value - figure.change
        parts.append(interval("Precision", figure.precision, Ticks(row.target.precision, before)))
        parts.append(interval("Recall", figure.recall, Ticks(row.target.recall)))
        verdict = _verdict(row)
        parts.append(element("p", verdict, class_="step" if row.drop or figure.below_target else "about"))
    is_bad = row.drop is not None or bool(figure and figure.below_target)
    return element("article", *parts, class_="tile bad" if is_bad else "tile")


def _verdict(row: LabelStory) -> str:
    figure = row.figure
    if figure is None:
        return ""
    if row.drop is not None:
        return f"Dropped from {row.drop.before:.2f}: candidate for retraining."
    if figure.below_target:
        return f"Below target ({', '.join(figure.below_target)}): candidate for retraining."
    if figure.reviews_needed:
        return f"{figure.reviews_needed} more reviews settle it."
    return "Settled." if figure.reviews_needed == 0 else "Too few reviews to say more."


def _state(story: Story) -> Html:
    frames, standing = story.trend.frames, story.trend.standing
    rows = {
        "Frames looked at": f"{frames.frames:,}, without a detection {frames.empty_frames:,}",
        "Frames that failed": f"{frames.failed_frames:,}, frozen {frames.frozen_frames:,}",
        "Learned": f"{standing.learned_days} days" + (f"; {standing.learning}" if standing.learning else ""),
        **{f"Model {one.model.name} {one.model.version}".rstrip(): _since(one, story) for one in story.trend.models},
        **story.state,
        "Report made": moment(story.made, story.zone),
    }
    entries = [element("div", element("dt", name), element("dd", words)) for name, words in rows.items()]
    return element("section", element("h2", "State"), element("dl", *entries))


def _since(mark: ModelMark, story: Story) -> str:
    begun = mark.is_change or mark.since > story.trend.start + story.trend.step
    return f"since {moment(mark.since, story.zone)}" if begun else "all this time"
