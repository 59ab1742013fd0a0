"""Write py3langid's model in the form that `dossier_etl.clean.language_model` reads: smaller, and loaded in a fifteenth of the time.

    python tools/pack_languages.py --out src/dossier_etl/clean/languages.npz.zst

The library keeps an automaton whose states are n-grams of bytes; at each byte it counts the feature of the state it is in. That is
the longest feature ending there, so the features' names are all that is needed. Both facts are checked here.
"""

import argparse
import io
from collections import deque
from pathlib import Path

import numpy as np
import zstandard
from py3langid.langid import MODEL_DIR, MODEL_FILE
from py3langid.modelio import load_model

from dossier_etl.clean.language_model import LENGTH_SHIFT, LONGEST, RARE


def state_names(moves: np.ndarray, row_of: np.ndarray) -> dict[int, bytes]:
    """The shortest bytes that lead to each state, shortest first."""
    names = {0: b""}
    waiting = deque([0])
    while waiting:
        state = waiting.popleft()
        for byte, following in enumerate(moves[row_of[state]].tolist()):
            if following not in names:
                names[following] = names[state] + bytes([byte])
                waiting.append(following)
    return names


def feature_names(names: dict[int, bytes], outputs: list[int], n: int) -> list[bytes]:
    """The n-gram of each feature. Raises ValueError where a state's output is not its longest feature."""
    features: list[bytes | None] = [None] * n
    for state, name in names.items():
        if outputs[state] >= 0 and features[outputs[state]] is None:
            features[outputs[state]] = name
    number = {name: i for i, name in enumerate(features)}
    for state, name in names.items():
        longest = next((name[i:] for i in range(len(name)) if name[i:] in number), None)
        if number.get(longest, -1) != outputs[state]:
            raise ValueError(f"state {name!r} does not stand for its longest feature")
    return [name for name in features if name is not None]


def check_moves(moves: np.ndarray, row_of: np.ndarray, names: dict[int, bytes]) -> None:
    """Raises ValueError unless each move leads to the longest state that the bytes read so far end in."""
    states = {name: state for state, name in names.items()}
    for state, name in names.items():
        for byte, following in enumerate(moves[row_of[state]].tolist()):
            if not (name + bytes([byte])).endswith(names[following]):
                raise ValueError(f"{name!r} + {byte} leads elsewhere")
            read = name + bytes([byte])
            if any(read[i:] in states for i in range(len(read) - len(names[following]))):
                raise ValueError(f"{name!r} + {byte} leads to a shorter state than it could")


def places_and_weights(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights (n-grams × languages) as places in each language's list, the lists, and the weights too rare for them."""
    places = np.empty(table.shape, dtype=np.uint8)
    lists = np.zeros((table.shape[1], RARE), dtype=table.dtype)
    for column in range(table.shape[1]):
        values, inverse, counts = np.unique(table[:, column], return_inverse=True, return_counts=True)
        by_count = np.argsort(-counts, kind="stable")
        place = np.empty(len(values), dtype=np.int64)
        place[by_count] = np.arange(len(values))
        places[:, column] = np.minimum(place[inverse], RARE)
        lists[column, : len(values)] = values[by_count][:RARE]
    return places, lists.ravel(), table[places == RARE]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    table, prior, languages, moves, row_of, outputs = load_model(MODEL_DIR / MODEL_FILE)
    moves, row_of = np.asarray(moves).reshape(-1, 256), np.asarray(row_of)
    names = state_names(moves, row_of)
    check_moves(moves, row_of, names)
    features = feature_names(names, outputs, len(table))
    if max(map(len, features)) > LONGEST:
        raise ValueError("an n-gram is longer than the reader's code has room for")
    codes = np.array([int.from_bytes(f, "big") | len(f) << LENGTH_SHIFT for f in features])
    order = codes.argsort()
    places, weights, rare = places_and_weights(np.asarray(table)[order])
    buffer = io.BytesIO()
    np.savez(
        buffer,
        steps=np.diff(codes[order], prepend=0),
        places=places,
        weights=weights,
        rare=rare,
        prior=np.asarray(prior, dtype=np.float32),
        languages=np.array(languages),
    )
    args.out.write_bytes(zstandard.ZstdCompressor(level=22).compress(buffer.getvalue()))


if __name__ == "__main__":
    main()
