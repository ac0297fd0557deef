"""What an owner may set about statistics, the plain alert and the reference; attributes of the vision service."""

from dataclasses import dataclass, field
from datetime import timezone, tzinfo
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from driftwatch.config.constraints import Range
from driftwatch.monitoring.calendar import WorkingWeek
from driftwatch.monitoring.countries import country_of
from driftwatch.monitoring.holidays import USUAL_REST, Holidays, are_known, first_of_rest

_FIRST_OF_WEEKEND: Final = {"saturday-sunday": 5, "friday-saturday": 4, "thursday-friday": 3}


@dataclass(frozen=True, slots=True)
class StatisticsSettings:
    """Attribute `statistics`."""

    enabled: bool = True
    """Whether inferences are recorded at all."""
    floor: Annotated[float, Range(0, 1)] = 0.3
    """A detection counts from this confidence up; what lies below enters only the histogram."""
    low_confidence: Annotated[float, Range(0, 1)] = 0.6
    """A counted detection below this confidence is a low-confidence one."""

    def problems(self) -> list[str]:
        if self.floor < self.low_confidence:
            return []
        return [f"low_confidence: {self.low_confidence:g} must be above floor, which is {self.floor:g}"]


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Attribute `alert`: the plain rate of low confidence, looked at from the first minute.

    It is above the limit when, over `window_minutes` that hold at least `minimum_detections` detections of at least
    `minimum_objects` objects, a share above `low_confidence_rate` of the detections had low confidence.
    """

    low_confidence_rate: Annotated[float, Range(0, 1)] | None = None
    """Share of low-confidence detections, 0 to 1; passing an owner's own limit is an alarm.

    None: the limit is 0.3, or more where that is usual at this hour, and passing it is a warning.
    """
    window_minutes: Annotated[int, Range(1, 1440)] = 10
    """Minutes over which the rate is taken."""
    minimum_detections: Annotated[int, Range(1)] = 50
    """With fewer detections in these minutes nothing is concluded."""
    minimum_objects: Annotated[int, Range(1)] = 10
    """With fewer objects in these minutes nothing is concluded."""


@dataclass(frozen=True, slots=True)
class ReferenceSettings:
    """Attribute `reference`: what is learned of a stream before drift is judged."""

    days: Annotated[int, Range(2, 60)] = 7
    """Good days that are learned before everything is judged."""
    path: str = ""
    """File that `driftwatch evaluate --save-reference` wrote, to compare what people say of the site's frames with."""
    timezone: str = ""
    """IANA name of the time zone that people and sun follow, such as "Europe/Berlin"; "": the machine's own."""

    weekend: Literal["saturday-sunday", "friday-saturday", "thursday-friday"] | None = None
    """The two days of the week that may be unlike the others; None: those of the country that the time zone lies in."""
    holidays: tuple[str, ...] | None = None
    """Days on which counts and confidence are neither judged nor learned: countries such as "DE" or "US-CA", and dates.

    None: the public ones of the country that the time zone lies in, the machine's own where `timezone` is "". A date is
    of one year, "2026-12-24", or of every year, "12-24". A single working day between a holiday and days of rest counts
    as one, and so do 24 to 31 December where Christmas and New Year are holidays.
    """

    @property
    def week(self) -> WorkingWeek:
        """Raises ValueError for holidays that are not known."""
        country = self.assumed_country
        holidays = Holidays.of((country,) if country else self.holidays or ())
        rest = first_of_rest(self._country) if self.weekend is None else _FIRST_OF_WEEKEND[self.weekend]
        return WorkingWeek(rest, holidays)

    @property
    def _country(self) -> str:
        """Code of the country that the time zone lies in, "" where none is known."""
        country = country_of(self.timezone)
        return country if are_known(country) else ""

    @property
    def assumed_country(self) -> str:
        """Code of the country whose holidays are kept although nobody named it, "" where there is none."""
        return self._country if self.holidays is None else ""

    @property
    def assumed_weekend(self) -> str:
        """Names of the days of rest of the country, where nobody named any and they are not Saturday and Sunday."""
        week = self.week
        return " and ".join(week.names[1:]) if self.weekend is None and week.rest != USUAL_REST else ""

    def problems(self) -> list[str]:
        problems: list[str] = []
        try:
            self.zone()
        except (ValueError, OSError, LookupError):
            problems.append(
                f'timezone: "{self.timezone}" is no time zone that this machine knows; an example is "Europe/Berlin"'
            )
        try:
            Holidays.of(self.holidays or ())
        except ValueError as error:
            problems.append(f"holidays: {error}")
        return problems

    def zone(self) -> tzinfo | None:
        """None for the machine's own. Raises ValueError or a kind of KeyError for a name that is not known."""
        return ZoneInfo(self.timezone) if self.timezone else None


@dataclass(frozen=True, slots=True)
class MonitorSettings:
    """All settings of one monitor. zone: whose hours and weekdays count; None for the machine's own."""

    alert: AlertSettings = field(default_factory=AlertSettings)
    reference: ReferenceSettings = field(default_factory=ReferenceSettings)
    statistics: StatisticsSettings = field(default_factory=StatisticsSettings)
    zone: tzinfo | None = timezone.utc
