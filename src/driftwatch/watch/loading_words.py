"""What an owner should know of how a stream is judged from now on, said when its monitor is loaded."""

from driftwatch.monitoring.usual.first_month import FirstMonth
from driftwatch.watch.checkpoint import Checkpoint
from driftwatch.watch.settings import WatchSettings


def loading_words(settings: WatchSettings, kept: Checkpoint, made: int, month: FirstMonth | None) -> list[str]:
    """Lines of a log. made: days that were made again from minutes. month: that slow changes are compared with."""
    lines: list[str] = []
    if kept.other_thresholds and made:
        lines.append(
            f"statistics.floor or low_confidence has changed; the counts of {made} learned days were made again from "
            "the histograms of their minutes, exact to 1/64 of confidence"
        )
    if kept.borrowed:
        lines.append("this model version is compared with the days of the version before until it has its own")
    if month is not None and month.floor != settings.statistics.floor:
        lines.append(
            "statistics.floor has changed; what slow changes are compared with, the first month "
            f"({month.dates}), was counted under {month.floor:g} and begins again"
        )
    if country := settings.reference.assumed_country:
        lines.append(
            f"on the public holidays of {country}, where the time zone lies, counts and confidence are not judged; "
            "reference.holidays names others, or none as []"
        )
    if days := settings.reference.assumed_weekend:
        lines.append(f"{days} are the days of rest, as in the country of the time zone; reference.weekend names others")
    return lines
