import threading
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import helper, numpy_helper

from driftwatch.errors import ModelError, TensorError
from driftwatch.inference.runtimes.onnx import OnnxFile, OnnxRuntime, open_runtime
from tests.inference.onnx_models import TYPES, identity
from tests.onnx_models import growing

NUMBERS = [name for name in TYPES if name not in ("string", "bfloat16")]


@pytest.mark.parametrize("dtype", NUMBERS)
def test_gives_back_every_dtype_that_the_protocol_has(tmp_path: Path, dtype: str) -> None:
    runtime = open_runtime(identity(tmp_path / "m.onnx", {"x": (dtype, [2, 3])}), 1)
    sent = np.arange(6).reshape(2, 3).astype(dtype)
    (given_back,) = runtime.run({"x": sent}).values()
    assert given_back.dtype == sent.dtype
    assert (given_back == sent).all()


def test_takes_mixed_dtypes_and_open_dimensions(tmp_path: Path) -> None:
    model = identity(tmp_path / "m.onnx", {"image": ("uint8", [1, 3, "h", "w"]), "size": ("int64", [1, 2])})
    runtime = open_runtime(model, 2)
    assert [str(spec) for spec in runtime.info.inputs] == ['"image" uint8[1, 3, ?, ?]', '"size" int64[1, 2]']
    for height in (4, 7):
        answer = runtime.run({"image": np.ones((1, 3, height, 5), np.uint8), "size": np.array([[5, 4]])})
        assert answer["image_out"].shape == (1, 3, height, 5)
        assert answer["size_out"].tolist() == [[5, 4]]


def test_says_what_the_stock_module_says_and_what_the_exporter_wrote(tmp_path: Path) -> None:
    properties = {"names": "{0: 'cat', 1: 'dog'}", "stride": "32"}
    info = open_runtime(identity(tmp_path / "m.onnx", {"x": ("float32", [1])}, properties), 0).info
    assert (info.name, info.kind, info.description) == ("onnx_model", "onnx", "made in a test")
    assert info.properties == properties
    assert info.labels == ("cat", "dog")


def test_answers_stay_as_they_were_when_the_model_runs_again_and_is_closed(tmp_path: Path) -> None:
    runtime = open_runtime(identity(tmp_path / "m.onnx", {"x": ("float32", [1000])}), 1)
    answers = [runtime.run({"x": np.full(1000, i, np.float32)})["x_out"] for i in range(5)]
    runtime.close()
    assert [set(answer.tolist()) for answer in answers] == [{0.0}, {1.0}, {2.0}, {3.0}, {4.0}]
    with pytest.raises(ModelError, match="closed"):
        runtime.run({"x": np.zeros(1000, np.float32)})


def test_takes_tensors_that_do_not_lie_in_one_piece(tmp_path: Path) -> None:
    runtime = open_runtime(identity(tmp_path / "m.onnx", {"x": ("float32", [2, 3])}), 1)
    turned = np.arange(6, dtype=np.float32).reshape(3, 2).T
    assert (runtime.run({"x": turned})["x_out"] == turned).all()


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        ({}, "takes the inputs"),
        ({"y": np.zeros((2, 3), np.float32)}, 'takes the inputs "x"'),
        ({"x": np.zeros((2, 3), np.float64)}, r'"x" float32\[2, 3\] got dtype float64'),
        ({"x": np.zeros((2, 4), np.float32)}, r"got shape \[2, 4\]"),
    ],
)
def test_refuses_inputs_that_do_not_fit(tmp_path: Path, tensors: dict[str, np.ndarray], message: str) -> None:
    runtime = open_runtime(identity(tmp_path / "m.onnx", {"x": ("float32", [2, 3])}), 1)
    with pytest.raises(TensorError, match=message):
        runtime.run(tensors)


@pytest.mark.parametrize("dtype", ["string", "bfloat16"])
def test_refuses_tensors_that_are_not_numbers(tmp_path: Path, dtype: str) -> None:
    with pytest.raises(ModelError, match=f'input "x" is a tensor\\({dtype}\\)'):
        open_runtime(identity(tmp_path / "m.onnx", {"x": (dtype, [1])}, opset=21), 1)


def test_leaves_outputs_alone_that_are_no_numbers(tmp_path: Path) -> None:
    path = identity(tmp_path / "m.onnx", {"x": ("float32", [1])})
    model = onnx.load(str(path))
    text = onnx.numpy_helper.from_array(np.array(["cat"], dtype=object), "text")
    model.graph.node.append(onnx.helper.make_node("Constant", [], ["label"], value=text))
    model.graph.output.append(onnx.helper.make_tensor_value_info("label", onnx.TensorProto.STRING, [1]))
    onnx.save(model, str(path))
    runtime = open_runtime(path, 1)
    assert [spec.name for spec in runtime.info.outputs] == ["x_out"]
    assert runtime.run({"x": np.ones(1, np.float32)}).keys() == {"x_out"}


def test_names_the_custom_operator_that_is_missing(tmp_path: Path) -> None:
    model = identity(tmp_path / "m.onnx", {"x": ("float32", [1])}, domain="acme.ops")
    with pytest.raises(ModelError, match=r"custom operator acme.ops:Identity: export it again"):
        open_runtime(model, 1)


def test_says_that_an_exporter_was_too_new(tmp_path: Path) -> None:
    path = identity(tmp_path / "m.onnx", {"x": ("float32", [1])})
    model = onnx.load(str(path))
    model.ir_version = 99
    onnx.save(model, str(path))
    with pytest.raises(ModelError, match="newer exporter"):
        open_runtime(path, 1)


def test_outputs_that_are_no_numbers_are_left_out_beside_real_numbers(tmp_path: Path) -> None:
    runtime = open_runtime(with_strings(tmp_path / "m.onnx", "float32"), 1)
    assert [str(spec) for spec in runtime.info.outputs] == ['"x" float32[1, 3]']
    answer = runtime.run({"image": np.ones((1, 3), np.float32)})
    assert {name: array.tolist() for name, array in answer.items()} == {"x": [[1, 1, 1]]}


def test_a_model_that_says_no_numbers_is_refused_with_what_to_export(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r'"label" is a tensor\(string\): .*export the class scores as well'):
        open_runtime(with_strings(tmp_path / "m.onnx", "int64"), 1)
    with pytest.raises(ModelError, match=r'"maps" is a seq\(map\(string,tensor\(float\)\)\): .*zipmap=False'):
        open_runtime(with_maps(tmp_path / "m.onnx"), 1)


def test_says_that_weights_beside_the_model_are_missing_or_cut_off(tmp_path: Path) -> None:
    weights = numpy_helper.from_array(np.ones((4, 4096), np.float32), "w")
    nodes = [helper.make_node("Add", ["x", "w"], ["y"])]
    ends = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [4, 4096]) for name in ("x", "y")]
    path, data = tmp_path / "m.onnx", tmp_path / "m.onnx.data"
    model = helper.make_model(
        helper.make_graph(nodes, "g", ends[:1], ends[1:], [weights]),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    onnx.save(model, str(path), save_as_external_data=True, location=data.name, size_threshold=1024)
    open_runtime(path, 1).close()
    data.write_bytes(data.read_bytes()[:5000])
    with pytest.raises(ModelError, match=r"in another file next to it, which is cut off .*: fetch both again"):
        open_runtime(path, 1)
    data.unlink()
    with pytest.raises(ModelError, match=r'in another file, "m\.onnx\.data", which is not next to it: put it there'):
        open_runtime(path, 1)


@pytest.mark.parametrize(
    ("operator", "domain", "words"),
    [
        ("EfficientNMS_TRT", "", "made for TensorRT and needs its plug-in EfficientNMS_TRT, .*: export it for ONNX"),
        ("ROIAlignX_TRT", "TRT", "made for TensorRT and needs its plug-in ROIAlignX_TRT"),
        ("EfficientNMS_TRT", "trt.plugins", "made for TensorRT and needs its plug-in"),
        ("NMSRotated", "mmdeploy", "needs the custom operator mmdeploy:NMSRotated: export it again with standard"),
        ("Frobnicate", "", "needs the (custom )?operator Frobnicate"),
    ],
)
def test_names_operators_of_other_runtimes_for_what_they_are(
    tmp_path: Path, operator: str, domain: str, words: str
) -> None:
    ends = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, 3]) for name in ("x", "y")]
    opsets = [helper.make_opsetid("", 17), *([helper.make_opsetid(domain, 1)] if domain else [])]
    graph = helper.make_graph([helper.make_node(operator, ["x"], ["y"], domain=domain)], "g", ends[:1], ends[1:])
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), str(tmp_path / "m.onnx"))
    with pytest.raises(ModelError, match=rf"m\.onnx: it (was )?{words}"):
        open_runtime(tmp_path / "m.onnx", 1)


def with_strings(path: Path, dtype: str) -> Path:
    """Gives its input back, and a text."""
    number = onnx.TensorProto.FLOAT if dtype == "float32" else onnx.TensorProto.INT64
    text = helper.make_tensor("t", onnx.TensorProto.STRING, [1], np.array([b"cat"], object))
    nodes = [
        helper.make_node("Cast", ["image"], ["x"], to=number),
        helper.make_node("Constant", [], ["label"], value=text),
    ]
    outputs = [
        helper.make_tensor_value_info("label", onnx.TensorProto.STRING, [1]),
        helper.make_tensor_value_info("x", number, [1, 3]),
    ]
    return saved(path, nodes, outputs)


def with_maps(path: Path) -> Path:
    """Gives scores by name, as scikit-learn's and Custom Vision's exporters do."""
    node = helper.make_node("ZipMap", ["image"], ["maps"], domain="ai.onnx.ml", classlabels_strings=["a", "b", "c"])
    scores = helper.make_map_type_proto(
        onnx.TensorProto.STRING, helper.make_tensor_type_proto(onnx.TensorProto.FLOAT, [])
    )
    return saved(path, [node], [helper.make_value_info("maps", helper.make_sequence_type_proto(scores))])


def saved(path: Path, nodes: list[onnx.NodeProto], outputs: list[onnx.ValueInfoProto]) -> Path:
    image = helper.make_tensor_value_info("image", onnx.TensorProto.FLOAT, [1, 3])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 1)]
    graph = helper.make_graph(nodes, "g", [image], outputs)
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), str(path))
    return path


def test_names_that_are_not_text_are_damage(tmp_path: Path) -> None:
    path = identity(tmp_path / "m.onnx", {"input_name": ("float32", [1])})
    path.write_bytes(path.read_bytes().replace(b"input_name", b"input\xffname"))
    with pytest.raises(ModelError, match=r"m\.onnx: .*damaged"):
        open_runtime(path, 1)


@given(cut=st.floats(0.01, 0.97))
def test_a_file_that_is_cut_off_is_refused_by_name(tmp_path_factory: pytest.TempPathFactory, cut: float) -> None:
    folder = tmp_path_factory.getbasetemp()
    whole = identity(folder / "whole.onnx", {"x": ("float32", [1])}).read_bytes()
    path = folder / "cut.onnx"
    path.write_bytes(whole[: max(1, int(len(whole) * cut))])
    with pytest.raises(ModelError, match=r"cut\.onnx"):
        open_runtime(path, 1)


@pytest.mark.parametrize("is_replaced", [False, True], ids=["same", "replaced"])
def test_the_memory_of_a_large_answer_is_given_back_though_nobody_asks_again(tmp_path: Path, is_replaced: bool) -> None:
    """By another session of the same file; never by one of another file that lies in its place by now."""
    path = growing(tmp_path / "growing.onnx")
    file = OnnxFile(path, 1)
    opened: list[int] = []
    asked = threading.Event()

    class Counted:
        def open(self) -> ort.InferenceSession:
            opened.append(1)
            return file.open()

        def is_unchanged(self) -> bool:
            asked.set()
            return file.is_unchanged()

    runtime = OnnxRuntime(Counted(), rest=0.01)
    if is_replaced:
        growing(tmp_path / "next.onnx").replace(path)
    runtime.run({"n": np.array([1000])})
    assert runtime._resting is None
    runtime.run({"n": np.array([17_000_000])})
    assert asked.wait(30)
    assert runtime._resting is not None
    runtime._resting.join(30)
    assert len(opened) == (1 if is_replaced else 2)
    assert runtime.run({"n": np.array([3])})["y"].tolist() == [0, 0, 0]
    runtime.close()
