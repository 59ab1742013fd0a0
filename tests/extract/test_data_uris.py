"""Pages whose weight is embedded pictures and fonts."""

import base64
import io
import random
from pathlib import Path

from extract_building import page, read
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.extract import ReadOptions
from dossier_etl.extract.data_uris import without_data_uris


def embedded(megabytes: int) -> bytes:
    blob = base64.b64encode(random.Random(1).randbytes(100_000))
    pictures = b"".join(
        b'<img src="data:image/png;base64,%s"><p>Between %d</p>' % (blob, n) for n in range(megabytes * 8)
    )
    font = b"<style>@font-face{src:url(data:font/woff2;charset=utf-8;base64,%s)}</style>" % blob
    return page(1).replace(b"</body>", font + pictures + b"</body>")


def test_a_page_of_25_megabytes_of_pictures_loads(tmp_path: Path) -> None:
    data = embedded(25)
    assert len(data) > 25_000_000
    [record] = read(data, tmp_path, "a.html").records
    assert record.refused is None and len(record.content) < 100_000 and b"Between 199" in record.content
    assert int(record.hints["row.embedded_bytes"]) > 25_000_000


def test_a_page_of_text_over_the_limit_is_refused(tmp_path: Path) -> None:
    data = b"<html><body>" + b"<p>Words of the pier.</p>" * 300_000
    assert [r.refused for r in read(data, tmp_path, "a.html", ReadOptions(max_document_bytes=5_000_000)).records] == [
        "too_large"
    ]


def test_small_pages_keep_every_byte(tmp_path: Path) -> None:
    data = embedded(1)
    assert read(data, tmp_path, "a.html").contents == [data]


@given(
    st.lists(
        st.sampled_from(
            [b"text ", b"data:", b"data:a/b,", b"x" * 50, b'"', b"data:image/png;base64,", b"QUJD" * 300, b"<p>"]
        ),
        max_size=30,
    ),
    st.integers(0, 400),
)
def test_blocks_may_end_anywhere(parts: list[bytes], at: int) -> None:
    data = b"".join(parts)
    whole, _ = without_data_uris(data, io.BytesIO(), 10**9)
    split, _ = without_data_uris(data[:at], io.BytesIO(data[at:]), 10**9)
    assert whole == split
