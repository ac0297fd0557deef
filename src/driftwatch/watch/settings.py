"""What an owner may set about watching: attributes of the vision service and of the drift sensor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from driftwatch.config.constraints import Length, Range
from driftwatch.monitoring.settings import AlertSettings, ReferenceSettings, StatisticsSettings
from driftwatch.notify.settings import NotifySettings
from driftwatch.storage.retention import RetentionSettings
from driftwatch.storage.state_dir import expanded

LONGEST_WINDOW_MINUTES = 60


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """Attributes of the vision service."""

    statistics: StatisticsSettings = field(default_factory=StatisticsSettings)
    """What counts."""
    alert: AlertSettings = field(default_factory=AlertSettings)
    """The plain alarm, active from the first minute."""
    reference: ReferenceSettings = field(default_factory=ReferenceSettings)
    """What is learned of the stream."""
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    """How long statistics are kept."""
    watch_hz: Annotated[float, Range(0, 60)] = 0.0
    """Frames a second that the service looks at by itself over camera_name; 0: only when it is asked."""
    stale_seconds: Annotated[float, Range(1, 86_400)] = 60.0
    """A camera that gives nothing new for at least this long, although it is asked, is stale. Seconds."""
    state_dir: str = ""
    """Absolute path of the folder of statistics and waiting frames; "" for the module's own under VIAM_HOME."""

    def problems(self) -> list[str]:
        if not self.state_dir or expanded(self.state_dir).is_absolute():
            return []
        return [f'state_dir: must be an absolute path, or begin with "~/", got {self.state_dir}']


@dataclass(frozen=True, slots=True)
class CaptureControl:
    """One entry for the data manager's capture_control_sensor: what to capture faster while an alert is active."""

    resource_name: Annotated[str, Length(1)]
    """The resource whose capture method it is."""
    method: Annotated[str, Length(1)]
    """The capture method."""
    capture_frequency_hz: Annotated[float, Range(0, 100)]
    """Captures a second while an alert is active."""
    tags: tuple[str, ...] = ()
    """Given to what is captured then."""

    def entry(self) -> Mapping[str, Any]:
        """Gives the entry as the data manager reads it."""
        return {
            "resource_name": self.resource_name,
            "method": self.method,
            "capture_frequency_hz": self.capture_frequency_hz,
            "tags": list(self.tags),
        }


@dataclass(frozen=True, slots=True)
class DriftSensorSettings:
    """Attributes of the drift sensor."""

    vision_name: Annotated[str, Length(1)]
    """The vision service to report on."""
    camera_name: str = ""
    """Its stream; needed only where it has several."""
    window_minutes: Annotated[int, Range(1, LONGEST_WINDOW_MINUTES)] = 10
    """Length in minutes of the windows that people see and the data manager is given."""
    capture_control: tuple[CaptureControl, ...] = ()
    """What the data manager should capture faster while an alert is active."""
    notify: NotifySettings | None = None
    """Where a change of state is announced."""
    prometheus_port: Annotated[int, Range(0, 65_535)] = 0
    """Port of this host at which Prometheus reads the figures; 0: none."""
