"""Who is meant: within the article first, then the registry; never a wrong join."""

import re

import pytest

from dossier_etl.enrich.entities import link, registry
from dossier_etl.enrich.entities.names import bare, fold, initials, skeleton
from dossier_etl.model.mentions import Mention


def mentions(text: str, **names: str) -> list[Mention]:
    """Mentions of every standing of the given names (``LABEL="a|b"``), longest first."""
    out: list[Mention] = []
    pairs = [(label, name) for label, cell in names.items() for name in cell.split("|")]
    for label, name in sorted(pairs, key=lambda p: -len(p[1])):
        for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if not any(o.start < m.end() and m.start() < o.end for o in out):
                out.append(Mention(m.start(), m.end(), name, label, 0.9))
    return sorted(out, key=lambda m: m.start)


def ids(text: str, **names: str) -> dict[str, str | None]:
    return {m.surface: m.entity_id for m in link(mentions(text, **names), text)}


@pytest.mark.parametrize(
    ("label", "same"),
    [
        ("PERSON", ["Khamenei", "Ali Khamenei", "Ayatollah Ali Khamenei", "Mr. Khamenei", "Ayatollah Khamenei"]),
        ("ORG", ["Islamic State", "IS", "ISIS", "ISIL", "Daesh", "Islamic State of Iraq and al-Sham"]),
        ("GPE", ["US", "U.S.", "United States", "the United States", "USA", "United States of America"]),
        ("PERSON", ["Qassem Soleimani", "Qasem Soleimani", "Ghasem Soleimani", "Qassim Suleimani"]),
        ("PERSON", ["Recep Tayyip Erdoğan", "Recep Tayyip Erdogan", "Erdogan"]),
        ("PERSON", ["Nouri al-Maliki", "Nuri al-Maliki", "Maliki"]),
        ("PERSON", ["Muammar Gaddafi", "Qaddafi", "Moammar Gadhafi"]),
        ("ORG", ["Revolutionary Guard", "Revolutionary Guards", "IRGC", "Islamic Revolutionary Guard Corps"]),
        ("ORG", ["al-Qaeda", "Al Qaida", "al-Qaida", "Al-Qaeda"]),
        ("ORG", ["United Nations", "UN", "U.N."]),
        ("ORG", ["State Department", "US State Department", "Department of State"]),
        ("GPE", ["Côte d'Ivoire", "Cote d'Ivoire", "Ivory Coast"]),
        ("GPE", ["Kyiv", "Kiev"]),
    ],
)
def test_names_of_one_thing_share_an_id(label: str, same: list[str]) -> None:
    found = {m.entity_id for name in same for m in link([Mention(0, len(name), name, label, 1.0)], name)}
    assert len(found) == 1 and None not in found


def test_a_surname_is_the_person_whose_full_name_the_article_gives() -> None:
    got = ids("Jane Odhiambo spoke. Later Odhiambo left with Dr. Odhiambo's aide.", PERSON="Jane Odhiambo|Odhiambo")
    assert got["Odhiambo"] == got["Jane Odhiambo"] is not None


def test_the_articles_own_bearer_of_a_name_outranks_the_registry() -> None:
    got = ids("Mojtaba Khamenei spoke in Qom. Khamenei is a cleric.", PERSON="Mojtaba Khamenei|Khamenei")
    assert got["Khamenei"] == got["Mojtaba Khamenei"] != ids("Ali Khamenei", PERSON="Ali Khamenei")["Ali Khamenei"]


def test_a_surname_of_two_people_stays_unlinked() -> None:
    got = ids("Bill Moyo met Anna Moyo. Moyo smiled.", PERSON="Bill Moyo|Anna Moyo|Moyo")
    assert got["Moyo"] is None and got["Bill Moyo"] != got["Anna Moyo"]


def test_a_lone_surname_of_nobody_known_stays_unlinked() -> None:
    assert ids("Smith agreed.", PERSON="Smith") == {"Smith": None}


def test_a_given_name_first_culture_is_found_by_its_first_word() -> None:
    got = ids("Kim Jong-un arrived. Kim waved.", PERSON="Kim Jong-un|Kim")
    assert got["Kim"] == got["Kim Jong-un"]


def test_middle_initials_do_not_part_a_person_within_an_article() -> None:
    got = ids("Amos T. Wekesa rose. Amos Wekesa sat.", PERSON="Amos T. Wekesa|Amos Wekesa")
    assert got["Amos T. Wekesa"] == got["Amos Wekesa"]


def test_a_bracketed_acronym_is_its_long_form() -> None:
    got = ids("The Kwacha Relief Trust (KRT) opened. KRT grew.", ORG="Kwacha Relief Trust|KRT")
    assert (
        got["KRT"]
        == got["Kwacha Relief Trust"]
        == ids("Kwacha Relief Trust", ORG="Kwacha Relief Trust")["Kwacha Relief Trust"]
    )


def test_the_articles_acronym_outranks_the_registrys() -> None:
    got = ids("The Andean Potters (AP) met. AP voted.", ORG="Andean Potters|AP")
    assert got["AP"] == got["Andean Potters"]


def test_an_unbracketed_acronym_needs_exactly_one_fitting_name() -> None:
    one = ids("Lake Fishers Union called. LFU won.", ORG="Lake Fishers Union|LFU")
    two = ids("Lake Fishers Union and Lindi Farmers Union met LFU.", ORG="Lake Fishers Union|Lindi Farmers Union|LFU")
    assert one["LFU"] == one["Lake Fishers Union"]
    assert two["LFU"] not in (two["Lake Fishers Union"], two["Lindi Farmers Union"])


def test_institutions_every_country_has_stay_unlinked() -> None:
    names = "Supreme Court|Foreign Ministry|Parliament|Ministry of Health"
    assert set(ids(names.replace("|", ", "), ORG=names).values()) == {None}


def test_people_of_a_country_and_its_government_are_not_the_country() -> None:
    text = "Iran and Iranians; Tehran said."
    got = {m.surface: m for m in link(mentions(text, GPE="Iran", NORP="Iranians", ORG="Tehran"), text)}
    place = link([Mention(0, 6, "Tehran", "GPE", 1.0)], "Tehran")[0]
    assert len({got["Iran"].entity_id, got["Iranians"].entity_id, got["Tehran"].entity_id, place.entity_id}) == 4


def test_a_name_of_two_places_is_not_joined_to_either() -> None:
    both = {e.entity_id for e in registry.load().entities if e.name.startswith("Georgia")}
    assert len(both) == 3 and ids("Georgia", GPE="Georgia")["Georgia"] is None


def test_registry_is_consistent() -> None:
    entities = registry.load().entities
    assert len(entities) > 2000
    assert len({e.entity_id for e in entities}) == len(entities)
    known = [e.wikidata_id for e in entities if e.wikidata_id]
    assert len(known) == len(set(known)) and all(re.fullmatch(r"Q[1-9]\d*", q) for q in known)
    assert {e.label for e in entities} == {"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC"}


def test_names_fold_and_reduce() -> None:
    assert (
        fold("The U.S. Army") == "us army"
        and fold("Jarosław Kaczyński") == "jaroslaw kaczynski"
        and fold("L’Équipe") == "lequipe"
    )
    assert bare("Prime Minister Imran Khan") == "Imran Khan" and bare("General") == "General"
    assert skeleton("Mohammed al-Baradei") == skeleton("Muhammad Baradei") != skeleton("Ahmed Baradei")
    assert initials("Movement for Democratic Change") == "mdc"
