"""The packed language model answers as the library does from which it was packed, and is light to load."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from dossier_etl.clean.language_model import shipped

SENTENCES = (
    "The council voted on Tuesday to rebuild the old bridge over the river.",
    "THE COUNCIL VOTED ON TUESDAY.",
    "Der Gemeinderat hat am Dienstag beschlossen, die alte Brücke wieder aufzubauen.",
    "Le conseil municipal a décidé mardi de reconstruire le vieux pont.",
    "El ayuntamiento decidió el martes reconstruir el viejo puente sobre el río.",
    "Kommunestyret vedtok tirsdag å bygge opp igjen den gamle brua.",
    "Gradsko veće je u utorak odlučilo da obnovi stari most.",
    "Градско веће је у уторак одлучило да обнови стари мост.",
    "Городской совет во вторник решил восстановить старый мост.",
    "قرر المجلس البلدي يوم الثلاثاء إعادة بناء الجسر القديم.",
    "市議会は火曜日、古い橋を再建することを決めた。",
    "สภาเทศบาลลงมติเมื่อวันอังคารให้สร้างสะพานเก่าขึ้นใหม่",
    "",
    "é",
    "\ud83d",
    "12.04.2021\n17:30",
)


@pytest.fixture(scope="module")
def library() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@pytest.mark.parametrize("text", [*SENTENCES, " ".join(SENTENCES) * 3])
def test_answers_are_the_librarys_to_the_last_digit(text: str, library: LanguageIdentifier) -> None:
    assert shipped().classify(text) == library.classify(text)


@given(st.text(max_size=80), st.sampled_from(SENTENCES))
def test_whatever_the_text(library: LanguageIdentifier, noise: str, sentence: str) -> None:
    for text in (noise, sentence[:20] + noise + sentence[20:40]):
        assert shipped().classify(text) == library.classify(text)


def test_the_library_itself_is_not_needed() -> None:
    code = "import sys; from dossier_etl.clean.language import identify; identify('word ' * 9); print('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
