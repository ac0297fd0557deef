"""Opens reviews for one vision service: where random frames wait, and what their figures stand on."""

from collections.abc import Mapping

from driftwatch.attributes import VisionAttributes
from driftwatch.capture.settings import PrivacySettings
from driftwatch.monitoring.rollup import LabelCounts
from driftwatch.observation import ModelIdentity
from driftwatch.quality.verdicts.candidate import MARGIN
from driftwatch.storage.health import Notice, Notify
from driftwatch.storage.ownership import Home
from driftwatch.storage.state_dir import reviews_folder
from driftwatch.storage.store import Store
from driftwatch.watch.clock import machine_clock
from driftwatch.watch.reviews.counted import Counted
from driftwatch.watch.reviews.figuring import Figuring, Ground
from driftwatch.watch.reviews.reviews import ReviewPlan, ReviewPorts, Reviews
from driftwatch.watch.reviews.threshold import Threshold
from driftwatch.watch.reviews.validation import Validation, read_validation
from driftwatch.watch.reviews.weeks import Weeks
from driftwatch.watch.vision_watch import VisionWatch


def open_reviews(
    service: str, attributes: VisionAttributes, watch: VisionWatch, home: Home, notify: Notify
) -> Reviews | None:
    """None where the attribute `review` is not set. Frames wait next to the statistics file. Reads the disk.

    Raises ConfigError where the file of `reference.path` cannot be used.
    """
    settings, store = attributes.review, watch.store
    validation = read_validation(attributes.watch.reference.path, threshold_of(attributes))
    if settings is None or store is None:
        watch.quality.clear()
        return None
    if validation is not None and (problem := validation.problem(watch.model.key)):
        notify(Notice("warning", problem))
    folder = reviews_folder(home.folder, service) if home.folder else None
    plan = ReviewPlan(settings, threshold_of(attributes), privacy_of(attributes), folder)
    ground = _ground(service, attributes, watch, store, validation)
    ports = ReviewPorts(store, lambda camera: _is_alarmed(watch, camera), notify, machine_clock, home.private_files)
    return Reviews(plan, service, ports, lambda book: Figuring(ground, book))


def threshold_of(attributes: VisionAttributes) -> Threshold:
    """What callers are served, and nothing below the floor from which statistics count."""
    floor, wanted = attributes.watch.statistics.floor, attributes.filter
    by_label = {label.lower(): max(floor, least) for label, least in wanted.label_confidences.items()}
    return Threshold(max(floor, wanted.default_minimum_confidence), by_label)


def privacy_of(attributes: VisionAttributes) -> PrivacySettings:
    """Of the reviews' own, else capture's: who hides faces from one kept frame hides them from all."""
    if attributes.review is not None and attributes.review.privacy is not None:
        return attributes.review.privacy
    return attributes.capture.privacy if attributes.capture is not None else PrivacySettings()


def _ground(
    service: str, attributes: VisionAttributes, watch: VisionWatch, store: Store, validation: Validation | None
) -> Ground:
    assert attributes.review is not None

    def running() -> dict[str, ModelIdentity]:
        models = {stream.stream.camera: stream.snapshot.model for stream in watch.streams}
        return {camera: model for camera, model in models.items() if model is not None}

    def open_minute(camera: str, model: str) -> Mapping[str, LabelCounts]:
        snapshots = (one.snapshot for one in watch.streams if one.stream.camera == camera)
        ours = (one for one in snapshots if one.model is not None and one.model.key == model)
        return next((one.open.labels for one in ours), dict[str, LabelCounts]())

    counted = Counted(service, store, threshold_of(attributes), open_minute)
    margin = MARGIN if attributes.shadow is None else attributes.shadow.margin
    settings, board, comparison = attributes.review.figures, watch.quality, watch.shadow.comparison
    weeks = Weeks(attributes.watch.reference.zone())
    return Ground(service, settings, weeks, store, counted, board, running, comparison, margin, validation)


def _is_alarmed(watch: VisionWatch, camera: str) -> bool:
    stream = watch.stream(camera) if camera else None
    return stream is not None and stream.snapshot.monitor.drift
