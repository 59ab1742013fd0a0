# ruff: noqa: E501 - samples are kept as they are written
"""Messages inside messages: attached, forwarded by mail programs in several languages, gathered in digests."""

from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest
from extract_building import page, pdf_of, read

NOTE = "Have a look at this, it belongs to the lamp story.\n"


def letter(subject: str, text: str = "Words of the pier.", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ann <ann@desk.example>"
    message["Subject"] = subject
    message["Date"] = "Fri, 05 Apr 2024 10:11:12 +0200"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def newsletter(n: int) -> EmailMessage:
    message = letter(f"Lamp {n}", f"Story of lamp {n}.")
    message.replace_header("From", "The Pier <news@pier.example>")
    message.replace_header("Date", f"Wed, 0{n} May 2024 07:00:00 +0000")
    return message


def test_attached_messages_are_items_of_their_own(tmp_path: Path) -> None:
    outer = letter("three of them", NOTE)
    for n in (1, 2, 3):
        outer.add_attachment(newsletter(n))
    result = read(outer.as_bytes(), tmp_path, "a.eml")
    assert [r.locator for r in result.records] == ["", "part:2", "part:3", "part:4"]
    assert [r.hints["title"] for r in result.records] == ["three of them", "Lamp 1", "Lamp 2", "Lamp 3"]
    assert result.records[2].hints["date"] == "Thu, 02 May 2024 07:00:00 +0000"
    assert result.records[0].content.decode().strip() == NOTE.strip()


def test_attached_messages_in_a_chain_are_all_read_until_too_deep(tmp_path: Path) -> None:
    message = newsletter(1)
    for n in range(12):
        outer = letter(f"step {n}", NOTE)
        outer.add_attachment(message)
        message = outer
    result = read(message.as_bytes(), tmp_path, "a.eml")
    assert len(result.records) == 9 and result.kinds == ["too_deep"]


def test_a_mime_digest_gives_its_messages(tmp_path: Path) -> None:
    inner = b"\n".join(b"--x\n\n" + newsletter(n).as_bytes() for n in (1, 2))
    data = (
        b"From: list@x.example\nSubject: digest\nDate: x\nMIME-Version: 1.0\nContent-Type: multipart/digest; boundary=x\n\n"
        + inner
        + b"\n--x--\n"
    )
    assert [r.hints["title"] for r in read(data, tmp_path, "a.eml").records] == ["Lamp 1", "Lamp 2"]


def test_a_plain_digest_gives_its_messages(tmp_path: Path) -> None:
    entries = "".join(
        f"Date: Wed, 0{n} May 2024 07:00:00 +0000\nFrom: ann@pier.example\nSubject: Lamp {n}\n\nStory {n}.\n\n{'-' * 30}\n\n"
        for n in (1, 2)
    )
    message = letter(
        "Pier Digest, Vol 3", f"Today's topics: lamps\n\n{'-' * 70}\n\n{entries}End of Pier Digest\n*****\n"
    )
    result = read(message.as_bytes(), tmp_path, "a.eml")
    assert [r.hints["title"] for r in result.records] == ["Pier Digest, Vol 3", "Lamp 1", "Lamp 2"]
    assert result.records[1].content == b"Story 1." and result.records[1].hints["date"].startswith("Wed, 01 May")


PLAIN = {
    "gmail": "---------- Forwarded message ---------\nFrom: The Pier <news@pier.example>\nDate: Wed, May 1, 2024 at 7:00 AM\n"
    "Subject: Lamp found\nTo: <ann@desk.example>\n\n\n",
    "outlook": "________________________________\nFrom: The Pier <news@pier.example>\nSent: Wednesday, May 1, 2024 7:00 AM\n"
    "To: Ann <ann@desk.example>\nCc: Bob\nSubject: Lamp found\n\n",
    "apple": "Begin forwarded message:\n\nFrom: The Pier <news@pier.example>\nSubject: Lamp found\nDate: 1 May 2024 at 07:00:00 CEST\n"
    "To: Ann\nReply-To: x@pier.example\n\n",
    "german": "-------- Weitergeleitete Nachricht --------\nBetreff: \tLamp found\nDatum: \tWed, 1 May 2024 07:00:00 +0200\n"
    "Von: \tThe Pier <news@pier.example>\nAn: \tann@desk.example\n\n",
    "outlook de": "Von: The Pier <news@pier.example>\nGesendet: Mittwoch, 1. Mai 2024 07:00\nAn: Ann\nBetreff: Lamp found\n\n",
    "french": "---------- Message transféré ---------\nDe : The Pier <news@pier.example>\nDate : mer. 1 mai 2024 à 07:00\nObjet : Lamp found\n"
    "À : Ann\n\n",
    "spanish": "---------- Mensaje reenviado ---------\nDe: The Pier <news@pier.example>\nEnviado: miércoles, 1 de mayo de 2024 7:00\nPara: Ann\n"
    "Asunto: Lamp found\n\n",
}


@pytest.mark.parametrize("program", PLAIN)
@pytest.mark.parametrize("note", [NOTE, ""])
def test_a_plain_forward_is_an_item_with_its_own_date_and_sender(tmp_path: Path, program: str, note: str) -> None:
    text = f"{note}\n{PLAIN[program]}The lamp was found behind the pier.\n\nIt burns.\n"
    result = read(letter("Fwd: Lamp found", text).as_bytes(), tmp_path, "a.eml")
    last = result.records[-1]
    assert last.locator == "forwarded:1" and last.hints["title"] == "Lamp found" and "2024" in last.hints["date"]
    assert last.hints["row.from"] == "The Pier <news@pier.example>" and last.hints["row.forwarded_by"].startswith("Ann")
    assert last.content.decode().split("\n")[0:1] != [""] or last.content.decode().strip().startswith(
        "The lamp was found"
    )
    assert b"From" not in last.content and b"Von:" not in last.content and b"Forwarded" not in last.content
    assert len(result.records) == (2 if note else 1)
    if note:
        assert result.records[0].content.decode().strip() == NOTE.strip()
        assert result.records[0].hints["title"] == "Fwd: Lamp found"


HTML = {
    "gmail": '<div dir="ltr">{note}<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>'
    'From: <strong class="x">The Pier</strong> <span dir="auto">&lt;<a href="mailto:news@pier.example">news@pier.example</a>&gt;</span><br>'
    "Date: Wed, May 1, 2024 at 7:00 AM<br>Subject: Lamp found<br>To:  &lt;ann@desk.example&gt;<br></div><br><br>{body}</div></div>",
    "outlook": '<html><body><p>{note}</p><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> The Pier &lt;news@pier.example&gt;<br>'
    "<b>Sent:</b> Wednesday, May 1, 2024 7:00 AM<br><b>To:</b> Ann &lt;ann@desk.example&gt;<br><b>Subject:</b> Lamp found</font>"
    "<div>&nbsp;</div></div>{body}</body></html>",
    "apple": "<html><body>{note}<br><div><blockquote type=cite><div>Begin forwarded message:</div><br><div><span><b>From: </b></span><span>"
    "The Pier &lt;news@pier.example&gt;<br></span></div><div><span><b>Subject: </b></span><span><b>Lamp found</b><br></span></div><div><span>"
    "<b>Date: </b></span><span>1 May 2024 at 07:00:00 CEST<br></span></div><div><span><b>To: </b></span><span>Ann<br></span></div><br>"
    "<div>{body}</div></blockquote></div></body></html>",
    "thunderbird": '<p>{note}</p><div class="moz-forward-container"><br><br>-------- Weitergeleitete Nachricht --------<table class="x"><tbody><tr><th>'
    "Betreff: </th><td>Lamp found</td></tr><tr><th>Datum: </th><td>Wed, 1 May 2024 07:00:00 +0200</td></tr><tr><th>Von: </th>"
    '<td>The Pier <a href="mailto:x">&lt;news@pier.example&gt;</a></td></tr><tr><th>An: </th><td>ann@desk.example</td></tr></tbody></table>'
    "<br><br>{body}</div>",
}


@pytest.mark.parametrize("program", HTML)
@pytest.mark.parametrize("note", [NOTE.strip(), ""])
def test_an_html_forward_is_an_item_with_its_own_date_and_sender(tmp_path: Path, program: str, note: str) -> None:
    source = HTML[program].format(
        note=note, body="<h1>Lamp found</h1><p>The lamp was found behind the pier. Größe!</p>"
    )
    result = read(letter("Fwd: Lamp found", "plain", source).as_bytes(), tmp_path, "a.eml")
    assert len(result.records) == (2 if note else 1)
    last = result.records[-1]
    assert (
        last.hints["title"] == "Lamp found"
        and "2024" in last.hints["date"]
        and last.hints["row.from"].startswith("The Pier")
    )
    assert last.media_type == "text/html" and "Größe!" in last.content.decode() and b"Subject" not in last.content
    if note:
        assert note in result.records[0].content.decode() and "Größe" not in result.records[0].content.decode()


def test_labelled_lines_in_prose_are_no_forward(tmp_path: Path) -> None:
    text = "Programme of the day\n\nFrom: the pier\nDate: to be told\n\nAll are welcome, said Ann. Subject: lamps.\n"
    assert len(read(letter("x", text).as_bytes(), tmp_path, "a.eml").records) == 1


def test_files_in_a_message_are_read_whether_attached_or_inline(tmp_path: Path) -> None:
    message = letter("scan", NOTE)
    message.add_attachment(page(1), maintype="text", subtype="html", filename="a.html", disposition="inline")
    message.add_attachment(
        b'{"text": "row one"}\n', maintype="application", subtype="json", filename="a.jsonl", disposition="inline"
    )
    message.add_attachment(pdf_of("From the scan."), maintype="application", subtype="pdf", filename="a.pdf")
    message.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", filename="logo.png")
    result = read(message.as_bytes(), tmp_path, "a.eml")
    assert [r.locator for r in result.records] == ["", "part:2", "part:3!line:1", "part:4"]
    assert result.records[0].content.decode().strip() == NOTE.strip() and result.records[1].content.strip() == page(1)


def test_a_footer_behind_the_text_belongs_to_it(tmp_path: Path) -> None:
    message = letter("x", "The story.")
    message.make_mixed()
    footer = EmailMessage()
    footer.set_content("You get this because you asked for it.")
    message.attach(footer)
    [record] = read(message.as_bytes(), tmp_path, "a.eml").records
    assert b"The story." in record.content and b"because you asked" in record.content


def test_a_from_line_inside_a_body_starts_no_message(tmp_path: Path) -> None:
    first = newsletter(1)
    first.set_content("The ferry sails.\n\nFrom Monday the fare will rise.\n\nFrom the harbour one sees it in 2024.\n")
    box = b"".join(
        b"From news@pier.example Wed May  1 07:00:00 2024\n" + m.as_bytes() + b"\n" for m in (first, newsletter(2))
    )
    result = read(box, tmp_path, "a.mbox")
    assert [r.hints["title"] for r in result.records] == ["Lamp 1", "Lamp 2"] and b"From Monday" in result.records[
        0
    ].content


def test_a_page_saved_as_mhtml_keeps_the_day_of_saving_apart(tmp_path: Path) -> None:
    data = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://pier.example/1\r\nSubject: Lamp\r\nDate: Fri, 5 Apr 2024 10:00:00 -0000\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        b"Content-Location: https://pier.example/1\r\n\r\n<html><p>Words</p></html>\r\n--b\r\nContent-Type: text/css\r\n\r\np {}\r\n--b--\r\n"
    )
    [record] = read(data, tmp_path, "a.mhtml").records
    assert record.url == "https://pier.example/1" and "date" not in record.hints
    assert record.captured_at is not None and record.captured_at.isoformat() == "2024-04-05T10:00:00+00:00"


def test_apple_mail_files_are_messages(tmp_path: Path) -> None:
    raw = newsletter(1).as_bytes()
    data = str(len(raw)).encode() + b"\n" + raw + b'<?xml version="1.0"?><plist version="1.0"><dict/></plist>\n'
    result = read(data, tmp_path, "1.emlx")
    [record] = result.records
    assert record.hints["title"] == "Lamp 1" and record.content.strip() == b"Story of lamp 1." and not result.incidents
    assert read(data.replace(str(len(raw)).encode(), b"99999", 1), tmp_path, "1.emlx").kinds == ["truncated"]


def test_an_encrypted_message_is_told(tmp_path: Path) -> None:
    data = b"From: a@b.example\nSubject: s\nDate: d\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIIB\n"
    assert read(data, tmp_path, "a.eml").kinds == ["encrypted"]
    assert message_from_bytes(data).get_content_type() == "application/pkcs7-mime"


@pytest.mark.parametrize(
    ("sender", "outlet"),
    [
        ("The Pier <news@pier.example>", "The Pier"),
        ('"Pier Times" <newsletter.weekly@pier.example>', "Pier Times"),
        ("Ann Quill <ann@pier.example>", None),
        ("news@pier.example", None),
    ],
)
def test_a_mailbox_that_is_a_role_names_the_outlet(tmp_path: Path, sender: str, outlet: str | None) -> None:
    message = letter("x")
    message.replace_header("From", sender)
    assert read(message.as_bytes(), tmp_path, "a.eml").records[0].hints.get("publisher") == outlet


def test_an_attached_message_in_base64_is_read(tmp_path: Path) -> None:
    import base64

    inner = base64.encodebytes(newsletter(1).as_bytes())
    data = b"From: a@b.example\nSubject: s\nDate: d\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nnote\n--b\n"
    data += b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + inner + b"\n--b--\n"
    result = read(data, tmp_path, "a.eml")
    assert [r.hints["title"] for r in result.records] == ["s", "Lamp 1"] and result.records[
        1
    ].content.strip() == b"Story of lamp 1."


def test_quoted_from_lines_lose_one_sign(tmp_path: Path) -> None:
    message = letter("x", "Words.\n\n>>From a quoted quote.\n>From a quote.\n")
    box = b"From a@b Wed May  1 07:00:00 2024\n" + message.as_bytes() + b"\n"
    assert read(box, tmp_path, "a.mbox").records[0].content == b"Words.\n\n>From a quoted quote.\nFrom a quote.\n\n"
