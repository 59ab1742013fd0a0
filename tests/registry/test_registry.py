"""The outlet registry: hosts, names, phrases, platforms."""

import time

import pytest

from dossier_etl.registry import load, name_key, outlet_id_for, platform_of, site_of, tenant_of


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.bbc.co.uk", "BBC"),
        ("sport.bbc.co.uk", "BBC"),
        ("taz.de", "Die Tageszeitung (taz)"),
        ("de.euronews.com", "Euronews (DE)"),
        ("www.euronews.com", "Euronews (EN)"),
        ("www.thelocal.de", "The Local Germany"),
        ("m.forward.com", "The Forward"),
        ("rusi.org", "RUSI"),
        ("upload.democraticunderground.com", "Democratic Underground"),
    ],
)
def test_a_host_finds_its_outlet(host: str, name: str) -> None:
    outlet = load().by_domain(host)
    assert outlet is not None
    assert outlet.name == name


@pytest.mark.parametrize(
    "host", ["someone.blogspot.com", "paper.substack.com", "nobody-knows-this.example", "co.uk", ""]
)
def test_a_blog_is_not_its_platform_and_unknown_stays_unknown(host: str) -> None:
    assert load().by_domain(host) is None


def test_the_platform_itself_is_found() -> None:
    medium = load().by_domain("medium.com")
    assert medium is not None
    assert medium.kind == "platform"


@pytest.mark.parametrize(
    ("url", "tenant"),
    [
        ("https://medium.com/@someone/a-story", "medium.com/@someone"),
        ("https://paper.substack.com/p/x", "paper.substack.com"),
        ("https://substack.com/", None),
        ("https://www.theguardian.com/world", None),
        ("someone.blogspot.co.uk", "someone.blogspot.co.uk"),
    ],
)
def test_what_names_the_publication_on_a_platform(url: str, tenant: str | None) -> None:
    assert tenant_of(url) == tenant


def test_country_blogspots_are_one_platform() -> None:
    assert platform_of("someone.blogspot.co.uk") is not None
    assert platform_of("www.theguardian.com") is None


def test_public_suffixes_are_known() -> None:
    assert site_of("news.example.co.uk") == "example.co.uk"
    assert site_of("192.168.0.1") is None
    assert site_of("reserved.cookie", known_suffix=True) is None


def test_names_and_aliases_lead_to_the_outlet_whatever_case_accents_and_article() -> None:
    registry = load()
    for name in ("Süddeutsche Zeitung", "suddeutsche zeitung", "SZ.de"):
        assert registry.by_name(name)[0].domains[0] == "sueddeutsche.de"
    assert registry.by_name("forward")[0].name == "The Forward"
    assert registry.by_name("A Name Nobody Bears") == ()


def test_namesakes_are_all_found_and_told_apart_by_place() -> None:
    stars = load().by_name("The Star")
    assert {"Kenya", "Malaysia"} <= {o.place for o in stars}
    assert len({o.outlet_id for o in stars}) == len(stars)


def test_phrases_only_one_outlet_says() -> None:
    text = "He told the Forward. … Get unlimited Monitor journalism. Welcome to DU! Unforwarded."
    found = {outlet.name: text[start:end] for start, end, outlet in load().phrases_in(text)}
    assert found["The Forward"] == "told the Forward"
    assert found["Democratic Underground"] == "Welcome to DU!"
    assert "The Christian Science Monitor" in found


def test_phrases_keep_offsets_where_small_letters_are_longer() -> None:
    text = "İstanbul'da: Welcome to DU! ok"
    (start, end, _), *_ = load().phrases_in(text)
    assert text[start:end] == "Welcome to DU!"


def test_one_word_names_count_only_as_their_outlet_spells_them() -> None:
    registry = load()
    assert registry.spelt("Haaretz")
    assert not registry.spelt("haaretz")
    assert not registry.spelt("News")
    assert not registry.spelt("Time")


def test_ids_come_from_domain_or_name_and_never_change() -> None:
    assert outlet_id_for("forward.com", "x") == outlet_id_for("forward.com", "y")
    assert outlet_id_for(None, "The Forward") == outlet_id_for(None, "forward")
    forward = load().by_domain("forward.com")
    assert forward is not None
    assert forward.outlet_id == outlet_id_for("forward.com", "anything")


def test_no_domain_has_two_hand_written_rows() -> None:
    registry = load()
    seen: set[str] = set()
    twice = set()
    for name, domains, _, kind, _, _ in registry._rows:
        if kind != "local":
            for domain in domains.split():
                if domain in seen:
                    twice.add((domain, name))
                seen.add(domain)
    assert not twice


def test_every_hand_written_row_is_well_formed() -> None:
    kinds = set()
    for name, domains, country, kind, aliases, _ in load()._rows:
        assert name.strip()
        assert " | " not in aliases
        assert domains == domains.lower()
        assert len(country) in (0, 2)
        kinds.add(kind)
    assert kinds <= {
        "news", "magazine", "broadcaster", "agency", "thinktank", "forum", "aggregator", "platform", "journal", "blog",
        "government", "igo", "ngo", "reference", "company", "local",
    }  # fmt: skip


def test_loading_is_quick() -> None:
    load.cache_clear()
    best = min(_seconds() for _ in range(3))
    assert best < 0.25  # seconds of CPU; 14 ms on an idle machine


def _seconds() -> float:
    load.cache_clear()
    start = time.process_time()
    load()
    return time.process_time() - start


def test_name_key() -> None:
    assert name_key("The  Forward!") == "forward"
    assert name_key("U.S. News & World Report") == "u s news and world report"
    assert name_key("ČTK") == "ctk"
    assert name_key("The") == "the"
