"""Simple and well-known ways to watch the same streams, to be compared with: one a file, all of them Watchers."""

from collections.abc import Mapping
from typing import Final

from benchmarks.drift.sites.baselines.adwin import Adwin
from benchmarks.drift.sites.baselines.daily_counts import DailyCounts
from benchmarks.drift.sites.baselines.daily_mean import DailyMean
from benchmarks.drift.sites.baselines.page_hinkley import PageHinkley
from benchmarks.drift.sites.baselines.psi import Psi
from benchmarks.drift.sites.baselines.same_weekday import SameWeekday
from benchmarks.drift.sites.scoring.watcher import Factory

BASELINES: Final[Mapping[str, Factory]] = {
    "daily z-test of the mean": lambda site: DailyMean(site.name, site.zone_h),
    "daily z-test of counts": lambda site: DailyCounts(site.name, site.zone_h),
    "PSI": lambda site: Psi(site.name, site.zone_h),
    "ADWIN": lambda site: Adwin(site.name),
    "Page-Hinkley": lambda site: PageHinkley(site.name),
    "same weekday": lambda site: SameWeekday(site.name, site.zone_h),
}
