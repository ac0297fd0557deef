"""What is handed to the store: one small record per table, collected into batches that are written whole."""

from dataclasses import dataclass, replace

from driftwatch.monitoring.rollup import RollUp
from driftwatch.observation import ModelIdentity, Observation


@dataclass(frozen=True, slots=True)
class StreamKey:
    """One camera seen by one vision service. camera: "" for images that callers sent in."""

    service: str
    camera: str


@dataclass(frozen=True, slots=True)
class MinuteRecord:
    """A roll-up to be added to what the store holds of that minute. Its `stream` is the key's camera."""

    stream: StreamKey
    model: ModelIdentity
    roll: RollUp


@dataclass(frozen=True, slots=True)
class SampleRecord:
    """One raw observation, kept as an example of its time."""

    stream: StreamKey
    observation: Observation


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """A person's verdict on a frame; a later one of the same id replaces it.

    at_ms: when the frame was seen, done_ms: when it was reviewed; milliseconds since 1970.
    version: of the body, which is JSON as watch/reviews/review_json.py writes it.
    """

    id: str
    stream: StreamKey
    model: ModelIdentity
    at_ms: int
    done_ms: int
    version: int
    body: str


@dataclass(frozen=True, slots=True)
class ReferenceRecord:
    """What the stream looked like while the model was good.

    started: seconds since 1970. body: as monitoring wrote it.
    """

    stream: StreamKey
    model: ModelIdentity
    started: int
    body: bytes


@dataclass(frozen=True, slots=True)
class DayRecord:
    """One local day as monitoring wrote it; a later one of the same number replaces it.

    number: local days since 1 January 1970.
    """

    stream: StreamKey
    model: ModelIdentity
    number: int
    body: bytes


@dataclass(frozen=True, slots=True)
class StateRecord:
    """What the detectors know after `minute` (since 1970); a later one replaces it. body: as watch wrote it."""

    stream: StreamKey
    model: ModelIdentity
    minute: int
    body: bytes


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """What one drift sensor has not given away yet, windows or messages; a later one replaces it.

    Minutes that have no date yet wait in the same place. body: as watch or engine wrote it; b"" forgets it.
    """

    stream: StreamKey
    sensor: str
    body: bytes


@dataclass(frozen=True, slots=True)
class EventRecord:
    """An alert with its beginning and, once it is over, its end. The same event written again replaces itself.

    raised_ms, cleared_ms: milliseconds since 1970. body: the alert in full, as JSON.
    """

    stream: StreamKey
    model: ModelIdentity
    cause: str
    raised_ms: int
    cleared_ms: int | None
    body: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that are committed together or not at all."""

    minutes: tuple[MinuteRecord, ...] = ()
    samples: tuple[SampleRecord, ...] = ()
    reviews: tuple[ReviewRecord, ...] = ()
    references: tuple[ReferenceRecord, ...] = ()
    days: tuple[DayRecord, ...] = ()
    states: tuple[StateRecord, ...] = ()
    events: tuple[EventRecord, ...] = ()
    feeds: tuple[FeedRecord, ...] = ()

    @property
    def statistics(self) -> int:
        """How many minutes and samples."""
        return len(self.minutes) + len(self.samples)

    @property
    def without_statistics(self) -> "Batch":
        """What is left when memory runs short: conclusions stay, what they were drawn from goes."""
        return replace(self, minutes=(), samples=())

    def __add__(self, later: "Batch") -> "Batch":
        return Batch(
            self.minutes + later.minutes,
            self.samples + later.samples,
            self.reviews + later.reviews,
            self.references + later.references,
            self.days + later.days,
            self.states + later.states,
            self.events + later.events,
            self.feeds + later.feeds,
        )

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)
