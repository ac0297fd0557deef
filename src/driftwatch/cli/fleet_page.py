"""A fleet in the terminal and as JSON."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from rich.table import Table

from driftwatch.report.quality_words import words
from driftwatch.watch.fleet.summary import ASKS, FleetSummary, MachineStanding
from driftwatch.watch.fleet.window import FleetCounts, Precision

_NAMED = 5


def fleet_sentence(summary: FleetSummary) -> str:
    """Which machines somebody should look at."""
    ill = list(dict.fromkeys(one.last.machine for one in summary.machines if one.state in ASKS))
    every = len({one.last.machine for one in summary.machines})
    if not every:
        return "No reading of a drift sensor was found."
    if not ill:
        return f"All {every} machines are well." if every > 1 else "The machine is well."
    more = f" and {len(ill) - _NAMED} more" if len(ill) > _NAMED else ""
    named = ", ".join(ill[:_NAMED]) + more if more else words(ill)
    return f"{len(ill)} of {every} machine{'s' if every > 1 else ''} should be looked at: {named}."


def fleet_record(summary: FleetSummary, left_out: int) -> dict[str, Any]:
    """Plain JSON values; None for what is not known."""
    return {
        "sentence": fleet_sentence(summary),
        "machines": [_machine(one) for one in summary.machines],
        "versions": [
            {
                "model": one.version,
                "machines": one.machines,
                **_counts(one.counts),
                **_precision(one.precision),
            }
            for one in summary.versions
        ],
        "repeated_rows": summary.repeated,
        "rows_left_out": left_out,
    }


def fleet_tables(record: Mapping[str, Any]) -> list[Table]:
    machines = Table(title="Machines, the worst first", title_justify="left")
    for name in ("machine", "sensor", "state", "model", "last window"):
        machines.add_column(name, overflow="fold")
    for name in ("precision", "low confidence", "detections", "missing"):
        machines.add_column(name, justify="right")
    machines.add_column("why", overflow="fold")
    for row in record["machines"]:
        texts = (row["machine"], row["sensor"], row["state"], row["model"], row["last_window"] or "")
        counts = f"{row['detections']:,}", str(row["missing_windows"])
        figures = (_interval(row), _share(row["low_confidence_rate"]), *counts)
        machines.add_row(*_plain(texts), *figures, *_plain((row["cause"] or row["reading_doubt"],)))
    versions = Table(title="Model versions over the fleet", title_justify="left")
    versions.add_column("model", overflow="fold")
    for name in ("machines", "precision", "low confidence", "mean confidence", "detections", "frames"):
        versions.add_column(name, justify="right")
    for row in record["versions"]:
        shares = _interval(row), _share(row["low_confidence_rate"]), _share(row["mean_confidence"])
        counts = f"{row['detections']:,}", f"{row['frames']:,}"
        versions.add_row(*_plain((row["model"],)), str(row["machines"]), *shares, *counts)
    return [machines, versions]


def _machine(one: MachineStanding) -> dict[str, Any]:
    last = one.last
    at = None if last.at is None else datetime.fromtimestamp(last.at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "machine": last.machine,
        "sensor": last.sensor,
        "state": one.state,
        "model": last.version,
        "last_window": at,
        "cause": last.cause,
        "next_step": last.next_step,
        "reading_doubt": last.doubt,
        "reviews": last.reviews,
        **_counts(one.counts),
        **_precision(last.precision),
        "missing_windows": one.missing,
    }


def _counts(counts: FleetCounts) -> dict[str, Any]:
    return {
        "frames": counts.frames,
        "failed_frames": counts.failed_frames,
        "detections": counts.detections,
        "low_confidence_detections": counts.low_confidence_detections,
        "low_confidence_rate": counts.low_confidence_rate,
        "mean_confidence": counts.mean_confidence,
    }


def _precision(found: Precision | None) -> dict[str, Any]:
    if found is None:
        return {"precision": None, "precision_low": None, "precision_high": None}
    return {"precision": found.value, "precision_low": found.low, "precision_high": found.high}


def _interval(row: Mapping[str, Any]) -> str:
    if row["precision"] is None:
        return "not known"
    return f"{row['precision']:.2f} ({row['precision_low']:.2f} to {row['precision_high']:.2f})"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _plain(texts: Sequence[str]) -> list[str]:
    """A name of a machine or label is no markup of the terminal, and moves no cursor."""
    return ["".join(c if c.isprintable() else "?" for c in text).replace("[", r"\[") for text in texts]
