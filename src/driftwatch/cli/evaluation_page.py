"""What an evaluation found, as JSON and as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

from driftwatch.cli.tables import table
from driftwatch.inference.identity import file_sha256
from driftwatch.quality.evaluation.difference import FIGURES, difference
from driftwatch.quality.evaluation.evaluation import Evaluation, LabelResult

ALL = "all"


def record(results: Sequence[Evaluation], models: Sequence[Path], seed: int) -> dict[str, Any]:
    """Plain JSON values. models: the files. May read them."""
    rows = [
        {
            "model": path.name,
            "sha256": file_sha256(path),
            "images": len(one.judged),
            "labels": [_label(label) for label in one.labels],
            "confusion": [
                {"true": true or None, "found": found or None, "count": count}
                for (true, found), count in sorted(one.confusion.items())
            ],
        }
        for path, one in zip(models, results, strict=True)
    ]
    content: dict[str, Any] = {"models": rows}
    if len(results) == 2:
        content["difference"] = _differences(results[0], results[1], seed)
    return content


def _label(one: LabelResult) -> dict[str, Any]:
    return {
        "label": one.label or ALL,
        "objects": one.objects,
        "right": one.served.right,
        "wrong": one.served.wrong,
        "missed": one.served.missed,
        "precision": one.served.precision,
        "recall": one.served.recall,
        "f1": one.served.f1,
        "ap50": None if one.ap is None else one.ap.at_50,
        "ap50_95": None if one.ap is None else one.ap.mean,
    }


def _differences(first: Evaluation, second: Evaluation, seed: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for label in dict.fromkeys([*first.counts, *second.counts]):
        nothing = np.zeros((len(first.judged), 3), np.int64)
        both = first.counts.get(label, nothing), second.counts.get(label, nothing)
        for figure in FIGURES:
            found = difference(*both, figure, np.random.default_rng(seed))
            if found is not None:
                rows.append({"label": label or ALL, "figure": figure, **asdict(found), "proven": found.is_proven})
    return sorted(rows, key=lambda row: row["label"] != ALL)


def is_worse(content: Mapping[str, Any]) -> bool:
    """The second model's F1 over all labels is proven lower."""
    return any(
        row["label"] == ALL and row["figure"] == "f1" and row["high"] < 0 for row in content.get("difference", ())
    )


def tables(content: Mapping[str, Any]) -> list[Table]:
    made: list[Table] = []
    for one in content["models"]:
        made.append(table(f"{one['model']} on {one['images']} images", one["labels"]))
        mixed = [row for row in one["confusion"] if row["true"] and row["found"] and row["true"] != row["found"]]
        if mixed:
            made.append(table("Labels that were mixed up", sorted(mixed, key=lambda row: -row["count"])))
    if "difference" in content:
        made.append(table("The second model less the first, with a 95% interval", content["difference"]))
    return made
