"""What the recogniser finds, and what it promises: exact offsets, the same answer in any company, no network."""

import socket
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_etl.enrich.entities import Recogniser, link
from dossier_etl.model.mentions import Mention

STORIES = (
    "NAIROBI — President Wanjiru Otieno of Kenya met Gen. Tomasz Kowalski in Nairobi on Monday.\n\n"
    "“We agreed on nothing,” Mr. Otieno’s spokesman told Reuters. Kowalski flew back to Poland the same night.",
    "Ayatollah Ali Khamenei has approved talks with the United States, the BBC reported. Mr. Khamenei said the Islamic State (IS) "
    "threatens Iraq and Iran alike. U.S. officials in Washington would not say whether Iranian commander Qassem Soleimani knew.",
    "The International Monetary Fund (IMF) will lend Malawi $90 million. The IMF's mission chief, Ana Ribeiro, praised Finance "
    "Minister Chikondi Phiri. Malawians pay more for maize than ever, the World Food Programme says.",
    "IRAN AND IRAQ SIGN GAS DEAL IN BAGHDAD\nThe contract was signed by Oil Minister Hassan Darwish.",
    "It rained. Nobody came, and the shop closed early.",
    "",
)


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser.load()


def found(recogniser: Recogniser, text: str) -> set[tuple[str, str]]:
    return {(m.surface, m.label) for m in recogniser.find([text])[0]}


def test_names_of_a_story(recogniser: Recogniser) -> None:
    assert found(recogniser, STORIES[0]) >= {
        ("Wanjiru Otieno", "PERSON"),
        ("Tomasz Kowalski", "PERSON"),
        ("Kowalski", "PERSON"),
        ("Otieno", "PERSON"),
        ("Kenya", "GPE"),
        ("Nairobi", "GPE"),
        ("Poland", "GPE"),
        ("Reuters", "ORG"),
    }
    assert found(recogniser, STORIES[2]) >= {
        ("International Monetary Fund", "ORG"),
        ("IMF", "ORG"),
        ("Malawi", "GPE"),
        ("Ana Ribeiro", "PERSON"),
        ("Chikondi Phiri", "PERSON"),
        ("Malawians", "NORP"),
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr. Odhiambo left the room.", "Odhiambo"),
        ("They met Prime Minister Imran Qureshi in Lahore.", "Imran Qureshi"),
        ("A letter from Ayatollah Hossein Karimi was read out.", "Hossein Karimi"),
        ("Lt. Gen. Robert Walker commands the division.", "Robert Walker"),
        ("Dr. Susan Hughes's book sold well.", "Susan Hughes"),
        ("Police said Carlos Vargas’ brother had fled.", "Carlos Vargas"),
    ],
)
def test_titles_and_possessives_are_outside_the_span(recogniser: Recogniser, text: str, name: str) -> None:
    assert (name, "PERSON") in found(recogniser, text)


def test_a_headline_in_capitals_is_read(recogniser: Recogniser) -> None:
    assert found(recogniser, STORIES[3]) >= {("IRAN", "GPE"), ("IRAQ", "GPE"), ("BAGHDAD", "GPE")}


def test_no_span_crosses_a_line(recogniser: Recogniser) -> None:
    for m in recogniser.find(["By Ana Ribeiro\nReuters\nLisbon\nPortugal and Spain"])[0]:
        assert "\n" not in m.surface


def test_text_without_names_gives_none(recogniser: Recogniser) -> None:
    assert recogniser.find([STORIES[4], STORIES[5]]) == [[], []]


def test_the_seeds_pairs_are_one_entity(recogniser: Recogniser) -> None:
    linked = {m.surface: m for m in link(recogniser.find([STORIES[1]])[0], STORIES[1])}
    assert linked["Ali Khamenei"].entity_id == linked["Khamenei"].entity_id is not None
    assert linked["Islamic State"].entity_id == linked["IS"].entity_id is not None
    assert linked["United States"].entity_id == linked["U.S."].entity_id
    assert linked["United States"].wikidata_id == "Q30" and linked["U.S."].name == "United States"


def exact(text: str, mentions: Sequence[Mention]) -> bool:
    ends = [0, *(m.end for m in mentions)]
    return all(
        text[m.start : m.end] == m.surface and e <= m.start < m.end for e, m in zip(ends, mentions, strict=False)
    )


PIECES = st.one_of(
    st.sampled_from(
        [
            "Mr. Otieno’s",
            "U.S.",
            "Reuters",
            "\n",
            "“Iran”",
            "É́cole",
            "ﬁ",
            "𝔄",
            "İstanbul",
            "(UN)",
            "a",
            "—",
            "北京",
            "\u200b",
            "\t",
        ]
    ),
    st.text(max_size=6),
)


@given(st.lists(PIECES, max_size=30).map(" ".join))
@settings(max_examples=60)
def test_offsets_are_exact_for_any_text(text: str) -> None:
    mentions = Recogniser.load().find([text])[0]
    assert exact(text, mentions)
    assert [(m.start, m.end) for m in link(mentions, text)] == [(m.start, m.end) for m in mentions]


@given(st.permutations(STORIES), st.integers(1, 6))
@settings(max_examples=8)
def test_a_text_is_read_the_same_in_any_company(order: list[str], size: int) -> None:
    recogniser = Recogniser.load()
    alone = {text: recogniser.find([text])[0] for text in STORIES}
    together = [m for i in range(0, len(order), size) for m in recogniser.find(order[i : i + size])]
    assert together == [alone[text] for text in order]


def test_a_long_text_is_read_to_its_end(recogniser: Recogniser) -> None:
    text = "The council met again and again. " * 300 + "Jane Odhiambo chaired it in Kisumu."
    assert {m.surface for m in recogniser.find([text])[0]} >= {"Jane Odhiambo", "Kisumu"}
    assert exact("word" * 2000, recogniser.find(["word" * 2000])[0])


def test_no_network(recogniser: Recogniser, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert recogniser.find([STORIES[0]])[0]


def test_importing_loads_no_model() -> None:
    code = "import sys, dossier_etl.enrich.entities; print('onnxruntime' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )
