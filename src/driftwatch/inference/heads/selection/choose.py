"""Which convention a model's outputs follow: named by the owner, or found."""

from collections.abc import Sequence
from typing import Final

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.heads.classifier import PROBABILITY, Classifier
from driftwatch.inference.heads.common.class_scores import class_scores, is_class_number, is_vector
from driftwatch.inference.heads.common.tensor_reading import listed
from driftwatch.inference.heads.convention import Convention, Recognition, Subject
from driftwatch.inference.heads.head import DetectorHead
from driftwatch.inference.heads.registry import CONVENTIONS
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.selection.refusal import make_and_read, refusal
from driftwatch.inference.heads.selection.rivals import rivals
from driftwatch.inference.heads.viam_tensors import CATEGORY, LOCATION, SCORE
from driftwatch.inference.heads.yolo import suspicion
from driftwatch.inference.labels import check_count
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.quantization import dequantized, quantizations
from driftwatch.inference.tensors import ModelInfo, Tensors

AUTO: Final = "auto"
CLASSIFIER: Final = "classifier"
DECODERS: Final = (AUTO, CLASSIFIER, *(convention.name for convention in CONVENTIONS))


def choose(
    info: ModelInfo,
    settings: OutputSettings,
    probe: Tensors,
    canvas: Size,
    labels: Sequence[str] | int | None = None,
) -> Choice:
    """Finds how a model is to be read.

    probe: what the model gave for a grey image, so that shapes are known of dynamic models too.
    canvas: size of the model's input image. labels: of the model, or their number, None where there are none.
    Raises ModelError where the decoder that the owner named cannot read the outputs, or where "auto" finds no
    convention or several that would fit.
    """
    scales = quantizations(info.outputs) if settings.dequantize_outputs else {}
    subject = Subject(info, settings, dequantized(in_order(info, probe), scales), canvas, *_counted(labels))
    _check_renaming(subject)
    found = _detector(subject)
    classifier = _classifier(subject, alone=found is None)
    if found is None:
        if classifier is None:
            raise refusal(subject, suspicion(subject) or "they follow none of the known conventions")
        return Choice(CLASSIFIER, _reason_of(classifier), classifier=classifier, scales=scales)
    convention, evidence = found
    detector = _made(convention, subject)
    return Choice(
        decoder=convention.name if classifier is None else f"{convention.name} and {CLASSIFIER}",
        reason=f"{convention.name}: {evidence.text}" + ("" if classifier is None else f"; {_reason_of(classifier)}"),
        detector=detector,
        classifier=classifier,
        suppression=convention.suppression,
        keeps_empty=convention.keeps_empty,
        image=convention.image_of(subject),
        scales=scales,
        doubts=(evidence.doubt,) if evidence.doubt else (),
        rivals=rivals(subject, convention.name) if settings.decoder == AUTO else (),
    )


def _made(convention: Convention, subject: Subject) -> DetectorHead:
    try:
        return make_and_read(convention, subject)
    except ModelError as error:
        raise ModelError(f"decoder {convention.name} does not fit: {error}") from error
    except OutputError as error:
        raise ModelError(f"decoder {convention.name}, which reads {convention.outputs}: {error}") from error


def _reason_of(classifier: Classifier) -> str:
    return f'{CLASSIFIER}: class scores in "{classifier.output}"'


def _counted(labels: Sequence[str] | int | None) -> tuple[int | None, tuple[str, ...]]:
    return (labels, ()) if labels is None or isinstance(labels, int) else (len(labels), tuple(labels))


def in_order(info: ModelInfo, probe: Tensors) -> Tensors:
    """The outputs in the model's order; those that the metadata does not name follow in the order of their names."""
    declared = [spec.name for spec in info.outputs if spec.name in probe]
    rest = sorted(name for name in probe if name not in declared)
    return {name: probe[name] for name in (*declared, *rest)}


def _check_renaming(subject: Subject) -> None:
    for name, role in subject.settings.remap_output_names.items():
        if role in (LOCATION, CATEGORY, SCORE, PROBABILITY) and name not in subject.outputs:
            raise ModelError(
                f'remap_output_names: "{name}" is to be "{role}", but the model gives {listed(subject.outputs)}'
            )


def _detector(subject: Subject) -> tuple[Convention, Recognition] | None:
    """The convention and the evidence for it; None where the model is no detector that is known."""
    wanted = subject.settings.decoder
    if wanted == CLASSIFIER:
        return None
    if wanted != AUTO:
        named = [convention for convention in CONVENTIONS if convention.name == wanted]
        if not named:
            raise ModelError(f'decoder: "{wanted}" is not known; the choices are {", ".join(DECODERS)}')
        evidence = named[0].recognise(subject)
        doubt = "" if evidence is None or evidence.doubt.startswith("decoder:") else evidence.doubt
        return named[0], Recognition("named by the attribute decoder", doubt=doubt)
    seen = [(convention, evidence) for convention in CONVENTIONS if (evidence := convention.recognise(subject))]
    fitting = [entry for entry in seen if entry[1].sure] or seen
    if len(fitting) > 1:
        names = " and ".join(f"{convention.name} ({convention.outputs})" for convention, _ in fitting)
        raise refusal(subject, f"they fit {names}", [convention.name for convention, _ in fitting])
    return fitting[0] if fitting else None


def _classifier(subject: Subject, alone: bool) -> Classifier | None:
    """The classifier head: of the output "probability", or, where the model is nothing else, of the only output."""
    name, wanted = subject.named(PROBABILITY), subject.settings.decoder
    only = subject.only() or class_scores(subject)
    if name is None and alone and only is not None and (wanted == CLASSIFIER or is_vector(only[1].shape)):
        name = only[0]
    if name is None:
        if wanted == CLASSIFIER:
            raise ModelError(
                f'decoder: no output is called "{PROBABILITY}" (name it by remap_output_names); '
                f"the model gives {listed(subject.outputs)}"
            )
        return None
    if is_class_number(subject.outputs[name]):
        raise ModelError(
            f'output "{name}" is the number of the best class alone: export the scores of all classes as one tensor '
            "(skl2onnx: zipmap=False; Keras: without argmax)"
        )
    classes = subject.outputs[name].size
    if subject.class_count in (None, classes):
        scores = subject.settings.classifier_scores
        head = Classifier(name, "logits" if scores == AUTO and "logit" in name.lower() else scores)
        head.read(subject.outputs)  # the first frame that may tell logits from probabilities
        return head
    if alone:
        check_count(subject.class_count, classes, f'"{name}"')
    return None
