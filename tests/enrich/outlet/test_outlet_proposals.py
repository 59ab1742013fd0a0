"""Names that a page's own lines propose, of outlets no registry knows."""

import pytest

from dossier_etl.enrich.outlet.proposals import PageLine, Proposal, labels, propose

BODY = (
    "The harbour committee met on Tuesday evening and voted to postpone the dredging of the inner basin until spring."
)


def proposals(*lines: str, prose: tuple[int, ...] = ()) -> dict[str, Proposal]:
    page, at = [], 0
    for i, raw in enumerate(lines):
        page.append(PageLine(i, at, raw, i in prose))
        at += len(raw) + 1
    return propose("\n".join(lines) + "\n", page)


def test_a_line_of_its_own_at_the_top_and_a_second_mention_propose_a_name() -> None:
    found = proposals("Menu", "Harbour Lantern", "Dredging postponed", BODY, "Subscribe to Harbour Lantern", prose=(3,))
    assert found["harbour lantern"].top and found["harbour lantern"].cues == 1
    assert "menu" not in found


def test_what_stands_behind_the_headline_is_proposed() -> None:
    title = "Dredging of the inner basin postponed"
    found = proposals(f"{title} | Harbour Lantern", title, BODY, prose=(2,))
    assert found["harbour lantern"].suffix
    assert (
        "dredging of the inner basin postponed" not in found
        or not found["dredging of the inner basin postponed"].suffix
    )


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Jane Example is a staff reporter at the Harbour Lantern.", "staff"),
        ("The post Dredging postponed appeared first on Harbour Lantern.", "tail"),
    ],
)
def test_employers_and_tails_of_feeds_are_proposed(line: str, kind: str) -> None:
    found = proposals("Dredging postponed", BODY, line, "Harbour Lantern", prose=(1, 2))
    assert getattr(found["harbour lantern"], kind)


def test_a_call_sign_in_a_dateline_is_proposed_and_an_agency_is_not() -> None:
    assert proposals(f"SPRINGFIELD (WXYQ) - {BODY}", prose=(0,))["wxyq"].dateline
    assert "afp" not in proposals(f"GENEVA (AFP) - {BODY}", prose=(0,))


def test_a_name_spelt_like_an_address_of_the_page_is_proposed() -> None:
    found = proposals(BODY, "Write to news@harbourlantern.com", "All articles of Harbour Lantern", prose=(0,))
    assert found["harbour lantern"].address


def test_words_around_a_name_are_no_part_of_it() -> None:
    found = proposals(BODY, "Harbour Lantern Newsletter", "About Harbour Lantern", "Harbour Lantern Shop", prose=(0,))
    assert found["harbour lantern"].cues == 3


def test_lines_that_unrelated_pages_share_propose_nothing() -> None:
    assert {"menu", "privacy policy", "ahnliche artikel"} <= labels()
    assert not proposals("Privacy Policy", "Menu", "Privacy Policy", "Menu")
