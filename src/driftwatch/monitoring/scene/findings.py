"""What the pictures of a camera have to say, in words and with one next step."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from driftwatch.monitoring.scene.facts import Facts

SceneKind = Literal[
    "black", "covered", "partly_covered", "moved", "blurred", "less_sharp", "less_contrast", "darker", "brighter"
]
Level = Literal["warning", "drift"]


@dataclass(frozen=True, slots=True)
class SceneFinding:
    """One thing that is not as usual about the picture."""

    kind: SceneKind
    words: str
    """What, and by how much."""
    since: float
    """Running seconds of the stream's monitor at which it began."""
    strength: float
    """1 is where it is found."""
    level: Level
    """`drift` is an alarm, `warning` is worth a look."""
    step: str
    """What to do about it."""


STEPS: Final[Mapping[SceneKind, str]] = {
    "black": "look at the camera and the light: a cap, a failed lamp, a camera that sees nothing",
    "covered": "uncover or clean the lens",
    "partly_covered": "clear what is in front of the camera, or clean the lens",
    "moved": "put the camera back, or accept the new view",
    "blurred": "clean or refocus the lens",
    "less_sharp": "clean the lens when you can",
    "less_contrast": "wait for fog to lift, else clean the lens",
    "darker": "fix the light or the camera's exposure first; accept if it stays",
    "brighter": "look for a lamp or sun in the view and at the camera's exposure; accept if it stays",
}


def words_of(kind: SceneKind, facts: Facts) -> str:
    """What a finding of `kind` says of the present picture."""
    return _WORDS[kind](facts)


def _partly_covered(facts: Facts) -> str:
    part = f"about {_rounded(facts.flat)} of the view"
    return f"{part} shows nothing any more: something covers the lens or is in front of it"


def _moved(facts: Facts) -> str:
    how = facts.alignment.words if facts.alignment and facts.alignment.likeness >= _SURE_FIT else ""
    if how:
        return f"the view has changed: the camera was moved ({how})"
    return "the view has changed: nothing is where it was; the camera was moved or turned, or its view is blocked"


def _less_sharp(facts: Facts) -> str:
    return f"the picture is less sharp: {_ratio('focus', facts)} of usual; the lens gets dirty"


def _blurred(facts: Facts) -> str:
    return f"sharpness is {_ratio('focus', facts)} of usual: out of focus, dirty or wet lens"


def _less_contrast(facts: Facts) -> str:
    share = facts.values["contrast"] / max(facts.usual["contrast"].middle, 1.0)
    return f"contrast is {_part(share)} of usual: fog, a dirty or covered lens"


def _darker(facts: Facts) -> str:
    return f"the picture is {_levels(facts)} grey levels darker than usual at this hour"


def _brighter(facts: Facts) -> str:
    return f"the picture is {_levels(facts)} grey levels brighter than usual at this hour"


def _levels(facts: Facts) -> str:
    return f"{abs(facts.values['brightness'] - facts.usual['brightness'].middle):.0f}"


def _ratio(name: Literal["focus"], facts: Facts) -> str:
    return _part(math.exp(facts.values[name] - facts.usual[name].middle))


def _part(share: float) -> str:
    """A share in words: a half, a third, a fifth ...; a percentage above."""
    if share > 0.6:
        return f"{share:.0%}"
    names = {2: "a half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth", 7: "a seventh", 8: "an eighth"}
    return names.get(round(1 / max(share, 1e-3)), "less than a tenth" if share < 0.1 else "a tenth")


def _rounded(share: float) -> str:
    return f"{round(share, 1):.0%}"


_SURE_FIT: Final = 0.5
_WORDS: Final[Mapping[SceneKind, Callable[[Facts], str]]] = {
    "black": lambda facts: (
        f"the picture is black (brightness {facts.values['brightness']:.0f} of 255) at an unusual time"
    ),
    "covered": lambda _: "the picture shows next to nothing: the lens is covered, or in dense fog",
    "partly_covered": _partly_covered,
    "moved": _moved,
    "blurred": _blurred,
    "less_sharp": _less_sharp,
    "less_contrast": _less_contrast,
    "darker": _darker,
    "brighter": _brighter,
}
