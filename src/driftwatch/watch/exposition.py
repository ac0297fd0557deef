"""The text that Prometheus reads, from measured values.

Specification: Prometheus' text-based exposition format, version 0.0.4
(prometheus.io/docs/instrumenting/exposition_formats).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class MetricFamily:
    """A metric: one name and what it means, with a value for each set of labels."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    meaning: str


@dataclass(frozen=True, slots=True)
class MetricValue:
    """One value of a family. suffix: of a histogram's parts, such as "_sum"."""

    family: MetricFamily
    labels: Mapping[str, str]
    value: float
    suffix: str = ""


def exposition(samples: Iterable[MetricValue]) -> str:
    """The samples of a family stand together, in the order in which they come; families in that of their first."""
    families: dict[str, list[MetricValue]] = {}
    for sample in samples:
        families.setdefault(sample.family.name, []).append(sample)
    lines: list[str] = []
    for name, found in families.items():
        family = found[0].family
        lines += [f"# HELP {name} {_escaped(family.meaning)}", f"# TYPE {name} {family.kind}"]
        lines += [f"{name}{one.suffix}{_labels(one.labels)} {_number(one.value)}" for one in found]
    return "".join(f"{line}\n" for line in lines)


def _labels(labels: Mapping[str, str]) -> str:
    inside = ",".join(f'{name}="{_quoted(value)}"' for name, value in labels.items())
    return f"{{{inside}}}" if inside else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', '\\"')


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
