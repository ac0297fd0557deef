"""Puts a candidate next to a live model, where the owner wants one."""

from dataclasses import dataclass

from driftwatch.attributes import VisionAttributes
from driftwatch.concurrency import run_in_thread
from driftwatch.engine.ports import Models
from driftwatch.engine.reviews import threshold_of
from driftwatch.engine.shadow.candidate import CandidateLoader
from driftwatch.engine.shadow.shadow import ComparisonTerms, Shadow
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.monitoring.agreement import MatchSettings
from driftwatch.storage.health import Notice, Notify
from driftwatch.storage.ownership import Home
from driftwatch.storage.state_dir import as_folder
from driftwatch.watch.vision_watch import VisionWatch


@dataclass(frozen=True, slots=True)
class LiveModel:
    """The model that a candidate is compared with: how it is watched and read, and of which vision service it is."""

    service: str
    watch: VisionWatch
    choice: Choice


async def open_shadow(
    attributes: VisionAttributes, live: LiveModel, models: Models, home: Home, notify: Notify
) -> Shadow | None:
    """None where the attribute `shadow` is not set. What was compared is kept next to the statistics file."""
    settings, statistics = attributes.shadow, attributes.watch.statistics
    if settings is None:
        return None

    def restore() -> None:
        if home.folder is not None:
            path = home.folder / "shadow" / f"{as_folder(live.service)}.json"
            problem = live.watch.shadow.open(path, home.files)
            if problem:
                notify(Notice("warning", f"the comparison in {path} cannot be read and begins again: {problem}"))

    await run_in_thread(restore)
    pairs = MatchSettings(statistics.floor, statistics.low_confidence, settings.confidence, settings.iou)
    terms = ComparisonTerms(pairs, None if attributes.review is None else threshold_of(attributes))
    logged: set[str] = set()

    def warn(text: str) -> None:
        if text not in logged:  # a candidate may be loaded again and again
            logged.add(text)
            notify(Notice("warning", f'candidate "{settings.mlmodel_name}": {text}'))

    loader = CandidateLoader(settings, f"{live.service}'s shadow", live.choice, models, warn)
    return Shadow(settings, terms, loader.load, live.watch, notify)
