"""Operators that a .tflite file needs and LiteRT does not have, in the words of an owner: what the file is, what to do.

Field numbers are those of TensorFlow Lite's schema.fbs, version 3.
"""

from typing import Final

from driftwatch.inference.runtimes.flatbuffer import FlatbufferError, root

_CODES: Final = 1  # of Model
_CUSTOM_CODE: Final = 1  # of OperatorCode

_FLEX: Final = "Flex"
# Custom operator -> what its file was compiled for, and which file to take instead.
_COMPILED: Final = {
    "edgetpu-custom-op": (
        "a Coral Edge TPU",
        "the model from before edgetpu_compiler, mostly the file without _edgetpu in its name",
    ),
    "ethos-u": ("an Arm Ethos-U", "the model from before Vela"),
    "NeutronGraph": ("an NXP Neutron", "the model from before the Neutron converter"),
}
_ABOUT_ERF: Final = "; Erf is an exact GELU, approximate=True does without"
_KNOWN: Final = frozenset({"TFLite_Detection_PostProcess"})


def custom_operators(content: bytes) -> tuple[str, ...]:
    """The names of those in a .tflite file, each once; as far as it can be read."""
    try:
        codes = [code.text(_CUSTOM_CODE) for code in root(content).tables(_CODES)]
    except FlatbufferError:
        return ()
    return tuple(dict.fromkeys(name for name in codes if name))


def missing_operators(content: bytes) -> str:
    """Why LiteRT could not load the file, and what to do; "" where its custom operators are not the reason."""
    names = [name for name in custom_operators(content) if name not in _KNOWN]
    for name in names:
        if name in _COMPILED:
            chip, instead = _COMPILED[name]
            return f"it was compiled for {chip}, which this module does not use: take {instead}"
    flex = [name.removeprefix(_FLEX) for name in names if name.startswith(_FLEX)]
    if flex:
        return (
            f"it needs TensorFlow itself for {', '.join(flex)} (Select TF operators): convert it with "
            "TFLITE_BUILTINS alone, without SELECT_TF_OPS" + _ABOUT_ERF * ("Erf" in flex)
        )
    if names:
        return f"it needs the custom operator {', '.join(names)}, which LiteRT does not have: convert it without"
    return ""
