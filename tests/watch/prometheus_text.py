"""Reads Prometheus' text format 0.0.4 by its documented rules, and refuses what Prometheus would refuse."""

import re
from dataclasses import dataclass, field

_HELP = re.compile(r"# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)")
_TYPE = re.compile(r"# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)")
_SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)')
_PARTS = ("_bucket", "_sum", "_count")

Labels = frozenset[tuple[str, str]]


@dataclass
class Metric:
    """samples: by the name of the line and its labels."""

    kind: str
    meaning: str
    samples: dict[tuple[str, Labels], float] = field(default_factory=dict[tuple[str, Labels], float])

    def one(self, suffix: str = "", **labels: str) -> float:
        """The only sample of that suffix that has these labels, among others."""
        (value,) = [
            value
            for (name, found), value in self.samples.items()
            if name.endswith(suffix) and frozenset(labels.items()) <= found
        ]
        return value


def parse(text: str) -> dict[str, Metric]:
    """Raises ValueError or AssertionError for what is against the rules."""
    assert text.endswith("\n")
    metrics: dict[str, Metric] = {}
    meaning, current = ("", ""), ""
    for line in text.split("\n")[:-1]:
        if found := _HELP.fullmatch(line):
            meaning = (found[1], _unescaped(found[2], "\\n"))
        elif found := _TYPE.fullmatch(line):
            current = found[1]
            assert meaning[0] == current
            assert current not in metrics, "the lines of one metric must be one group"
            metrics[current] = Metric(found[2], meaning[1])
        else:
            found = _SAMPLE.fullmatch(line)
            assert found, line
            metric = metrics[current]
            assert found[1] in _names(current, metric.kind), line
            key = (found[1], _labels(found[2] or ""))
            assert key not in metric.samples, f"{line} is there twice"
            metric.samples[key] = float(found[3])
    for metric in metrics.values():
        if metric.kind == "histogram":
            _check_histogram(metric)
    return metrics


def _names(name: str, kind: str) -> set[str]:
    return {name + part for part in _PARTS} if kind == "histogram" else {name}


def _labels(text: str) -> Labels:
    found = list(_LABEL.finditer(text))
    assert "".join(one[0] for one in found) == text, text
    assert len({one[1] for one in found}) == len(found)
    return frozenset((one[1], _unescaped(one[2], '\\"n')) for one in found)


def _unescaped(text: str, allowed: str) -> str:
    def character(found: re.Match[str]) -> str:
        assert found[1] in allowed, f"{found[0]} is no escape here"
        return "\n" if found[1] == "n" else found[1]

    return re.sub(r"\\(.?)", character, text)


def _check_histogram(metric: Metric) -> None:
    """Buckets grow, the last one is +Inf and equals the count."""
    series: dict[Labels, list[tuple[float, float]]] = {}
    for (name, labels), value in metric.samples.items():
        if name.endswith("_bucket"):
            (bound,) = [value for key, value in labels if key == "le"]
            series.setdefault(labels - {("le", bound)}, []).append((float(bound), value))
    for labels, buckets in series.items():
        assert buckets == sorted(buckets)
        assert [value for _, value in buckets] == sorted(value for _, value in buckets)
        assert buckets[-1][0] == float("inf")
        (count,) = [v for (name, found), v in metric.samples.items() if name.endswith("_count") and found == labels]
        assert buckets[-1][1] == count
