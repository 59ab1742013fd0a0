"""Write the trained tagger as an int8 ONNX graph for onnxruntime.

Weights are int8 per column, kept to 7 bits so that processors without VNNI cannot saturate; activations are quantised per call;
the vocabulary is int8 per row. The graph is written by hand with onnxruntime's fused operators: it is half the size and cost of a
traced one. The case-shape table carries the ``any`` domain.
"""

import shutil
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from train_ner_model import Tagger

MS = "com.microsoft"
BITS = 63


class Graph:
    """Nodes and constants of an ONNX graph under construction."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: np.ndarray) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: object) -> list[str]:
        names = [f"t{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """``x @ weight.T + bias`` in int8."""
        scale = np.abs(weight).max(1) / BITS
        scale[scale == 0] = 1
        q = np.clip(np.round(weight.T / scale), -BITS, BITS).astype(np.int8)
        xq, xs, xz = self.add("DynamicQuantizeLinear", x, outputs=3)
        inputs = (xq, self.constant(q), xs, self.constant(scale.astype(np.float32)), xz, "", self.constant(bias))
        return self.add("MatMulIntegerToFloat", *inputs, domain=MS)[0]


def build(model: Tagger) -> onnx.ModelProto:
    """Inputs ``ids, shapes: int32[b, n]`` (nothing padded), output ``tags: float[b, n, tags]`` (probabilities)."""
    w = {k: v.numpy().astype(np.float32) for k, v in model.state_dict().items()}
    g = Graph()
    scale = np.abs(w["word.weight"]).max(1, keepdims=True) / 127
    table = g.constant(np.round(w["word.weight"] / scale).astype(np.int8))
    rows = g.add("Cast", g.add("Gather", table, "ids")[0], to=TensorProto.FLOAT)[0]
    x = g.add("Mul", rows, g.add("Gather", g.constant(scale), "ids")[0])[0]
    x = g.add("Add", x, g.add("Gather", g.constant(w["shape.weight"] + w["domain.weight"][0]), "shapes")[0])[0]
    length = g.add("Gather", g.add("Shape", "ids")[0], g.constant(np.array([1])))[0]
    zero = g.constant(np.array([0]))
    places = g.add("Slice", g.constant(w["position.weight"][:128]), zero, length, zero)[0]
    x = g.add("Add", x, places)[0]
    x = g.add(
        "LayerNormalization", x, g.constant(w["norm.weight"]), g.constant(w["norm.bias"]), axis=-1, epsilon=1e-12
    )[0]
    for i, layer in enumerate(model.layers):
        p = f"layers.{i}."

        def dense(x: str, name: str, p: str = p) -> str:
            return g.linear(x, w[f"{p}{name}.weight"], w[f"{p}{name}.bias"])

        def norm(x: str, skip: str, name: str, p: str = p) -> str:
            parts = (g.constant(w[f"{p}{name}.weight"]), g.constant(w[f"{p}{name}.bias"]))
            return g.add("SkipLayerNormalization", x, skip, *parts, domain=MS, epsilon=1e-12)[0]

        q, k, v = g.add("Split", dense(x, "qkv"), outputs=3, axis=-1, num_outputs=3)
        a = g.add("MultiHeadAttention", q, k, v, domain=MS, num_heads=layer.heads)[0]
        x = norm(dense(a, "out"), x, "norm1")
        x = norm(dense(g.add("FastGelu", dense(x, "up"), domain=MS)[0], "down"), x, "norm2")
    logits = g.add("Add", g.add("MatMul", x, g.constant(w["head.weight"].T))[0], g.constant(w["head.bias"]))[0]
    g.nodes.append(helper.make_node("Softmax", [logits], ["tags"], axis=-1))
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT32, ["b", "n"]) for n in ("ids", "shapes")]
    output = helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["b", "n", w["head.bias"].shape[0]])
    graph = helper.make_graph(g.nodes, "entities", inputs, [output], g.constants)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(MS, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def export(model: Tagger, minilm: Path, out: Path) -> None:
    """Write ``ner.onnx`` and ``tokenizer.json``."""
    out.mkdir(parents=True, exist_ok=True)
    onnx.save(build(model), out / "ner.onnx")
    shutil.copyfile(minilm / "tokenizer.json", out / "tokenizer.json")
