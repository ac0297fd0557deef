"""What the hard frames of a vision service are made from: its settings, and what reaches beyond it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from driftwatch.capture.files import Files
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.settings import CaptureSettings
from driftwatch.capture.spool.settings import SpoolSettings
from driftwatch.storage.health import Notify


@dataclass(frozen=True, slots=True)
class HardFramesSettings:
    """capture, spool: the attributes of those names. folder: where frames wait; None: in memory only.

    labels: of the model, in its own order; None where it knows its classes by number only.
    files: how they are written; it may refuse a folder that somebody else has.
    """

    capture: CaptureSettings
    spool: SpoolSettings | None
    folder: Path | None
    labels: tuple[str, ...] | None = None
    files: Files = field(default_factory=Files)


@dataclass(frozen=True, slots=True)
class HardFramesPorts:
    """context: what is known of a camera besides its frames. notify: takes lines for the owner's log, from any thread.

    boot: names this run of the machine, so that budgets go on through a restart of the module; "" where unknown.
    why_not_spool: why the spool's directory must not be used, None where it may; called before each use.
    passed_over: gets how many frames were not judged so far, when there are more.
    """

    context: Callable[[str], Context]
    notify: Notify
    boot: str = ""
    why_not_spool: Callable[[Path], str | None] = lambda _: None
    passed_over: Callable[[int], None] = lambda _: None
