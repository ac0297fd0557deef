"""Takes random frames into the pool, off the reply path."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Final

from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import ImageError
from driftwatch.inference.answer import Answer
from driftwatch.observation import ModelIdentity, Observation
from driftwatch.storage.health import Notice, Notify
from driftwatch.watch.reviews.admission import Sighting, Terms, admit
from driftwatch.watch.reviews.chances import Chances, Entrance
from driftwatch.watch.reviews.pool import Pool

BACKLOG: Final = 16  # frames that wait for the disk
_MOST_CAMERAS: Final = 64  # a caller that invents camera names must not fill the memory


@dataclass(frozen=True, slots=True)
class IntakeStatus:
    """What became of frames on their way into the pool.

    taken: frames that came into the pool in this run. private: that privacy forbade. unreadable: that could not be
    blurred. overlooked: because too many waited for the disk. unstored: that the disk did not take.
    """

    taken: int
    private: int
    unreadable: int
    overlooked: int
    unstored: int


class Intake:
    """`offer` returns at once, for one thread; the rest is safe to use from any.

    terms: by which frames are taken in from now on; replaced when reviews have taught better ones.
    is_alarmed: whether an alarm of this camera is active.
    """

    def __init__(
        self, pool: Pool, chances: Chances, terms: Terms, is_alarmed: Callable[[str], bool], notify: Notify
    ) -> None:
        self.terms = terms
        self._pool = pool
        self._chances = chances
        self._is_alarmed = is_alarmed
        self._notify = notify
        self._random = Random()
        self._before: dict[str, Observation] = {}
        self._strata: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._waiting = 0
        self._closed = False
        self._fault = ""
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reviews")
        for entry in pool.entries():
            self._strata[entry.draw.stratum] += round(1 / entry.draw.pool_chance)

    def offer(
        self,
        observation: Observation,
        image: EncodedImage,
        shadow: "Future[Answer | None] | None" = None,
        candidate: ModelIdentity | None = None,
    ) -> None:
        """Hands in a frame that the model has looked at; as a rule it is forgotten again.

        shadow: see HardFrames. candidate: the model whose answer that is.
        """
        camera, now = observation.stream, observation.at.monotonic
        before = self._before.get(camera)
        if before is None and len(self._before) >= _MOST_CAMERAS:
            return
        self._before[camera] = observation
        self._chances.alarmed(camera, self._is_alarmed(camera), now)
        entrance = self._chances.enter(camera, observation.frame_id, now)
        if entrance is None:
            return
        sighting = Sighting(observation, image, before)
        if shadow is None:
            self._submit(sighting, entrance)
        else:
            shadow.add_done_callback(
                lambda answer: self._submit(Sighting(observation, image, before, answer.result(), candidate), entrance)
            )

    def strata(self) -> dict[str, float]:
        """Frames of the streams by stratum, estimated from those that came into the pool."""
        with self._lock:
            return dict(self._strata)

    def settled(self) -> "Future[None]":
        """Done when every frame that was offered so far, and waits for no candidate, is on disk."""
        with self._lock:
            if not self._closed:
                return self._thread.submit(lambda: None)
        settled: Future[None] = Future()
        settled.set_result(None)
        return settled

    def status(self) -> IntakeStatus:
        with self._lock:
            counts = self._counts
            return IntakeStatus(
                counts["taken"], counts["private"], counts["unreadable"], counts["overlooked"], counts["unstored"]
            )

    def close(self) -> None:
        """Waits for the disk."""
        with self._lock:
            self._closed = True
        self._thread.shutdown(wait=True)

    def _submit(self, sighting: Sighting, entrance: Entrance) -> None:
        with self._lock:
            if self._closed or self._waiting >= BACKLOG:
                self._counts["overlooked"] += 1
                return
            self._waiting += 1
            self._thread.submit(self._take, sighting, entrance)

    def _take(self, sighting: Sighting, entrance: Entrance) -> None:
        try:
            outcome = self._outcome(sighting, entrance)
        except Exception as error:  # one frame must not end the pool for good, nor be logged 30 times a second
            outcome = "unreadable"
            if repr(error) != self._fault:
                self._fault = repr(error)
                self._notify(Notice("warning", f"frames for reviews met a fault: {error!r}"))
        with self._lock:
            self._waiting -= 1
            self._counts[outcome] += 1

    def _outcome(self, sighting: Sighting, entrance: Entrance) -> str:
        try:
            admitted = admit(sighting, entrance, self.terms, self._random)
        except ImageError:
            return "unreadable"
        if admitted is None:
            return "private"
        pooled, data = admitted
        with self._lock:
            self._strata[pooled.draw.stratum] += round(1 / entrance.chance)
        return "taken" if self._pool.put(pooled, data) else "unstored"
