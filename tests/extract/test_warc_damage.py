"""Damaged WARCs: only what is damaged is lost, and every loss is told with its bytes."""

import gzip
import random
from pathlib import Path

import pytest
from extract_building import http, members, page, read, stories, warc_record
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

N = 8


def pages(numbers: object = range(N)) -> set[bytes]:
    return {page(n) for n in numbers}  # type: ignore[attr-defined]


def test_a_corrupt_member_costs_itself(tmp_path: Path) -> None:
    parts = members(stories(N))
    start = len(parts[0]) + len(parts[1])
    parts[2] = parts[2][:100] + bytes(20) + parts[2][120:]
    result = read(b"".join(parts), tmp_path, "a.warc.gz")
    assert set(result.contents) == pages() - pages([2])
    incident = result.incidents[0]
    assert (incident.kind, incident.byte_start, incident.byte_end) == ("gzip_damaged", start, start + len(parts[2]))


def test_garbage_between_members_costs_nothing(tmp_path: Path) -> None:
    parts = members(stories(N))
    result = read(parts[0] + random.Random(1).randbytes(5_000) + b"".join(parts[1:]), tmp_path, "a.warc.gz")
    assert set(result.contents) == pages()
    assert [(i.kind, i.byte_start, i.byte_end) for i in result.incidents] == [
        ("garbage", len(parts[0]), len(parts[0]) + 5_000)
    ]


def test_a_truncated_tail_is_told_with_its_offset(tmp_path: Path) -> None:
    parts = members(stories(N))
    data = b"".join(parts)
    result = read(data[:-100], tmp_path, "a.warc.gz")
    assert set(result.contents) == pages(range(N - 1))
    assert [(i.kind, i.byte_start) for i in result.incidents] == [("truncated", len(data) - len(parts[-1]))]
    plain = b"".join(stories(N))
    result = read(plain[:-100], tmp_path)
    assert set(result.contents) == pages(range(N - 1)) and result.kinds == ["truncated"]


def test_trailing_zeros_are_told(tmp_path: Path) -> None:
    result = read(b"".join(members(stories(N))) + bytes(3_000), tmp_path, "a.warc.gz")
    assert set(result.contents) == pages() and result.kinds == ["trailing_zeros"]


def test_an_uncompressed_record_among_members_is_read(tmp_path: Path) -> None:
    records = stories(3)
    data = gzip.compress(records[0]) + records[1] + gzip.compress(records[2])
    assert set(read(data, tmp_path, "a.warc.gz").contents) == pages(range(3))


@pytest.mark.parametrize("length", [10, 100_000, 999_999_999, -5, "many", ""])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("at", [0, 3, N - 1])
def test_a_wrong_length_costs_nothing(tmp_path: Path, length: int | str, packed: bool, at: int) -> None:
    records = stories(N)
    records[at] = warc_record(http(page(at)), f"https://lamp.example/{at}", length=length)
    result = read(b"".join(members(records) if packed else records), tmp_path)
    assert set(result.contents) == pages()
    assert "warc_length" in result.kinds


def test_a_length_that_covers_the_next_record_costs_neither(tmp_path: Path) -> None:
    records = stories(4)
    block = http(page(1))
    records[1] = warc_record(block, length=len(block) + 4 + len(records[2]) - 4)
    result = read(b"".join(records), tmp_path)
    assert set(result.contents) == pages(range(4)) and result.kinds == ["warc_length"]


def test_a_warc_inside_a_warc_is_left_whole(tmp_path: Path) -> None:
    inner = warc_record(b"".join(stories(2)), kind="resource", content_type="application/warc")
    result = read(inner + stories(3)[2], tmp_path)
    assert [r.refused for r in result.records] == ["not_text", None]


def test_a_broken_header_costs_its_record(tmp_path: Path) -> None:
    records = stories(4)
    broken = records[1].replace(b"WARC/1.0", b"W\0RC/1.0", 1)
    result = read(records[0] + broken + records[2] + records[3], tmp_path)
    assert set(result.contents) == pages([0, 2, 3])
    assert [(i.byte_start, i.byte_end) for i in result.incidents] == [(len(records[0]), len(records[0]) + len(broken))]


def test_missing_headers_do_not_cost_the_page(tmp_path: Path) -> None:
    for drop in (
        ("WARC-Date",),
        ("WARC-Record-ID",),
        ("WARC-Type",),
        ("WARC-Target-URI", "WARC-Date", "WARC-Record-ID"),
    ):
        assert read(warc_record(http(page(1)), drop=drop), tmp_path).contents == [page(1)]


def test_lines_may_end_in_lf_only(tmp_path: Path) -> None:
    data = b"".join(stories(N)).replace(b"\r\n", b"\n")
    assert set(read(data, tmp_path).contents) == pages()


def test_a_wrong_digest_is_told_and_the_page_kept(tmp_path: Path) -> None:
    data = warc_record(http(page(1)), extra=b"WARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    result = read(data, tmp_path)
    assert result.contents == [page(1)] and result.kinds == ["digest_mismatch"]


def test_one_member_for_all_keeps_what_comes_before_the_damage(tmp_path: Path) -> None:
    noise = random.Random(5)
    records = [warc_record(http(page(n) + noise.randbytes(3_000).hex().encode()), digest=True) for n in range(30)]
    data = bytearray(gzip.compress(b"".join(records)))
    data[len(data) // 2] ^= 0xFF
    result = read(bytes(data), tmp_path, "a.warc.gz")
    kept = [n for n in range(30) if any(c.startswith(page(n)) for c in result.contents)]
    assert kept[:13] == list(range(13))
    assert "gzip_damaged" in result.kinds
    assert all(c[:-6_000] in pages(range(30)) for c in result.contents), "nothing altered passes for good"


def test_a_bomb_costs_itself(tmp_path: Path) -> None:
    parts = members(stories(N))
    parts.insert(3, gzip.compress(warc_record(http(b"<html>" + bytes(60_000_000)))))
    result = read(b"".join(parts), tmp_path, "a.warc.gz")
    assert set(result.contents) == pages() and "decompression_limit" in result.kinds


Edit = tuple[str, int, int, int]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "zero", "cut", "insert", "truncate"]),
        st.integers(0, 1_000_000),
        st.sampled_from([1, 2, 7, 60, 400, 1_500]),
        st.integers(0, 1_000_000),
    ),
    min_size=1,
    max_size=3,
)


def damaged(parts: list[bytes], edits: list[Edit]) -> tuple[bytes, set[int]]:
    """The joined parts with the edits done, and the numbers of the parts they touched."""
    starts = [sum(map(len, parts[:i])) for i in range(len(parts))]
    data = b"".join(parts)
    touched: set[int] = set()
    out: list[bytes] = []
    done = 0
    for kind, where, size, seed in sorted(edits, key=lambda e: e[1] % len(data)):
        a = where % len(data)
        if a < done:
            continue
        b = a if kind == "insert" else len(data) if kind == "truncate" else min(len(data), a + size)
        noise = random.Random(seed).randbytes(size)
        middle = {
            "flip": bytes(x ^ (n or 1) for x, n in zip(data[a:b], noise, strict=False)),
            "zero": bytes(b - a),
            "insert": noise,
        }.get(kind, b"")
        out += [data[done:a], middle]
        done = b
        for number, start in enumerate(starts):
            end = start + len(parts[number])
            if (start < a < end) if kind == "insert" else (a < end and b > start):
                touched.add(number)
    return b"".join([*out, data[done:]]), touched


@pytest.mark.parametrize("packed", [True, False])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, digest=st.booleans())
def test_whatever_the_damage_untouched_records_survive_and_losses_are_told(
    tmp_path: Path, packed: bool, edits: list[Edit], digest: bool
) -> None:
    records = stories(N, digest)
    parts = members(records) if packed else records
    data, touched = damaged(parts, edits)
    result = read(data, tmp_path, "a.warc.gz" if packed else "a.warc")
    lost = pages() - set(result.contents)
    assert lost <= pages(touched), "a record no edit touched must be kept as it was"
    # Cut between records, or in the blank lines behind one: nothing says that more followed.
    blank = 0 if packed else 4
    cut_between_records = any(0 <= sum(map(len, parts[:i])) - len(data) <= blank for i in range(N + 1))
    if lost and len(result.records) < N and not cut_between_records and len(data) > 20:
        assert result.incidents, "records that are gone must be accounted for"
    if packed:
        assert set(result.contents) <= pages(), "what the checksum does not vouch for is not taken for good"


@pytest.mark.parametrize("between", [bytes(300), b"", b" torn \x07"])
def test_a_header_that_goes_over_into_another_records_header_is_told(tmp_path: Path, between: bytes) -> None:
    """Found by the property above: the lost bytes reach from one record's id to the next one's."""
    first, torn, last = stories(3)
    joined = (
        torn[: torn.index(b"WARC-Record-ID:") + 15] + b" half a line" + between + last[last.index(b"WARC-Record") :]
    )
    result = read(first + joined, tmp_path, "a.warc")
    assert len(result.records) == 2 and result.kinds == ["warc_header"]


def test_damage_in_the_first_word_of_a_file_does_not_make_later_damage_good(tmp_path: Path) -> None:
    """Found by the property above: the checksums of gzip members were no longer asked."""
    parts = members(stories(4))
    data, _ = damaged(parts, [("flip", 65, 1, 0), ("flip", 1200, 1, 0)])
    assert set(read(data, tmp_path, "a.warc.gz").contents) == pages({1, 2})
