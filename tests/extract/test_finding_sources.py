from pathlib import Path

import pytest

from dossier_etl.errors import SourceError
from dossier_etl.extract import Source, find_sources, source_fingerprint


def uris(sources: list[Source], root: Path) -> list[str]:
    return [Path(s.uri).relative_to(root).as_posix() for s in sources]


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_folder_is_walked_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", "c/d/e.html"):
        write(tmp_path / name)
    assert uris(find_sources([str(tmp_path)]), tmp_path) == ["a.txt", "b/1.txt", "b/2.txt", "c/d/e.html"]


def left_out(sources: list[Source], root: Path) -> list[tuple[str, str]]:
    return [(Path(s.uri).relative_to(root).as_posix(), s.left_out.kind) for s in sources if s.left_out]


def test_hidden_files_are_left_out_of_folders_with_a_word_but_may_be_named(tmp_path: Path) -> None:
    hidden = write(tmp_path / "in/.secret.txt")
    write(tmp_path / "in/.git/config")
    write(tmp_path / "in/.DS_Store")
    write(tmp_path / "in/a.txt")
    found = find_sources([str(tmp_path / "in")])
    assert left_out(found, tmp_path) == [("in", "hidden")] and len(found) == 2
    assert found[1].left_out and found[1].left_out.detail.startswith(
        "2 hidden file(s) or folder(s) left out (.git, .secret.txt)"
    )
    assert uris(find_sources([str(hidden)]), tmp_path) == ["in/.secret.txt"]


@pytest.mark.parametrize("name", ["empty", "hidden", "deep"])
def test_a_folder_without_anything_to_read_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "deep/er").mkdir(parents=True)
    write(tmp_path / "hidden/.a.txt")
    with pytest.raises(SourceError, match="nothing to read"):
        find_sources([str(tmp_path / name)])
    file = write(tmp_path / "a.txt")
    assert [s.left_out is None for s in find_sources([str(tmp_path / name), str(file)])] == [False, True]


def test_links_are_followed_or_told(tmp_path: Path) -> None:
    outside = write(tmp_path / "far/away/outside.txt")
    folder = tmp_path / "a/b/c/in"
    inside = write(folder / "page.txt")
    (folder / "outside.txt").symlink_to(outside)
    (folder / "outside_folder").symlink_to(outside.parent)
    (folder / "to_inside.txt").symlink_to(inside)
    (folder / "loop").symlink_to(folder)
    (folder / "dangling").symlink_to(folder / "nothing")
    found = find_sources([str(folder)])
    assert left_out(found, folder) == [
        ("dangling", "dangling_link"),
        ("outside.txt", "link_outside"),
        ("outside_folder", "link_outside"),
    ]
    [read] = [s for s in found if not s.left_out]
    assert read.path is not None and read.path.resolve() == inside, "the link and its target are one file"
    told = next(s.left_out for s in found if s.uri.endswith("outside.txt"))
    assert told is not None and str(outside) in told.detail


def test_data_set_caches_made_of_links_are_read(tmp_path: Path) -> None:
    write(tmp_path / "a/cache/blobs/123", "one")
    write(tmp_path / "a/cache/blobs/more/x.txt", "two")
    folder = tmp_path / "a/cache/snapshots/abc"
    folder.mkdir(parents=True)
    (folder / "part.txt").symlink_to("../../blobs/123")
    (folder / "more").symlink_to("../../blobs/more")
    assert uris(find_sources([str(folder)]), folder) == ["part.txt", "more/x.txt"]


def test_two_folders_that_link_to_each_other_end(tmp_path: Path) -> None:
    a, b = tmp_path / "x/y/a", tmp_path / "x/y/b"
    write(a / "1.txt")
    write(b / "2.txt")
    (a / "b").symlink_to(b)
    (b / "a").symlink_to(a)
    assert uris(find_sources([str(a)]), a) == ["1.txt", "b/2.txt"]


def test_pipes_are_told_not_opened(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    write(tmp_path / "a.txt")
    assert left_out(find_sources([str(tmp_path)]), tmp_path) == [("pipe", "not_a_file")]


@pytest.mark.parametrize(
    "address", ["s3://bucket/news/", "https://pier.example/feed.xml", "gs://b/a", "file:///tmp/a.txt"]
)
def test_an_address_is_no_file(address: str) -> None:
    with pytest.raises(SourceError, match="is an address") as error:
        find_sources([address])
    assert error.value.exit_code == 1


def test_what_cannot_be_opened_has_a_fingerprint_of_its_own(tmp_path: Path) -> None:
    gone = Source("gone.txt", tmp_path / "gone.txt")
    first, known = source_fingerprint(gone)
    assert first.startswith("-1:") and known is None
    assert source_fingerprint(gone, [first]) == (first, first), "the same reason again is nothing new"
    write(tmp_path / "gone.txt", "now it is here")
    assert source_fingerprint(gone, [first])[0] != first


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt")
    assert len(find_sources([str(file), str(tmp_path), str(tmp_path / "*.txt")])) == 1


def test_globs_are_expanded_in_sorted_order(tmp_path: Path) -> None:
    for name in ("x/2.html", "x/1.html", "x/3.txt"):
        write(tmp_path / name)
    assert uris(find_sources([str(tmp_path / "**" / "*.html")]), tmp_path) == ["x/1.html", "x/2.html"]


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    file = write(tmp_path / "a[1].txt")
    assert find_sources([str(file)])[0].path == file


def test_what_does_not_exist_is_told_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file or folder") as error:
        find_sources([str(tmp_path / "nothing" / "there.txt")])
    assert error.value.hint and str(tmp_path) in error.value.hint
    with pytest.raises(SourceError, match="nothing matches"):
        find_sources([str(tmp_path / "*.warc")])


def test_a_dash_is_standard_input() -> None:
    assert find_sources(["-"]) == [Source("-", None)]


def test_the_fingerprint_depends_on_the_bytes_only(tmp_path: Path) -> None:
    one, two, other = write(tmp_path / "1", "same"), write(tmp_path / "2", "same"), write(tmp_path / "3", "other")
    prints = [source_fingerprint(Source(str(p), p))[0] for p in (one, two, other)]
    assert prints[0] == prints[1] != prints[2]
    with pytest.raises(ValueError, match="standard input"):
        source_fingerprint(Source("-", None))


def test_a_name_that_is_no_text_becomes_one(tmp_path: Path) -> None:
    import os

    try:
        with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123 - bytes, not a Path
            file.write(b"x")
    except OSError:
        pytest.skip("this file system takes only text for names")
    [source] = find_sources([str(tmp_path)])
    assert source.uri.endswith("caf\\xe9.txt") and source.path is not None and source.path.read_bytes() == b"x"
