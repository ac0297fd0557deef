"""Pictures for the tests of the scene: a photograph, lit, moved and covered, and the minutes made of them."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.scene.detector import SceneDetector
from driftwatch.monitoring.scene.findings import SceneFinding
from driftwatch.monitoring.scene.minute import LookSums, SceneMinute
from driftwatch.monitoring.tally import image_counts
from driftwatch.watch.image_statistics import statistics_of

Grey = NDArray[np.uint8]
HOUR = 60
DAY = 24 * HOUR
WIDTH, HEIGHT = 96, 60


@cache
def world() -> NDArray[np.float32]:
    """A photograph with room around the view, (90, 144) in grey levels."""
    package = find_spec("sklearn")  # found, not imported: only its photograph is wanted
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).parent / "datasets" / "images" / "china.jpg"
    grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert grey is not None
    return cv2.resize(grey, (144, 90), interpolation=cv2.INTER_AREA).astype(np.float32)


def picture(right: int = 0, light: float = 1.0, turn: float = 0.0) -> Grey:
    """The view, its camera moved by some pixels of 96, in less light, turned by degrees."""
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), turn, 1.0)
    matrix[:, 2] += (24 + right, 15)
    seen = cv2.warpAffine(world(), matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.clip(seen * light, 0, 255).astype(np.uint8)


def covered(share: float) -> Grey:
    """The view, of which something dark and plain hides the left part."""
    shown = picture().copy()
    shown[:, : round(share * WIDTH)] = 30
    return shown


def blurred(pixels: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(picture(), (0, 0), pixels), np.uint8)


def minute_of(*pictures: Grey) -> SceneMinute:
    images = [statistics_of(one) for one in pictures]
    made = SceneMinute.of(image_counts(images), LookSums.of(images))
    assert made is not None
    return made


def noisy(shown: Grey, rng: np.random.Generator) -> Grey:
    return np.clip(shown + rng.normal(0, 2, shown.shape), 0, 255).astype(np.uint8)


class Site:
    """A detector and the minutes it was shown; every day like the other."""

    def __init__(self) -> None:
        self.detector = SceneDetector()
        self.minute = 0
        self._rng = np.random.default_rng(7)

    def show(self, shown: Grey, minutes: int = 1, teach: bool = True) -> tuple[SceneFinding, ...]:
        """The same picture, with other noise, for some minutes; gives what is active at their end."""
        for _ in range(minutes):
            self.minute += 1
            seen = minute_of(noisy(shown, self._rng), noisy(shown, self._rng))
            self.detector.update(seen, self.minute * 60.0, self.minute // HOUR % 24, teach=teach)
        return self.detector.active

    def give(self, minute: SceneMinute) -> tuple[SceneFinding, ...]:
        """The next minute, as it is."""
        self.minute += 1
        return self.detector.update(minute, self.minute * 60.0, self.minute // HOUR % 24)

    def learn(self, days: int = 1) -> "Site":
        """A picture every fifth minute is enough to learn from."""
        for _ in range(days * DAY // 5 + 1):
            self.minute += 4
            self.show(picture(light=0.9 + 0.1 * (self.minute // HOUR % 2)))
        return self


def kinds(findings: tuple[SceneFinding, ...]) -> list[str]:
    return [finding.kind for finding in findings]
