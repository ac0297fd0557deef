"""Puts the figures of a run into the tables of a page, between `<!-- NAME -->` and `<!-- end -->`."""

import re
from collections.abc import Callable, Mapping, Sequence

from benchmarks.performance import cameras, detection
from benchmarks.performance.results import Measure
from benchmarks.performance.targets import Target
from benchmarks.performance.timing import RAW

Column = Callable[[Measure], str]
_PROCESSES = ("client", "machine", "module")
_PLACE = re.compile(r"<!-- ([\w ]+?) -->.*?<!-- end -->", re.DOTALL)


def fill(page: str, measured: Sequence[Measure], targets: Sequence[Target], busy: str) -> str:
    """A page has the tables that it has a place for; that of a part that was not measured stays as it is.

    busy: the load at the start and the end, in words. Raises ValueError where the page has no place, or one of another
    name.
    """
    tables = {
        "load": busy,
        "targets": _targets(targets),
        "one frame": _times([one for one in measured if _is_detection(one) and _at(one) == detection.USUAL]),
        "sizes": _sizes([one for one in measured if _is_detection(one) and _at(one) != detection.USUAL]),
        "models": _times([one for one in measured if one.part == "models"]),
        "tensors": _times([one for one in measured if one.part == "carrying"]),
        "crowd": _crowd(measured),
        "start": _values([one for one in measured if one.part == "start"]),
        "memory": _values([one for one in measured if one.part == "memory"]),
        "cameras": _cameras(measured),
        "growth": _growth(measured),
        "threads": _threads(measured),
        "shares": _shares([one for one in measured if one.part == "shares"]),
    }
    if not _PLACE.search(page):
        raise ValueError(f"the page has no <!-- NAME --> ... <!-- end -->; names are {', '.join(tables)}")
    return _PLACE.sub(lambda place: _filled(place, tables), page)


def _filled(place: re.Match[str], tables: Mapping[str, str]) -> str:
    if place[1] not in tables:
        raise ValueError(f"<!-- {place[1]} --> is no table of this benchmark; they are {', '.join(tables)}")
    content = tables[place[1]]
    around = "\n" if content.startswith("|") else ""
    return f"<!-- {place[1]} -->{around}{content}{around}<!-- end -->" if content else place[0]


def _table(columns: Mapping[str, Column], measured: Sequence[Measure]) -> str:
    if not measured:
        return ""
    rows = [list(columns), ["---"] * len(columns)]
    rows += [[column(one) for column in columns.values()] for one in measured]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _p50(one: Measure) -> str:
    return _number(one.p50, 1)


def _p95(one: Measure) -> str:
    return _number(one.p95, 1)


def _ratio(one: Measure) -> str:
    return _number(one.ratio, 2)


def _work(one: Measure) -> str:
    return _number(one.work, 2)


def _times(measured: Sequence[Measure]) -> str:
    columns: dict[str, Column] = {"Model": lambda one: one.model, "Way": lambda one: one.way}
    return _table(columns | {"p50 ms": _p50, "p95 ms": _p95, "times session.run": _ratio, "work": _work}, measured)


def _sizes(measured: Sequence[Measure]) -> str:
    columns: dict[str, Column] = {"Model": lambda one: one.model, "Image": _at, "Way": lambda one: one.way}
    return _table(columns | {"times session.run": _ratio, "work": _work}, [one for one in measured if one.way != RAW])


def _crowd(measured: Sequence[Measure]) -> str:
    columns: dict[str, Column] = {"What": _crowd_name, "Way": lambda one: one.way, "p50 ms": _p50, "p95 ms": _p95}
    columns["frames a second"] = lambda one: _number(one.value, 1)
    columns["p95 / session.run"] = _ratio
    return _table(columns, [one for one in measured if one.part in ("clients", "streams", "small calls")])


def _crowd_name(one: Measure) -> str:
    if one.part == "small calls":
        return f"GetStatus during {one.model}"
    return f"{one.at[one.part]} {one.part}"


def _values(measured: Sequence[Measure]) -> str:
    def value(one: Measure) -> str:
        assert one.value is not None, "a part whose results are no times"
        return f"{one.value:.{2 if one.unit == 's' else 0 if one.value >= 10 else 1}f} {one.unit}".strip()

    def what(one: Measure) -> str:
        return f"{one.way} after {one.at['frames']:,} frames" if "frames" in one.at else one.way

    return _table({"What": what, "Model or runtime": lambda one: one.model, "Measured": value}, measured)


def _shares(measured: Sequence[Measure]) -> str:
    used = {(one.model, one.way): _p50(one) for one in measured}
    firsts = [one for one in measured if one.way == _PROCESSES[0]]
    columns: dict[str, Column] = {"Call": lambda one: one.model}
    for process in _PROCESSES:
        columns[process] = lambda one, process=process: used[one.model, process]
    return _table(columns, firsts)


def _cameras(measured: Sequence[Measure]) -> str:
    """A row for each way and number of cameras; fairness and memory come with the frames."""

    def next_to(one: Measure, part: str) -> str:
        same = [other for other in measured if (other.part, other.way, other.model) == (part, one.way, one.model)]
        return next((f"{other.value:.3g}" for other in same if other.at == one.at and other.value is not None), "")

    columns: dict[str, Column] = {
        "Cameras": lambda one: f"{one.at['cameras']} on {one.model}",
        "Way": lambda one: one.way,
        "frames a second": lambda one: _number(one.value, 1),
        "p50 ms": lambda one: _number(one.p50, 0),
        "p95 ms": lambda one: _number(one.p95, 0),
        "least of most": lambda one: next_to(one, cameras.LEAST),
        "module MB": lambda one: next_to(one, cameras.MEMORY),
    }
    return _table(columns, [one for one in measured if one.part == cameras.FRAMES])


def _threads(measured: Sequence[Measure]) -> str:
    columns: dict[str, Column] = {
        "Cores": lambda one: str(one.at["cores"]),
        "Models": lambda one: str(one.at["models"]),
        "Callers of each": lambda one: str(one.at["callers"]),
        "Way": lambda one: one.way,
        "p50 ms": _p50,
        "p95 ms": _p95,
        "inferences a second": lambda one: _number(one.value, 1),
    }
    return _table(columns, [one for one in measured if one.part == "threads"])


def _growth(measured: Sequence[Measure]) -> str:
    columns: dict[str, Column] = {
        "What": lambda one: one.way,
        "With": lambda one: " ".join(f"{value:,} {kind}" for kind, value in one.at.items()),
        "Measured": lambda one: f"{one.value:.3g} {one.unit}",
    }
    return _table(columns, [one for one in measured if one.part == "growth"])


def _targets(targets: Sequence[Target]) -> str:
    rows = ["| Target | Limit | Floor | Measured | Runs |  |", "|---|---|---|---|---|---|"]
    for one in targets:
        if one.measured is not None:
            sign = "≥" if one.at_least else "≤"
            digits = 3 if one.measured < 0.1 else 2
            value = _number(one.measured, digits)
            runs = "" if one.spread is None else " to ".join(_number(end, digits) for end in one.spread)
            floor = "" if one.floor is None else f"{one.floor:.1f} {one.unit}"
            rows.append(
                f"| {one.what} | {sign} {one.limit:g} {one.unit} | {floor} | {value} | {runs} | {one.verdict} |"
            )
    return "\n".join(rows) if len(rows) > 2 else ""


def _is_detection(one: Measure) -> bool:
    return one.part == "detection"


def _at(one: Measure) -> str:
    return str(one.at["image"])
