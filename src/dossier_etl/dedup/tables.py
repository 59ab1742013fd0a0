"""Tables of the lake that belong to the search for copies, as Arrow schemas with a comment per column."""

import pyarrow as pa

_S = pa.string()
_KEY = pa.uint64()


def _schema(**columns: tuple[pa.DataType, str]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, metadata={"comment": text}) for name, (kind, text) in columns.items()])


STORY_MEMBERS = _schema(
    article_id=(_S, "publications.article_id"),
    story_id=(_S, "story it belongs to, named after its first publication"),
    role=(_S, "first, copy or excerpt"),
    copy_of=(
        _S,
        "article_id it was compared with: the first where they match, else its best match; null for the first",
    ),
    relation=(_S, "exact, near or excerpt; null for the first"),
    similarity=(pa.float64(), "Jaccard of the word 3-grams of both, furniture left out"),
    containment=(pa.float64(), "share of this text's word 3-grams found in copy_of, furniture left out"),
    run_id=(_S, "run that gave it this place"),
)
FINGERPRINTS = _schema(
    article_id=(_S, "publications.article_id"),
    text_key=(_KEY, "first 64 bits of body_key: the key of the text"),
    body_key=(_S, "hash of all words in order; equal for bodies that differ in case, punctuation and layout only"),
    n_tokens=(pa.int32(), "words"),
    n_shingles=(pa.int32(), "distinct word 3-grams"),
    digits=(_KEY, "signature of all numbers in order; 0 without numbers"),
    published_on=(pa.date32(), "earliest day it can have been published"),
    published_latest=(pa.date32(), "latest day it can have been published"),
    captured_at=(pa.timestamp("us", tz="UTC"), "when the source says it was captured"),
    version=(pa.int32(), "version of the fingerprint"),
)
SKETCHES = _schema(
    hash=(_KEY, "kept shingle hash"),
    text_key=(_KEY, "fingerprints.text_key"),
    period=(pa.int32(), "four-week period in which the text was published, counted from 1970"),
)
COMMON_HASHES = _schema(hash=(_KEY, "sketch hash that recurs in too many periods or texts to tell copies"))
STORY_PAIRS = _schema(
    left_key=(_KEY, "smaller text_key"),
    right_key=(_KEY, "larger text_key"),
    kind=(_S, "near or excerpt; null: compared, not a copy"),
    shared=(pa.int32(), "shared shingles outside the furniture"),
    n_left=(pa.int32(), "shingles of the left text outside its furniture"),
    n_right=(pa.int32(), "shingles of the right text outside its furniture"),
    similarity=(pa.float64(), "Jaccard"),
    containment=(pa.float64(), "share of the smaller text found in the larger"),
    support=(
        pa.int32(),
        "shared sketch hashes that are not common today; a pair that falls below the minimum is removed",
    ),
)
STORY_HISTORY = _schema(
    story_id=(_S, "story that no longer exists"),
    replaced_by=(_S, "story its first publication belongs to now"),
    reason=(_S, "merged, renamed or split"),
    run_id=(_S, "run that changed it"),
)

TABLES: dict[str, pa.Schema] = {
    "story_members": STORY_MEMBERS,
    "fingerprints": FINGERPRINTS,
    "sketches": SKETCHES,
    "common_hashes": COMMON_HASHES,
    "story_pairs": STORY_PAIRS,
    "story_history": STORY_HISTORY,
}
