"""The neural part: windows of one text → probabilities of tags, by onnxruntime on one thread."""

from functools import cache
from importlib import resources
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from dossier_etl.enrich.entities.windows import Window

TYPES = ("PERSON", "ORG", "LOC", "NORP", "MISC")
"""Types the classifier knows; tags are O, then B and I of each type in this order."""
BATCH = 8
"""Windows a call; a text is always cut into the same calls, so its result cannot depend on what else is read."""
_CLS, _SEP = 101, 102

Floats = npt.NDArray[np.float32]


class _Session(Protocol):
    def run(self, outputs: list[str] | None, inputs: dict[str, Any]) -> list[Any]: ...


@cache
def load_tokenizer() -> Tokenizer:
    """The word-piece vocabulary that ships with the package."""
    data = resources.files("dossier_etl.enrich.entities") / "data" / "tokenizer.json"
    tokenizer = Tokenizer.from_str(data.read_text(encoding="utf-8"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@cache
def load_session(threads: int) -> _Session:
    """The model that ships with the package, on the CPU."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # A model that is read thousands of times a run gains nothing from an arena that never gives memory back.
    options.enable_cpu_mem_arena = False
    data = resources.files("dossier_etl.enrich.entities") / "data" / "ner.onnx"
    session = onnxruntime.InferenceSession(data.read_bytes(), options, providers=["CPUExecutionProvider"])
    return cast(_Session, session)


def tag(windows: list[Window], session: _Session) -> list[Floats]:
    """Probabilities ``[pieces, tags]`` for each window of one text."""
    out: list[Floats] = []
    for first in range(0, len(windows), BATCH):
        part = windows[first : first + BATCH]
        shape = (len(part), max(len(w.ids) for w in part) + 2)
        ids, shapes, keep = (np.zeros(shape, np.int32) for _ in range(3))
        for row, window in enumerate(part):
            n = len(window.ids)
            ids[row, 0], ids[row, 1 : n + 1], ids[row, n + 1] = _CLS, window.ids, _SEP
            shapes[row, 1 : n + 1] = window.shapes
            keep[row, : n + 2] = 1
        tags = session.run(["tags"], {"ids": ids, "shapes": shapes, "keep": keep})[0]
        out += [tags[row, 1 : len(w.ids) + 1] for row, w in enumerate(part)]
    return out
