"""Settings come from four places, the later ones winning."""

from dataclasses import fields
from pathlib import Path

import pytest

from dossier_etl.errors import UsageError
from dossier_etl.settings import Settings, load_settings, meanings


def test_later_places_win(tmp_path: Path) -> None:
    (tmp_path / "dossier.toml").write_text('workers = 3\nmin_words = 7\nwarehouse = "from-file"\n')
    got = load_settings({"min_words": 9}, folder=tmp_path, environ={"DOSSIER_WORKERS": "4", "DOSSIER_ENTITIES": "no"})
    assert (got.workers, got.min_words, got.warehouse, got.entities) == (4, 9, Path("from-file"), False)


def test_field_mapping_from_file_and_environment(tmp_path: Path) -> None:
    (tmp_path / "dossier.toml").write_text('[fields]\ntext = "artikel"\n')
    assert load_settings(folder=tmp_path, environ={}).fields == {"text": "artikel"}
    assert load_settings(folder=tmp_path, environ={"DOSSIER_FIELDS": "text=a,date=b"}).fields == {
        "text": "a",
        "date": "b",
    }


@pytest.mark.parametrize("overrides", [{"worker": 2}, {"workers": "many"}, {"entities": "perhaps"}])
def test_what_cannot_be_understood_is_said(overrides: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        load_settings(overrides, folder=tmp_path, environ={})
    assert error.value.exit_code == 2


def test_defaults_need_no_file(tmp_path: Path) -> None:
    assert load_settings(folder=tmp_path, environ={}) == Settings()


def test_every_setting_says_what_it_means() -> None:
    assert list(meanings()) == [f.name for f in fields(Settings)]
    assert all(meanings().values())
