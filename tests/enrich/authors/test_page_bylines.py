"""Authors of whole pages: who is named, and what looks like a name and is none."""

import json

import pytest

from dossier_etl.clean import clean
from dossier_etl.decide.authors import CEILING, decide_authors
from dossier_etl.enrich.authors import author_candidates
from dossier_etl.model.records import Record

TEXT = (
    "The harbour board agreed on Tuesday to rebuild the north pier, ending a dispute that had lasted for almost nine years.",
    "Engineers found in spring that the piles under the pier, driven in the thirties, had lost a third of their thickness.",
    "The work is expected to take fourteen months. Fishermen will keep their berths on the south side, the board said.",
)


def authors(
    top: str = "", *, head: str = "", title: str = "Board votes to rebuild the pier", opening: str = "", end: str = ""
) -> list[str]:
    body = "".join(f"<p>{p}</p>" for p in (opening + TEXT[0], *TEXT[1:]))
    page = (
        f"<html><head><meta charset=utf-8><title>{title} | Courier</title>{head}</head><body><nav><a href='/'>Home</a></nav><main>"
        f"<article><h1>{title}</h1>{top}{body}{end}</article></main><footer><p>© Courier</p></footer></body></html>"
    )
    (article,) = clean(Record("p.html", "", "text/html", page.encode())).articles
    return list(decide_authors(author_candidates(article))[0])


@pytest.mark.parametrize(
    "line",
    [
        "<div class=share><a href=#>Facebook</a> <a href=#>X</a> <a href=#>WhatsApp</a> <a href=#>E-mail</a></div>",
        "<div class=share><a href=#>Teilen</a> <a href=#>Twittern</a> <a href=#>Drucken</a></div>",
        "<div>Partager Imprimer Enregistrer</div>",
        "<p>Subscriber Exclusive</p>",
        "<p>World News</p>",
        "<p>Key Takeaways</p>",
        "<div class=kicker>Nur Für Abonnenten</div>",
        "<p>Saltmarsh Today</p>",
        "<h2>Nine Years Of Talk End</h2>",
        "<div class=info>입력 2021-06-02 11:32</div>",
    ],
)
def test_furniture_is_nobody(line: str) -> None:
    assert authors(line) == []


@pytest.mark.parametrize(
    "title", ["Storm Damages Old Harbour", "Signe Dahl Wins Second Term", "Brandt Robotics Opens Plant in Saltmarsh"]
)
def test_a_headline_in_title_case_is_nobody(title: str) -> None:
    assert authors(title=title) == []
    assert authors("<p class=date>2 June 2021</p>", title=title) == []


@pytest.mark.parametrize(
    "opening",
    [
        "SALTMARSH, June 2, 2021 /PRNewswire/ -- ",
        "SALTMARSH--(BUSINESS WIRE)--",
        "SALTMARSH, June 02, 2021 (GLOBE NEWSWIRE) -- ",
    ],
)
@pytest.mark.parametrize("end", ["", "<p>SOURCE Brandt Robotics</p>", "<p>Media contact:</p><p>Marta Lindqvist</p>"])
def test_a_press_release_has_no_author(opening: str, end: str) -> None:
    assert authors(title="Brandt Robotics Opens Plant in Saltmarsh", opening=opening, end=end) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("김민수 기자 minsu@c.example", "김민수"),
        ("글 김민수 사진 이영희", "김민수"),
        ("[할번=김민수 기자]", "김민수"),
        ("取材・文：佐藤健一", "佐藤健一"),
        ("文・佐藤健一　撮影・鈴木花子", "佐藤健一"),
        ("文｜王小明 编辑｜李雷", "王小明"),
        ("文/王小明", "王小明"),
        ("记者：王小明 摄影：李雷", "王小明"),
        ("كتبت: ليلى حسن", "ليلى حسن"),
        ("بقلم: سامي الحداد", "سامي الحداد"),
        ("نویسنده: رضا کریمی", "رضا کریمی"),
        ("מאת: דנה לוי", "דנה לוי"),
        ("Γράφει ο Νίκος Παππάς", "Νίκος Παππάς"),
        ("Yazan: Ayşe Demir", "Ayşe Demir"),
        ("Текст: Иван Петров", "Иван Петров"),
        ("โดย สมชาย ใจดี", "สมชาย ใจดี"),
        ("Penulis: Budi Santoso", "Budi Santoso"),
    ],
)
def test_labels_of_other_scripts_are_no_part_of_the_name(line: str, name: str) -> None:
    assert authors(f"<p class=byline>{line}</p>") == [name]


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ({"@type": "Person", "givenName": "Ida", "familyName": "Brandt"}, "Ida Brandt"),
        ({"@type": "Person", "givenName": "健一", "familyName": "佐藤"}, "佐藤健一"),
        ({"@type": "Person", "name": {"@value": "Ida Brandt"}}, "Ida Brandt"),
        ({"@type": "Person", "name": "Ida Brandt", "givenName": "I.", "familyName": "B."}, "Ida Brandt"),
    ],
)
def test_a_person_stated_in_parts_is_one_name(author: object, name: str) -> None:
    story = {"@type": "NewsArticle", "headline": "Board votes to rebuild the pier", "author": author}
    assert authors(head=f"<script type='application/ld+json'>{json.dumps(story)}</script>") == [name]


def test_a_byline_of_a_dump_is_never_as_sure_as_metadata_of_a_page() -> None:
    dump = "Board votes to rebuild the pier\nBy Ida Brandt\n\n" + "\n\n".join(TEXT)
    (article,) = clean(Record("p.txt", "", "text/plain", dump.encode())).articles
    names, decision = decide_authors(author_candidates(article))
    assert names == ("Ida Brandt",)
    assert decision.confidence == CEILING["dump"]
    head = "<meta name=author content='Ida Brandt'>"
    text = "".join(f"<p>{line}</p>" for line in ("By Ida Brandt", *TEXT))
    page = f"<html><head>{head}</head><body><article><h1>Board votes</h1>{text}</article></body></html>"
    (article,) = clean(Record("p.html", "", "text/html", page.encode())).articles
    assert decide_authors(author_candidates(article))[1].confidence > CEILING["dump"]
