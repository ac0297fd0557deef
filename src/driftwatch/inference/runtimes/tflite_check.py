"""Finds damage in a .tflite file that LiteRT would follow into memory that is not its own.

LiteRT verifies that the flatbuffer is well formed. It trusts what the numbers in it mean, and a wrong one ends the
process with a segmentation fault. Field numbers are those of TensorFlow Lite's schema.fbs, version 3.
"""

import math
from collections.abc import Iterator

from driftwatch.inference.runtimes.flatbuffer import FlatbufferError, Table, root

_VERSION, _CODES, _SUBGRAPHS, _BUFFERS = 0, 1, 2, 4  # of Model
_TENSORS, _INPUTS, _OUTPUTS, _OPERATORS = 0, 1, 2, 3  # of SubGraph
_SHAPE, _TYPE, _BUFFER, _IS_VARIABLE, _SPARSITY = 0, 1, 2, 5, 6  # of Tensor
_CODE, _OPERATOR_INPUTS, _OPERATOR_OUTPUTS = 0, 1, 2  # of Operator
_DATA, _OFFSET, _SIZE = 0, 1, 2  # of Buffer

_DEPRECATED_CODE, _CODE_NUMBER = 0, 3  # of OperatorCode: the newer, wider field, and the byte it replaced

_SCHEMA_VERSION = 3
_ABSENT = -1  # an optional input that is left out
_MAX_ELEMENTS = 1 << 31

# BuiltinOperator -> position of the first input that may be left out: a bias, or gates of an LSTM. Other operators
# need all of theirs, and XNNPACK does not look before it takes them.
_OPTIONAL_FROM = {3: 2, 4: 2, 9: 2, 67: 3, 132: 2, 141: 3, 27: 3, 16: 1, 44: 1, 52: 1, 46: 1, 32: 0}
_LEAST_INPUTS = {4: 3}  # LiteRT takes a DEPTHWISE_CONV_2D without a place for the bias, and crashes when it runs
_FIRST_STABLEHLO = 162
# Operators whose answer has as many elements as what they take; XNNPACK believes the shape that the file gives.
_SAME_COUNT = frozenset({6, 124})  # DEQUANTIZE, DENSIFY

# TensorType -> bytes an element; packed and variable types are left to LiteRT.
_ELEMENT_BYTES = {0: 4, 1: 2, 2: 4, 3: 1, 4: 8, 6: 1, 7: 2, 8: 8, 9: 1, 10: 8, 11: 16, 12: 8, 15: 4, 16: 2}


def find_damage(content: bytes) -> str | None:
    """What is wrong with the file, as in "operator 3 takes a tensor that does not exist"; None where nothing is."""
    try:
        return next(_damages(root(content)), None)  # only the first: what comes after one may rest on it
    except FlatbufferError as error:
        return str(error)


def _damages(model: Table) -> Iterator[str]:
    if model.integer(_VERSION, "I", 0) != _SCHEMA_VERSION:
        yield f"its schema is version {model.integer(_VERSION, 'I', 0)}, expected {_SCHEMA_VERSION}"
    subgraphs, codes, buffers = model.tables(_SUBGRAPHS), model.tables(_CODES), model.tables(_BUFFERS)
    if not subgraphs or not subgraphs[0].numbers(_OUTPUTS, "i"):
        yield "it holds no graph with an output"
    sizes = [_data_size(buffer) for buffer in buffers]
    kinds = [max(code.integer(_DEPRECATED_CODE, "b", 0), code.integer(_CODE_NUMBER, "i", 0)) for code in codes]
    for subgraph in subgraphs:
        yield from _graph_damages(subgraph, kinds, sizes)


def _data_size(buffer: Table) -> int:
    """Bytes of constant data, inside the flatbuffer or behind it; 0 where the buffer holds none."""
    span = buffer.span(_DATA, 1)
    offset, size = buffer.integer(_OFFSET, "Q", 0), buffer.integer(_SIZE, "Q", 0)
    if offset > 1 and (size == 0 or offset + size > len(buffer.content)):
        raise FlatbufferError("constant data lies outside of the file")
    return span[1] - span[0] if span is not None and span[1] > span[0] else (size if offset > 1 else 0)


def _graph_damages(graph: Table, kinds: list[int], sizes: list[int]) -> Iterator[str]:
    tensors = graph.tables(_TENSORS)
    inputs, outputs = graph.numbers(_INPUTS, "i"), graph.numbers(_OUTPUTS, "i")
    if any(not 0 <= index < len(tensors) for index in (*inputs, *outputs)):
        yield "its inputs or outputs are tensors that do not exist"
    constants: set[int] = set()
    filled = set(inputs)
    counts: list[int] = []
    for index, tensor in enumerate(tensors):
        if damage := _tensor_damage(tensor, sizes):
            yield f"tensor {index} {damage}"
        elif sizes[tensor.integer(_BUFFER, "I", 0)]:
            constants.add(index)
        elif tensor.integer(_IS_VARIABLE, "B", 0):
            filled.add(index)
        counts.append(math.prod(tensor.numbers(_SHAPE, "i")))
    yield from _operator_damages(graph.tables(_OPERATORS), kinds, counts, (constants, filled))
    if not set(outputs) <= constants | filled:
        yield "nothing computes its output"


def _tensor_damage(tensor: Table, sizes: list[int]) -> str | None:
    buffer = tensor.integer(_BUFFER, "I", 0)
    if buffer >= len(sizes):
        return "has its data in a buffer that does not exist"
    shape = tensor.numbers(_SHAPE, "i")
    if any(length < 0 for length in shape):
        return f"has the shape {list(shape)}"
    elements = math.prod(shape)
    if elements > _MAX_ELEMENTS:
        return "has more elements than memory can hold"
    needed = elements * _ELEMENT_BYTES.get(tensor.integer(_TYPE, "b", 0), 0)
    if 0 < sizes[buffer] < needed and tensor.table(_SPARSITY) is None:
        return f"has {sizes[buffer]} bytes of data, expected {needed}"
    return None


def _operator_damages(
    operators: tuple[Table, ...], kinds: list[int], counts: list[int], known: tuple[set[int], set[int]]
) -> Iterator[str]:
    """Operators run in the order of the file: each takes only what is constant, given, or already computed."""
    constants, filled = known
    tensors = len(counts)
    for position, operator in enumerate(operators):
        inputs, outputs = operator.numbers(_OPERATOR_INPUTS, "i"), operator.numbers(_OPERATOR_OUTPUTS, "i")
        code = operator.integer(_CODE, "I", 0)
        if code >= len(kinds):
            yield f"operator {position} is of a kind that the file does not name"
        elif _ABSENT in inputs[: _needed(kinds[code])] or len(inputs) < _LEAST_INPUTS.get(kinds[code], 0):
            yield f"operator {position} lacks an input"
        if any(index != _ABSENT and not 0 <= index < tensors for index in inputs):
            yield f"operator {position} takes a tensor that does not exist"
        if not set(inputs) - {_ABSENT} <= constants | filled:
            yield f"operator {position} takes a tensor that nothing has computed before"
        if any(not 0 <= index < tensors or index in constants | filled for index in outputs):
            yield f"operator {position} gives its answer to a tensor that cannot take it"
        unpacked = zip(inputs, outputs, strict=False) if kinds[code] in _SAME_COUNT else ()
        if any(a in constants and counts[b] not in (1, counts[a]) for a, b in unpacked):  # 1: of unknown shape
            yield f"operator {position} gives an answer of another size than what it takes"
        filled.update(outputs)


def _needed(kind: int) -> int | None:
    """How many of an operator's first inputs must be there; None for all of them."""
    return 0 if kind >= _FIRST_STABLEHLO else _OPTIONAL_FROM.get(kind)
