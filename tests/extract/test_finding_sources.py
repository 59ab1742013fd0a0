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


def test_hidden_files_are_left_out_of_folders_but_may_be_named(tmp_path: Path) -> None:
    hidden = write(tmp_path / ".secret.txt")
    write(tmp_path / ".git/config")
    assert find_sources([str(tmp_path)]) == []
    assert uris(find_sources([str(hidden)]), tmp_path) == [".secret.txt"]


def test_links_are_followed_only_inside_the_named_folder(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside.txt")
    folder = tmp_path / "in"
    inside = write(folder / "page.txt")
    (folder / "to_outside.txt").symlink_to(outside)
    (folder / "to_inside.txt").symlink_to(inside)
    (folder / "loop").symlink_to(folder)
    (folder / "dangling").symlink_to(folder / "nothing")
    found = find_sources([str(folder)])
    assert len(found) == 1, "the link and its target are one file"
    assert found[0].path is not None and found[0].path.resolve() == inside


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
    assert source.uri.endswith("caf\ufffd.txt") and source.path is not None and source.path.read_bytes() == b"x"
