# ruff: noqa: E501 - samples are kept as they are written
"""Files of press databases: each article with its own title, date, outlet, section and stated length. The samples are written here."""

import io
from pathlib import Path

import pytest
from extract_building import Read, read

STORIES = [
    ("Lamp found behind the pier", "The Pier Times", "14 November 2023", "Nora Quill", ["The lamp was found on Monday, said the keeper of the pier, who had looked for it.", "It burns again, and the boats came home with it."]),
    ("Bakers refuse the flour tax", "Harbour Post", "8 March 2022", "Piet Maas", ["Forty bakers kept their shutters down on Monday and drank coffee in front of the town hall.", "The treasurer called it premature."]),
    ("Logbooks in a chapel loft", "The Pier Times", "22 July 2021", "Moira Reed", ["Thirty-one logbooks turned up in the loft of a chapel that was about to be sold.", "They go to the county archive."]),
]  # fmt: skip
NEXIS = {
    "en": ("Section", "Length", "words", "Byline", "Body", "Load-Date", "End of Document"),
    "de": ("Rubrik", "Länge", "Wörter", "Autor", "Volltext", "Update", "Ende des Dokuments"),
    "fr": ("Rubrique", "Longueur", "mots", "Auteur", "Corps", "Date de chargement", "Fin du document"),
    "es": ("Sección", "Longitud", "palabras", "Autor", "Cuerpo", "Fecha de carga", "Fin del documento"),
    "it": ("Sezione", "Lunghezza", "parole", "Autore", "Corpo", "Load-Date", "Fine del documento"),
    "nl": ("Rubriek", "Lengte", "woorden", "Byline", "Hoofdtekst", "Laaddatum", "Einde van document"),
}


def nexis(language: str = "en", cover: str = "") -> list[str]:
    section, length, words, byline, body, load, end = NEXIS[language]
    lines = cover.split("\n") if cover else []
    for title, outlet, date, author, text in STORIES:
        lines += [
            title,
            outlet,
            f"{date} Tuesday",
            f"Copyright 2023 {outlet} All Rights Reserved",
            f"{section}: NEWS; Pg. 7",
            f"{length}: 140 {words}",
        ]
        lines += [
            f"{byline}: {author}",
            body,
            "",
            text[0],
            "",
            text[1],
            "",
            f"{load}: 1 December 2024",
            "",
            end,
            "",
            "",
        ]
    return lines


def check(result: Read, words: str | None = "140", authors: bool = True) -> None:
    assert not result.incidents and [r.locator.rpartition("!")[2] for r in result.records] == [
        "entry:1",
        "entry:2",
        "entry:3",
    ]
    for record, (title, outlet, date, author, text) in zip(result.records, STORIES, strict=True):
        assert (record.hints["title"], record.hints["publisher"]) == (title, outlet)
        assert date in record.hints["date"] and "2024" not in record.hints["date"]
        if authors:
            assert author in record.hints["authors"]
        if words:
            assert record.hints["row.stated_words"] == words
        assert record.content.decode() == "\n\n".join(text)


@pytest.mark.parametrize("language", NEXIS)
def test_nexis_text_in_several_languages(tmp_path: Path, language: str) -> None:
    result = read("\n".join(nexis(language)).encode(), tmp_path, "a.txt")
    check(result)
    assert result.records[0].hints["row.section"] == "NEWS; Pg. 7" and result.records[0].hints["format"] == "Nexis"


def test_a_nexis_cover_is_no_article(tmp_path: Path) -> None:
    cover = "Page 1 of 9\nUser Name: Ann\nDate and Time: Tuesday, April 5, 2024 10:00:00\nJob Number: 123\nDocuments (3)\n1. Lamp found\nClient/Matter: -None-\nSearch Terms: lamp\n"
    check(read("\n".join(nexis("en", cover)).encode(), tmp_path, "a.txt"))


def test_one_nexis_article_and_a_rest_without_an_end(tmp_path: Path) -> None:
    lines = nexis()
    one = lines[: lines.index("End of Document") + 1]
    [record] = read("\n".join(one).encode(), tmp_path, "a.txt").records
    assert record.hints["title"] == STORIES[0][0]
    assert len(read("\n".join(lines[:-4]).encode(), tmp_path, "a.txt").records) == 3, "the last end is cut off"


def rtf(lines: list[str]) -> bytes:
    def escaped(text: str) -> str:
        return "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in text)

    return ("{\\rtf1\\ansi\\ansicpg1252\\uc1 " + "\\par\n".join(map(escaped, lines)) + "}").encode("ascii")


def docx(lines: list[str]) -> bytes:
    from office_building import docx_of

    return docx_of([line for line in lines if line])


def html(lines: list[str]) -> bytes:
    body = "".join(f"<p class=c1><span>{line}</span></p>" for line in lines if line)
    return f"<!DOCTYPE html><html><head><title>Delivery</title></head><body>{body}</body></html>".encode()


@pytest.mark.parametrize("made", [rtf, docx, html])
def test_nexis_in_other_file_formats(tmp_path: Path, made: object) -> None:
    assert callable(made)
    check(read(made(nexis()), tmp_path, "a"))


def test_nexis_pages_may_be_utf16(tmp_path: Path) -> None:
    check(read("\n".join(nexis("de")).encode("utf-16"), tmp_path, "a.txt"))


def test_the_older_lexisnexis_text(tmp_path: Path) -> None:
    out = io.StringIO()
    for n, (title, outlet, date, author, text) in enumerate(STORIES, 1):
        day, month, year = date.split()
        out.write(
            f"\f{n} of 3 DOCUMENTS\n\n\n{outlet:^72}\n\n{month + ' ' + day + ', ' + year + ' Tuesday':^72}\n\n{title}\n\nBYLINE: {author}\n\n"
        )
        out.write(
            f"SECTION: NEWS; Pg. 7\n\nLENGTH: 140 words\n\n{text[0][:60]}\n{text[0][60:].strip()}\n\n{text[1]}\n\n"
        )
        out.write(
            f"LOAD-DATE: April 5, 2024\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n{'Copyright 2023 ' + outlet:^72}\n{'All Rights Reserved':^72}\n\n\n"
        )
    result = read(out.getvalue().encode("latin-1"), tmp_path, "a.txt")
    assert [r.hints["title"] for r in result.records] == [s[0] for s in STORIES]
    assert [r.hints["publisher"] for r in result.records] == [s[1] for s in STORIES]
    assert (
        result.records[0].hints["date"] == "November 14, 2023 Tuesday"
        and result.records[0].hints["row.stated_words"] == "140"
    )
    assert all("Load" not in r.content.decode() and "Copyright" not in r.content.decode() for r in result.records)
    assert result.records[2].content.decode().split("\n\n")[1] == STORIES[2][4][1]


FACTIVA = {
    "en": ("By", "words", "English", "Document"),
    "de": ("Von", "Wörter", "Deutsch", "Dokument"),
    "fr": ("Par", "mots", "Français", "Document"),
}


def factiva(language: str = "en") -> list[str]:
    by, words, name, end = FACTIVA[language]
    lines: list[str] = []
    for n, (title, outlet, date, author, text) in enumerate(STORIES):
        lines += [
            "News",
            title,
            f"{by} {author}",
            f"140 {words}",
            date,
            "08:30",
            outlet,
            "PIERT",
            "7",
            name,
            f"(c) 2023, {outlet}",
            "",
        ]
        lines += [text[0], "", text[1], "", f"{end} PIERT00002023111{n}ejbe0000{n}", "", ""]
    return lines


@pytest.mark.parametrize("language", FACTIVA)
def test_factiva_text_as_displayed(tmp_path: Path, language: str) -> None:
    result = read("\n".join(factiva(language)).encode(), tmp_path, "a.txt")
    check(result)
    assert result.records[0].hints["row.section"] == "News" and result.records[0].hints["row.page"] == "7"


def test_factiva_rich_text(tmp_path: Path) -> None:
    check(read(rtf(factiva("de")), tmp_path, "a.rtf"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_factiva_pages(tmp_path: Path, language: str) -> None:
    by, words, name, end = FACTIVA[language]
    parts = []
    for title, outlet, date, author, text in STORIES:
        parts.append(
            f'<div class="article {language}Article"><div>News</div><div id="hd"><span class="{language}Headline">{title}</span></div><div class="author">{by} {author}</div>'
            f"<div>140 {words}</div><div>{date}</div><div>{outlet}</div><div>PIERT</div><div>{name}</div><div>(c) 2023</div>"
            f'<p class="articleParagraph {language}articleParagraph">{text[0]}</p><p class="articleParagraph">{text[1]}</p><p>{end} PIERT000020231114ej</p></div>'
        )
    check(read(f"<html><body>{''.join(parts)}</body></html>".encode(), tmp_path, "a.html"))


def test_factiva_with_field_codes(tmp_path: Path) -> None:
    lines: list[str] = []
    for n, (title, outlet, date, author, text) in enumerate(STORIES):
        lines += [
            f"HD {title}",
            f"BY {author}",
            "WC 140 words",
            f"PD {date}",
            f"SN {outlet}",
            "SC PIERT",
            "PG 7",
            "LA English",
            "CY (c) 2023",
            "",
            "LP",
        ]
        lines += [
            text[0],
            "",
            "TD",
            text[1],
            "",
            "NS gcat : Political News",
            "RE uk",
            "PUB Pier Ltd",
            f"AN Document PIERT0000{n}",
            "",
            f"Document PIERT000020231114ej{n}",
            "",
        ]
    check(read("\n".join(lines).encode(), tmp_path, "a.txt"))


def proquest(rule: str = "_" * 60) -> str:
    parts = []
    for n, (title, outlet, date, author, text) in enumerate(STORIES, 1):
        parts.append(
            f"{rule}\n\nDocument {n} of 3\n\n{title}: [Final Edition]\n\nAuthor: {author}\n\nPublication info: {outlet} ; Pierton (UK) [Pierton (UK)] {date}: 7.\n\n"
            f"ProQuest document link\n\nFull text: {text[0]}\n\n{text[1]}\n\nSubject: Lamps; Piers\n\nPublication title: {outlet}\n\nPublication date: {date}\n\n"
            f"Publisher: Pier Ltd\n\nProQuest document ID: 12345{n}\n\nDocument URL: https://www.proquest.example/docview/12345{n}\n\nLast updated: 2024-04-05\n\nDatabase: News\n"
        )
    return "\n".join(parts)


def test_proquest_text(tmp_path: Path) -> None:
    result = read(proquest().encode(), tmp_path, "ProQuestDocuments.txt")
    check(result, words=None)
    assert (
        result.records[0].hints["row.edition"] == "Final Edition"
        and result.records[0].url == "https://www.proquest.example/docview/123451"
    )


def test_europresse_text(tmp_path: Path) -> None:
    parts = []
    for (title, outlet, _, author, text), date in zip(
        STORIES, ("mardi 14 novembre 2023", "mardi 8 mars 2022", "jeudi 22 juillet 2021"), strict=True
    ):
        parts.append(
            f"{outlet}, no. 1234\n{date} • 140 mots\n\n{title}\n\n{author}\n\n{text[0]} {'Et plus encore de mots pour ce premier paragraphe. ' * 3}\n\n{text[1]}\n\n© 2023 {outlet}. Tous droits réservés.\n"
            f"Certificat émis le 5 avril 2024 à PIER-UNIVERSITE à des fins de visualisation personnelle et temporaire.\nnews·20231114·PT·0001\n"
        )
    result = read("\n".join(parts).encode(), tmp_path, "a.txt")
    assert [r.hints["title"] for r in result.records] == [s[0] for s in STORIES] and not result.incidents
    assert [r.hints["publisher"] for r in result.records] == [s[1] for s in STORIES]
    assert [r.hints["date"] for r in result.records] == [
        "mardi 14 novembre 2023",
        "mardi 8 mars 2022",
        "jeudi 22 juillet 2021",
    ]
    assert all("Certificat" not in r.content.decode() and r.hints["row.stated_words"] == "140" for r in result.records)


def test_europresse_pages(tmp_path: Path) -> None:
    parts = [
        f'<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">{outlet}</span></div><span class="DocHeader">{date} • 140 mots</span>'
        f'<div class="titreArticle"><p class="titreArticleVisu rdp__articletitle">{title}</p></div><div class="docAuthors">{author}</div></header>'
        f'<section><div class="docOcurrContainer"><p>{text[0]}</p><p>{text[1]}</p></div></section><footer><small>Certificat émis le 5 avril 2024 à PIER</small>'
        "<div>news·20231114·PT·0001</div></footer></article>"
        for title, outlet, date, author, text in STORIES
    ]
    check(read(f"<html><body>{''.join(parts)}</body></html>".encode(), tmp_path, "a.html"))


def test_pressreader_text(tmp_path: Path) -> None:
    parts = [
        f"Article Name: {title}\nPublication: {outlet}\nSection: NEWS\nAuthor: {author}\nDate: {date}\nStart Page: 7\nEnd Page: 7\n\n{text[0]}\n\n{text[1]}\n\n"
        "PRINTED AND DISTRIBUTED BY PRESSREADER\nPressReader.com +1 604 278 4604\nCOPYRIGHT AND PROTECTED BY APPLICABLE LAW\n\n"
        for title, outlet, date, author, text in STORIES
    ]
    check(read("".join(parts).encode(), tmp_path, "a.txt"), words=None)


def test_a_delivery_with_an_article_per_page(tmp_path: Path) -> None:
    pages = [
        f"{outlet}\n\n{title}\n\nBy {author}\n\n{date}\n\n{text[0]} And so on for a while, in many more words.\n\n{text[1]}\n"
        for title, outlet, date, author, text in STORIES
    ]
    result = read("\f".join(pages).encode(), tmp_path, "a.txt")
    assert [r.content.decode().strip() for r in result.records] == [p.strip() for p in pages]
    broken = (
        rtf("\n".join(pages).split("\n"))
        .replace(b"Harbour Post", b"\\page Harbour Post")
        .replace(b"The Pier Times", b"\\page The Pier Times")
    )
    assert len(read(broken, tmp_path, "a.rtf").records) == 3


@pytest.mark.parametrize(
    "text",
    [
        "A story of the pier.\n\nEnd of Document\n\nNothing else is known.\n",
        "First page of a report\f\nSecond page of the report, without any date, with many words so that it counts as a page of words.\n",
        "Document 1 of 3\n\nis what the clerk wrote on the folder that he carried to the pier.\n",
        "The Document A1234567\n\nDocument A1234567\n\nwas lost.\n",
    ],
)
def test_texts_with_marks_only_are_no_exports(tmp_path: Path, text: str) -> None:
    assert [r.content for r in read(text.encode(), tmp_path, "a.txt").records] == [text.encode()]


def test_nexis_pdf(tmp_path: Path) -> None:
    from extract_building import pdf_lines

    result = read(pdf_lines([line for line in nexis() if line]), tmp_path, "a.pdf")
    assert [r.hints["title"] for r in result.records] == [s[0] for s in STORIES]
    assert [r.hints["publisher"] for r in result.records] == [s[1] for s in STORIES] and "authors" in result.records[
        0
    ].hints
    assert all(
        "Load-Date" not in r.content.decode() and s[4][1] in r.content.decode()
        for r, s in zip(result.records, STORIES, strict=True)
    )


def test_page_footers_of_a_database_are_no_text(tmp_path: Path) -> None:
    lines = factiva()
    lines.insert(lines.index(STORIES[0][4][1]), "Page 1 of 3 © 2024 Factiva, Inc. All rights reserved.")
    lines.insert(lines.index(STORIES[0][4][1]), "")
    check(read("\n".join(lines).encode(), tmp_path, "a.txt"))
