"""The questions that are asked of every minute's picture, the gravest first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from driftwatch.monitoring.scene.facts import Facts
from driftwatch.monitoring.scene.findings import Level, SceneKind
from driftwatch.monitoring.scene.reference import SceneReference

Ask = Callable[[Facts, SceneReference], float]


@dataclass(frozen=True, slots=True)
class Question:
    """What the scene detector asks of each minute."""

    kind: SceneKind
    level: Level
    needed: int
    window: int
    ask: Ask
    """Gives how strongly a minute supports it; from 1 on it does. needed of the last window minutes must."""
    hides: bool = True
    """Whether the questions after it are not asked of a minute that supports it."""


def _covered(facts: Facts, _: SceneReference) -> float:
    return facts.flat / _ALL_FLAT if facts.unlike > _UNLIKE else 0.0


def _partly_covered(facts: Facts, reference: SceneReference) -> float:
    return facts.part_covered / max(_PART_FLAT, reference.flat.worst + 0.1)


def _moved(facts: Facts, reference: SceneReference) -> float:
    """It fits elsewhere, or nowhere: clearly better after a movement, or hardly a block is what it ever was."""
    seen, fit = facts.resemblance, facts.alignment
    if seen is None or fit is None or not _visible(facts):
        return 0.0
    elsewhere = facts.gain / max(_GAIN, reference.gain.worst + 0.05) if fit.likeness >= _FITS else 0.0
    limit = max(_NOWHERE, min(reference.unlike.worst + 0.1, 1.0))
    nowhere = facts.unlike / limit if seen.changed >= _MOST else 0.0
    return max(elsewhere, nowhere)


def _blurred(facts: Facts, _: SceneReference) -> float:
    return facts.below("focus") / (0.75 + 0.9 / facts.days) if _visible(facts) else 0.0


def _less_sharp(facts: Facts, _: SceneReference) -> float:
    return facts.below("focus") / (0.35 + 0.5 / facts.days) if _visible(facts) else 0.0


def _less_contrast(facts: Facts, _: SceneReference) -> float:
    limit = (0.6 - 0.3 / facts.days) * facts.usual["contrast"].low
    return limit / max(facts.values["contrast"], 0.5) if facts.values["brightness"] >= _DIM else 0.0


def _darker(facts: Facts, _: SceneReference) -> float:
    return facts.below("brightness") / (12.0 + 36.0 / facts.days)


def _brighter(facts: Facts, _: SceneReference) -> float:
    return facts.above("brightness") / (12.0 + 36.0 / facts.days)


def _visible(facts: Facts) -> bool:
    """Whether there is enough light and contrast for the view and the lens to be judged."""
    enough = max(_DIM, 0.5 * facts.usual["brightness"].middle)
    return facts.values["brightness"] >= enough and facts.values["contrast"] >= _PALE


_ALL_FLAT: Final = 0.85
_UNLIKE: Final = 0.5
_PART_FLAT: Final = 0.33
_GAIN: Final = 0.15
_FITS: Final = 0.5
_NOWHERE: Final = 0.7
_MOST: Final = 0.75
_DIM: Final = 12.0
_PALE: Final = 4.0
QUESTIONS: Final = (
    Question("covered", "drift", 5, 6, _covered),
    Question("partly_covered", "drift", 11, 12, _partly_covered),
    Question("moved", "drift", 8, 10, _moved),
    Question("blurred", "drift", 8, 10, _blurred),
    Question("less_sharp", "warning", 25, 30, _less_sharp, hides=False),
    Question("less_contrast", "warning", 20, 25, _less_contrast, hides=False),
    Question("darker", "warning", 20, 25, _darker, hides=False),
    Question("brighter", "warning", 20, 25, _brighter, hides=False),
)
"""Whether the picture is black is asked before all of these, see Darkness."""
