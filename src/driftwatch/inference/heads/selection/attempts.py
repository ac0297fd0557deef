"""What was tried on a model's outputs, for a person who wants to know why none or several conventions fit."""

from dataclasses import dataclass

from driftwatch.inference.answer import Size
from driftwatch.inference.heads.convention import Subject
from driftwatch.inference.heads.registry import CONVENTIONS
from driftwatch.inference.heads.selection.choose import CLASSIFIER, in_order
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.quantization import dequantized, quantizations
from driftwatch.inference.tensors import ModelInfo, Tensors


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one decoder fared with the outputs."""

    decoder: str
    """A value of that attribute."""
    expected: str
    """The outputs it reads."""
    evidence: str
    """Why it fits, or ""."""


def attempts(
    info: ModelInfo, settings: OutputSettings, probe: Tensors, canvas: Size, class_count: int | None
) -> tuple[Attempt, ...]:
    """Every value of `decoder`, in the order in which "auto" tries them; the arguments are those of `choose`."""
    scales = quantizations(info.outputs) if settings.dequantize_outputs else {}
    subject = Subject(info, settings, dequantized(in_order(info, probe), scales), canvas, class_count)
    tried: list[Attempt] = []
    for convention in CONVENTIONS:
        evidence = convention.recognise(subject)
        tried.append(Attempt(convention.name, convention.outputs, "" if evidence is None else evidence.text))
    return (*tried, Attempt(CLASSIFIER, "one row of numbers, one for each class", ""))
