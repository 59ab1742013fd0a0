"""Write the trained tagger as an int8 ONNX graph for onnxruntime.

Weights are int8 per column, kept to 7 bits so that processors without VNNI cannot saturate; activations are quantised per call;
the vocabulary is int8 per row. The graph is written by hand with onnxruntime's fused operators: it is half the size and cost of a
traced one. The case-shape table carries the ``any`` domain.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from train_ner_model import HEAD, Tagger

MS = "com.microsoft"
BITS = 63
SPAN = 256
"""Places a window may have (`windows.PLACES` and the marks at its ends)."""


class Graph:
    """Nodes and constants of an ONNX graph under construction."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: np.ndarray) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
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
        constants = (self.constant(q), self.constant(scale.astype(np.float32)), "", self.constant(bias))
        return self.add("DynamicQuantizeMatMul", x, *constants, domain=MS)[0]

    def normalise(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """Layer normalisation; after an ``Add``: onnxruntime's fused ``SkipLayerNormalization`` took a quarter of the time of the graph."""
        return self.add("LayerNormalization", x, self.constant(weight), self.constant(bias), axis=-1, epsilon=1e-12)[0]


def build(model: Tagger) -> onnx.ModelProto:
    """Inputs ``pieces: int32[n, 3]`` (id, shape, place; the asked ones first) and ``asked: int64[1]``, how many; output
    ``tags: float[asked, tags]`` (probabilities)."""
    w = {k: v.numpy().astype(np.float32) for k, v in model.state_dict().items()}
    g = Graph()
    column = [g.constant(np.array(i)) for i in range(3)]
    ids, shapes, places = (g.add("Gather", "pieces", c, axis=1)[0] for c in column)
    scale = np.abs(w["word.weight"]).max(1, keepdims=True) / 127
    table = g.constant(np.round(w["word.weight"] / scale).astype(np.int8))
    rows = g.add("Cast", g.add("Gather", table, ids)[0], to=TensorProto.FLOAT)[0]
    x = g.add("Mul", rows, g.add("Gather", g.constant(scale), ids)[0])[0]
    x = g.add("Add", x, g.add("Gather", g.constant(w["shape.weight"] + w["domain.weight"][0]), shapes)[0])[0]
    x = g.add("Add", x, g.add("Gather", g.constant(w["position.weight"][:SPAN]), places)[0])[0]
    x = g.add("Unsqueeze", x, g.constant(np.array([0])))[0]
    x = g.normalise(x, w["norm.weight"], w["norm.bias"])
    rest = ""
    for i, layer in enumerate(model.layers):
        p = f"layers.{i}."

        def part(name: str, rows: slice = slice(None), p: str = p) -> tuple[np.ndarray, np.ndarray]:
            return w[f"{p}{name}.weight"][rows], w[f"{p}{name}.bias"][rows]

        width = layer.heads * HEAD
        if i == model.lower:
            zero, end, axis = (g.constant(np.array([v])) for v in (0, np.iinfo(np.int64).max, 1))
            rest = g.add("Slice", x, "asked", end, axis)[0]
            x = g.add("Slice", x, zero, "asked", axis)[0]
        if i < model.lower:
            q, k, v = g.add("Split", g.linear(x, *part("qkv")), outputs=3, axis=-1, num_outputs=3)
        else:
            everything = g.add("Concat", x, rest, axis=1)[0]
            q = g.linear(x, *part("qkv", slice(None, width)))
            k, v = g.add(
                "Split", g.linear(everything, *part("qkv", slice(width, None))), outputs=2, axis=-1, num_outputs=2
            )
        a = g.add("MultiHeadAttention", q, k, v, domain=MS, num_heads=layer.heads)[0]
        x = g.normalise(g.add("Add", g.linear(a, *part("out")), x)[0], *part("norm1"))
        wide = g.add("FastGelu", g.linear(x, *part("up")), domain=MS)[0]
        x = g.normalise(g.add("Add", g.linear(wide, *part("down")), x)[0], *part("norm2"))
    if not rest:
        x = g.add("Slice", x, *(g.constant(np.array([0])), "asked", g.constant(np.array([1]))))[0]
    logits = g.add("Add", g.add("MatMul", x, g.constant(w["head.weight"].T))[0], g.constant(w["head.bias"]))[0]
    probabilities = g.add("Softmax", logits, axis=-1)[0]
    g.nodes.append(helper.make_node("Squeeze", [probabilities, g.constant(np.array([0]))], ["tags"]))
    inputs = [
        helper.make_tensor_value_info("pieces", TensorProto.INT32, ["n", 3]),
        helper.make_tensor_value_info("asked", TensorProto.INT64, [1]),
    ]
    output = helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["asked", w["head.bias"].shape[0]])
    graph = helper.make_graph(g.nodes, "entities", inputs, [output], g.constants)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(MS, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def export(model: Tagger, out: Path) -> None:
    """Write ``ner.onnx``."""
    out.mkdir(parents=True, exist_ok=True)
    onnx.save(build(model), out / "ner.onnx")
