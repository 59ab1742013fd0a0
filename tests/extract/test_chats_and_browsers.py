# ruff: noqa: E501 - samples are kept as they are written
"""What people save from messengers, social networks and browsers."""

import base64
import json
from pathlib import Path

import pytest
from extract_building import page, read

IOS = "[14.11.23, 08:30:12] Ann: The lamp was found.\nIt burns again.\n[14.11.23, 08:31:00] Bob: \u200e<image omitted>\n[15.11.23, 09:00:00] Ann: Good.\n[15.11.23, 09:01:00] Bob: Yes.\n"
ANDROID = "11/14/23, 08:30 - Messages are end-to-end encrypted.\n11/14/23, 08:30 - Ann: The lamp was found.\nIt burns again.\n11/14/23, 08:31 - Bob: <Media omitted>\n11/15/23, 09:00 - Ann: Good.\n11/15/23, 09:01 - Bob: Yes.\n"
UNCLEAR = "01/02/23, 08:30 - Ann: The lamp was found.\nIt burns again.\n01/03/23, 09:00 - Ann: Good.\n01/03/23, 09:01 - Bob: Yes.\n"


@pytest.mark.parametrize(("text", "date"), [(IOS, "2023-11-14"), (ANDROID, "2023-11-14"), (UNCLEAR, "01/02/23 08:30")])
def test_a_whatsapp_chat_gives_its_messages(tmp_path: Path, text: str, date: str) -> None:
    result = read(text.encode(), tmp_path, "WhatsApp Chat with Ann.txt")
    first = result.records[0]
    assert (
        first.content == b"The lamp was found.\nIt burns again."
        and first.hints["row.sender"] == "Ann"
        and first.hints["date"] == date
    )
    assert len(result.records) == 3 and result.kinds in (["no_text"], [])


def test_a_text_that_starts_with_a_day_is_no_chat(tmp_path: Path) -> None:
    text = b"14.11.2023, 08:30 Uhr: The lamp was found.\n\nIt burns again, said the keeper: all is well.\n"
    assert read(text, tmp_path, "a.txt").contents == [text]


def message(n: int, text: object, **more: object) -> dict[str, object]:
    return {"id": n, "type": "message", "date": f"2024-05-0{n}T10:00:00", "from": "Pier News", "text": text, **more}


@pytest.mark.parametrize("whole", [False, True])
def test_a_telegram_export_gives_its_messages(tmp_path: Path, whole: bool) -> None:
    pieces = [
        "The lamp was ",
        {"type": "bold", "text": "found"},
        ", see ",
        {"type": "link", "text": "https://x.example/"},
    ]
    chat = {
        "name": "Pier News",
        "type": "public_channel",
        "id": 7,
        "messages": [message(1, pieces), message(2, "", photo="a.jpg"), message(3, "Two.")],
    }
    result = read(
        json.dumps({"chats": {"list": [chat]}} if whole else chat, indent=1).encode(), tmp_path, "result.json"
    )
    assert result.contents == [b"The lamp was found, see https://x.example/", b"Two."] and result.kinds == ["no_text"]
    assert (
        result.records[0].hints["publisher"] == "Pier News" and result.records[0].hints["date"] == "2024-05-01T10:00:00"
    )
    assert result.records[1].locator.endswith("message:3")


def test_a_telegram_page_gives_its_messages(tmp_path: Path) -> None:
    def part(n: int, inner: str, joined: bool = False) -> str:
        name = "" if joined else '<div class="from_name">Pier News </div>'
        return f'<div class="message default clearfix{" joined" * joined}" id="message{n}"><div class="body"><div class="pull_right date details" title="0{n}.05.2024 08:30:00 UTC+01:00">08:30</div>{name}{inner}</div></div>'

    body = (
        part(1, '<div class="text">The lamp<br>was found.</div>')
        + part(2, '<div class="media_wrap"></div>')
        + part(3, '<div class="text">Two.</div>', joined=True)
    )
    html = f'<!DOCTYPE html><html><body><div class="page_header"><div class="content"><div class="text bold">Pier News</div></div></div>{body}</body></html>'
    result = read(html.encode(), tmp_path, "messages.html")
    assert [r.locator for r in result.records] == ["message:1", "message:3"] and result.kinds == ["no_text"]
    assert (
        result.records[1].hints["publisher"] == "Pier News"
        and result.records[0].hints["date"] == "2024-05-01T08:30:00+01:00"
    )
    assert b"was found." in result.records[0].content


@pytest.mark.parametrize("name", ["tweets.js", "tweets.txt"])
def test_an_archive_of_x_gives_its_posts(tmp_path: Path, name: str) -> None:
    posts = [
        {
            "tweet": {
                "full_text": f"The lamp {n} was found.",
                "created_at": "Wed May 01 20:19:24 +0000 2024",
                "id_str": str(n),
                "lang": "en",
            }
        }
        for n in (1, 2)
    ]
    result = read(f"window.YTD.tweets.part0 = {json.dumps(posts, indent=2)}".encode(), tmp_path, name)
    assert result.contents == [b"The lamp 1 was found.", b"The lamp 2 was found."] and not result.incidents
    assert result.records[0].hints["date"] == "Wed May 01 20:19:24 +0000 2024"


def har(*entries: tuple[int, str, bytes | None]) -> bytes:
    made = []
    for n, (status, kind, data) in enumerate(entries):
        content: dict[str, object] = {"size": 1, "mimeType": kind}
        if data is not None:
            content |= (
                {"text": base64.b64encode(data).decode(), "encoding": "base64"}
                if n % 2
                else {"text": data.decode("latin-1")}
            )
        made.append(
            {
                "startedDateTime": "2024-05-01T10:00:00.000+02:00",
                "request": {"url": f"https://pier.example/{n}"},
                "response": {"status": status, "content": content},
            }
        )
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "browser"}, "entries": made}}).encode()


def test_a_har_file_gives_its_pages(tmp_path: Path) -> None:
    data = har(
        (200, "text/html; charset=utf-8", page(1)),
        (200, "text/html; charset=utf-8", page(2)),
        (404, "text/html", page(3)),
        (200, "image/png", b"\x89PNG\r\n\x1a\n"),
        (200, "text/html", None),
    )
    result = read(data, tmp_path, "a.har")
    assert result.contents == [page(1), page(2)] and [r.refused for r in result.records] == [
        None,
        None,
        "http_404",
        "not_article",
    ]
    assert result.kinds == ["no_text"] and result.records[1].url == "https://pier.example/1"
    captured = result.records[0].captured_at
    assert captured is not None and captured.isoformat() == "2024-05-01T08:00:00+00:00"
