"""Every DoCommand, in the order of the documentation."""

from typing import Any, Final, TypeAlias

from driftwatch.commands.accept import ACCEPT
from driftwatch.commands.adopt_state import ADOPT_STATE
from driftwatch.commands.alerts import ALERTS
from driftwatch.commands.capture_now import CAPTURE_NOW
from driftwatch.commands.captured import CAPTURED
from driftwatch.commands.captured_image import CAPTURED_IMAGE
from driftwatch.commands.command import ServiceCommand, StreamCommand
from driftwatch.commands.delete_state import DELETE_STATE
from driftwatch.commands.dismiss import DISMISS
from driftwatch.commands.doctor import DOCTOR
from driftwatch.commands.dry_run import DRY_RUN
from driftwatch.commands.export import EXPORT
from driftwatch.commands.overview import OVERVIEW
from driftwatch.commands.pause_capture import PAUSE_CAPTURE
from driftwatch.commands.references import REFERENCES
from driftwatch.commands.report import REPORT
from driftwatch.commands.restart_reference import RESTART_REFERENCE
from driftwatch.commands.resume_capture import RESUME_CAPTURE
from driftwatch.commands.review_export import REVIEW_EXPORT
from driftwatch.commands.review_figures import REVIEW_FIGURES
from driftwatch.commands.review_image import REVIEW_IMAGE
from driftwatch.commands.review_list import REVIEW_LIST
from driftwatch.commands.review_next import REVIEW_NEXT
from driftwatch.commands.review_skip import REVIEW_SKIP
from driftwatch.commands.review_submit import REVIEW_SUBMIT
from driftwatch.commands.review_undo import REVIEW_UNDO
from driftwatch.commands.shadow import SHADOW
from driftwatch.commands.statistics import STATISTICS
from driftwatch.commands.stop_upload import STOP_UPLOAD
from driftwatch.commands.trend import TREND
from driftwatch.commands.unused_state import UNUSED_STATE
from driftwatch.commands.upload import UPLOAD
from driftwatch.commands.upload_status import UPLOAD_STATUS

AnyCommand: TypeAlias = StreamCommand[Any] | ServiceCommand[Any]

COMMANDS: Final[tuple[AnyCommand, ...]] = (
    STATISTICS,
    TREND,
    ALERTS,
    REFERENCES,
    ACCEPT,
    DISMISS,
    RESTART_REFERENCE,
    EXPORT,
    SHADOW,
    REPORT,
    CAPTURED,
    CAPTURED_IMAGE,
    CAPTURE_NOW,
    PAUSE_CAPTURE,
    RESUME_CAPTURE,
    DRY_RUN,
    UPLOAD,
    UPLOAD_STATUS,
    STOP_UPLOAD,
    REVIEW_NEXT,
    REVIEW_IMAGE,
    REVIEW_SUBMIT,
    REVIEW_SKIP,
    REVIEW_UNDO,
    REVIEW_LIST,
    REVIEW_FIGURES,
    REVIEW_EXPORT,
    UNUSED_STATE,
    ADOPT_STATE,
    DELETE_STATE,
    DOCTOR,
    OVERVIEW,
)
"""What the vision service answers."""

STREAM_COMMANDS: Final[tuple[StreamCommand[Any], ...]] = tuple(
    entry for entry in COMMANDS if isinstance(entry, StreamCommand)
)
"""What the drift sensor answers too."""
