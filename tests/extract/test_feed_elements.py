# ruff: noqa: E501 - samples are kept as they are written
"""Feeds: elements by namespace, kinds of content, charsets, WordPress exports, lists of addresses."""

import base64
from pathlib import Path

import pytest
from extract_building import read

NS = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
LONG = "The lamp was found behind the pier, said the keeper. " * 5


def rss(items: str, attributes: str = NS, declaration: str = '<?xml version="1.0"?>') -> str:
    return f'{declaration}<rss version="2.0" {attributes}><channel><title>The Pier</title>{items}</channel></rss>'


@pytest.mark.parametrize(
    "body", [f"<description>{LONG}</description>", f"<content:encoded><![CDATA[<p>{LONG}</p>]]></content:encoded>"]
)
@pytest.mark.parametrize("attributes", [NS, ""])
def test_media_elements_are_not_the_articles(tmp_path: Path, body: str, attributes: str) -> None:
    media = (
        "<media:content url='x'><media:title>Video: lamp</media:title><media:description>Caption</media:description>"
    )
    media += "<media:credit>Jo</media:credit></media:content><media:title>Video: lamp</media:title>"
    media += (
        f"<media:description>{'Caption of the lamp. ' * 40}</media:description><itunes:author>Feed desk</itunes:author>"
    )
    [record] = read(
        rss(f"<item>{media}<title>Lamp found</title><dc:creator>Ann</dc:creator>{body}</item>", attributes).encode(),
        tmp_path,
        "f.xml",
    ).records
    assert (
        record.hints["title"] == "Lamp found"
        and LONG.strip() in record.content.decode()
        and b"Caption" not in record.content
    )
    assert record.hints["authors"] == "Ann"


def test_a_feed_in_a_namespace_of_its_own_is_read(tmp_path: Path) -> None:
    data = '<rss xmlns="http://pier.example/ns"><channel><item><title>Lamp</title><description>Words</description></item></channel></rss>'
    [record] = read(data.encode(), tmp_path, "f.xml").records
    assert record.content == b"Words" and record.hints["title"] == "Lamp"


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>Lamp</title><updated>2024-05-01T00:00:00Z</updated>{}</entry></feed>'


@pytest.mark.parametrize(
    ("content", "expected", "media_type"),
    [
        (
            '<content type="text">a &lt;b&gt; tag &amp;amp; an entity</content>',
            b"a <b> tag &amp; an entity",
            "text/plain",
        ),
        ('<content type="html">&lt;p&gt;a &amp;amp; b&lt;/p&gt;</content>', b"<p>a &amp; b</p>", "text/html"),
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a &amp; b</p></div></content>',
            b"<div><p>a &amp; b</p></div>",
            "text/html",
        ),
        (
            f'<content type="application/octet-stream">{base64.b64encode(b"<p>from base64</p>").decode()}</content>',
            b"<p>from base64</p>",
            "text/html",
        ),
        (
            f'<content type="text/html" mode="base64">{base64.b64encode(b"<p>old atom</p>").decode()}</content>',
            b"<p>old atom</p>",
            "text/html",
        ),
        (
            f'<content type="image/png">{base64.b64encode(bytes(64)).decode()}</content><summary>the words</summary>',
            b"the words",
            "text/plain",
        ),
    ],
)
def test_the_type_of_atom_content_decides(tmp_path: Path, content: str, expected: bytes, media_type: str) -> None:
    [record] = read(ATOM.format(content).encode(), tmp_path, "f.xml").records
    assert (record.content, record.media_type) == (expected, media_type)


@pytest.mark.parametrize(
    "junk", ["\n\n  ", "<br />\n<b>Warning</b>: something in line 3<br />\n", "HTTP cache miss\r\n\r\n"]
)
@pytest.mark.parametrize("name", ["f.xml", "feed"])
def test_what_stands_in_front_of_a_feed_is_stepped_over(tmp_path: Path, junk: str, name: str) -> None:
    result = read(
        (junk + rss("<item><title>Lamp</title><description>Words</description></item>")).encode(), tmp_path, name
    )
    assert result.contents == [b"Words"]
    assert result.kinds == ([] if not junk.strip() else ["leading_junk"])


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("Shift_JIS", "cp932", "①灯台の㈱が見つかった"),
        ("EUC-JP", "euc_jis_2004", "①灯台が見つかった"),
        ("ks_c_5601-1987", "cp949", "등대가 펲 발견되었다"),
        ("EUC-KR", "cp949", "똠방각하 등대"),
        ("GB2312", "gb18030", "灯塔镕被发现"),
        ("GBK", "gb18030", "燈塔被發現"),
        ("Big5", "cp950", "燈塔被發現碁"),
        ("ISO-8859-9", "cp1254", "Fener “bulundu” € şğ"),
        ("TIS-620", "cp874", "พบ “ประภาคาร” €"),
        ("iso-8859-1", "cp1252", "Größe “lamp” €"),
        ("KOI8-R", "koi8_r", "Маяк найден"),
    ],
)
def test_charset_labels_mean_what_the_web_means(tmp_path: Path, label: str, codec: str, text: str) -> None:
    data = rss(
        f"<item><title>{text}</title><description>{text}</description></item>",
        NS,
        f'<?xml version="1.0" encoding="{label}"?>',
    )
    result = read(data.encode(codec), tmp_path, "f.xml")
    assert [r.content.decode() for r in result.records] == [text] and not result.incidents


WP = NS + ' xmlns:wp="http://wordpress.org/export/1.2/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'


def test_drafts_and_attachments_of_a_wordpress_export_do_not_load(tmp_path: Path) -> None:
    def item(status: str, kind: str = "post") -> str:
        text = "First words.\n\nSecond <em>words</em>.\n\n[caption id=1]<img src=x> A caption[/caption]"
        return f"<item><title>{status}</title><content:encoded><![CDATA[{text}]]></content:encoded><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type></item>"

    items = (
        item("publish")
        + "".join(map(item, ("draft", "pending", "private", "trash", "future")))
        + item("inherit", "attachment")
        + item("publish", "page")
    )
    result = read(rss(items, WP).encode(), tmp_path, "export.xml")
    assert [r.refused for r in result.records] == [None, *["unpublished"] * 5, "not_article", None]
    assert (
        result.records[0].content.startswith(b"<p>First words.</p>\n<p>Second <em>words</em>.</p>")
        and b"[caption" not in result.records[0].content
    )


LISTS = {
    "sitemap": '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://x.example/1</loc></url><url><loc>https://x.example/2</loc></url></urlset>',
    "sitemap index": '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://x.example/a.xml</loc></sitemap><sitemap><loc>https://x.example/2</loc></sitemap></sitemapindex>',
    "OPML": '<opml version="2.0"><body><outline text="a"><outline xmlUrl="https://x.example/1"/><outline xmlUrl="https://x.example/2"/></outline></body></opml>',
    "list": "https://x.example/1\nhttps://x.example/2\n",
    "bookmarks": '<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF="https://x.example/1">One</A><DT><A HREF="https://x.example/2">Two</A></DL>',
}


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("name", ["a", "a.xml", "a.txt"])
def test_lists_of_addresses_are_told_as_such(tmp_path: Path, kind: str, name: str) -> None:
    [record] = read(LISTS[kind].encode(), tmp_path, name).records
    assert (
        record.refused == "address_list"
        and "2 addresses" in record.hints["format"]
        and "https://x.example/2" in record.hints["row.addresses"]
    )


@pytest.mark.parametrize("name", ["a", "a.txt", "a.xml"])
def test_other_xml_is_refused_by_name(tmp_path: Path, name: str) -> None:
    [record] = read(b'<?xml version="1.0"?><nitf><body><p>Words of a story</p></body></nitf>', tmp_path, name).records
    assert (record.refused, record.hints["format"]) == ("not_text", "XML (nitf)")
