"""Every number the search for copies depends on, in one place, with the measurement that set it.

Measured on 4,639 syndicated and templated documents of 60 outlets (13,168 true pairs over at most 40 days; see docs/copies.md):
"raw" is the page text with its furniture, "body" the text entirely without, "cleaned" what `clean` makes of the raw text; "30
words" (60, 120, 250) is the raw text with its body cut to about so many words. F1 is story-pair F1. What version 2 of the
fingerprint chose (sketches, furniture, excerpts) was chosen on one half of the stories and judged on the other.
"""

SHINGLE_TOKENS = 3
"""True copies share about 30 % of their word 3-grams; longer shingles lose lightly edited copies."""
UNSPACED_TOKEN_CHARS = 3
"""Characters a token covers in scripts without spaces, so that a shingle there covers five characters."""
SKETCH_FRACTION = 32
MIN_SKETCH = 32
"""One hash in 32 is kept, at least the 32 smallest: a text of up to 1,000 words has 32. The share of a short text that stands in
its sketch decides how many of its copies are found: F1 raw / 60 words / 30 words is .956 / .907 / .740 with one in 16 and at least
4 (about 21 a document), .957 / .965 / .932 with 24, .958 / .965 / .942 with 32, .958 / .964 / .942 with one in 16 and 32."""

MIN_SHARED = 8
"""Shingles two texts must share at all."""
MIN_SIMILARITY = 0.22
"""Jaccard of a near copy. Story-pair F1 raw / body: .954 / .970 at .20, .954 / .974 at .22, .948 / .975 at .25."""
MIN_CONTAINMENT = 0.7
"""Share of the smaller text found in the larger, for an excerpt. F1 raw / body of the choosing half: .967 / .967 at .65, .963 / .968
at .70, .958 / .968 at .75; one-sentence pages that quote, of 300 bodies: 49, 42 and 36 are taken for excerpts."""
MIN_EXCERPT_SHARED = 30
"""Shingles an excerpt must share: at 20, eleven more one-sentence pages of 300 are taken for excerpts."""
MAX_EXCERPT_SIZE = 0.5
"""A text that long beside the other, in shingles, is a shortened copy, not an excerpt."""
MIN_SLOT_CONFLICTS = 3
MIN_SLOT_CONFLICT_SHARE = 0.3
SHARED_A_SLOT_CONFLICT = 25
"""Slots are places where both texts have the same words around a number; they conflict when the numbers differ. Three conflicts,
30 % of all such slots and one for every 25 shared shingles: another report from the same template, not a copy. Keeps out 98.8 %
of the templated pairs and costs 0.4 % of true ones; without the last condition 1.6 % (updated figures in long stories)."""

PERIOD_DAYS = 28
RECURRENT_PERIODS = 5
"""A hash seen in this many four-week periods is common: syndication is bursty, furniture and templates are not. Only hashes that
are not common make candidates. Four periods cost 3 points of recall, because a burst of 40 days touches three."""
MAX_TEXTS_A_HASH = 1000
"""A hash in more distinct texts than this is common too, whatever their dates: it bounds the cost of a batch."""
MIN_SUPPORT = 3
"""Sketch hashes that are not common two texts must share to be compared. F1 raw / 60 words / 30 words of the choosing half with 2:
.968 / .978 / .948, with 3: .967 / .978 / .940; with 2 two of 1,500 templated reports merge, with 3 none."""

EXCERPT_WEIGHT = 0.3
"""Weight of a full excerpt beside the Jaccard of near copies when story centres are chosen."""
WEIGHT_UNITS = 10_000
"""Weights are summed as integers, so that the order of summation cannot change who is the centre."""
