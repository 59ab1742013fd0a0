from email.message import EmailMessage
from pathlib import Path

from extract_building import page, pdf_of, read, zip_of


def newsletter(number: int = 1, html: bool = True, attachment: bytes | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "The Pier <news@pier.example>"
    message["To"] = "reader@example.org"
    message["Subject"] = f"Prüfung der Lampen {number}"
    message["Date"] = "Wed, 01 May 2024 10:00:00 +0200"
    message["List-Id"] = "Pier Weekly <weekly.pier.example>"
    message.set_content(f"Plain words {number}.\nFrom here on it rained.\n")
    if html:
        message.add_alternative(page(number).decode(), subtype="html", charset="iso-8859-1")
    if attachment:
        message.add_attachment(attachment, maintype="application", subtype="zip", filename="more.zip")
    return message


def test_the_html_part_is_the_document(tmp_path: Path) -> None:
    record = read(newsletter().as_bytes(), tmp_path, "a.eml").records[0]
    assert record.media_type == "text/html" and record.charset == "iso-8859-1"
    assert record.content.strip() == page(1)
    assert record.hints["title"] == "Prüfung der Lampen 1" and record.hints["date"].startswith("Wed, 01 May 2024")
    assert record.hints["row.from"] == "The Pier <news@pier.example>"
    assert record.hints["row.list_id"] == "Pier Weekly <weekly.pier.example>"


def test_plain_mail_is_plain_text(tmp_path: Path) -> None:
    record = read(newsletter(html=False).as_bytes(), tmp_path, "letter.txt").records[0]
    assert record.media_type == "text/plain" and record.content.startswith(b"Plain words 1.")


def test_attached_documents_are_read_too(tmp_path: Path) -> None:
    mail = newsletter(attachment=zip_of({"more.html": page(9)}))
    result = read(mail.as_bytes(), tmp_path, "a.eml")
    assert [r.locator for r in result.records] == ["", "part:2!more.html"]
    assert result.records[1].content == page(9)


def test_a_mailbox_holds_many_messages(tmp_path: Path) -> None:
    box = b"".join(
        b"From pier Wed May  1 10:00:00 2024\n"
        + newsletter(n, html=n % 2 == 0).as_bytes().replace(b"\nFrom ", b"\n>From ")
        + b"\n"
        for n in range(5)
    )
    result = read(box, tmp_path, "a.mbox")
    assert [r.locator for r in result.records] == [f"entry:{n}" for n in range(1, 6)]
    assert b"\nFrom here on" in result.records[1].content and not result.incidents


def test_broken_mail_does_not_raise(tmp_path: Path) -> None:
    data = b"From: =?bogus?q?x?= <a\r\nSubject: =?utf-8?b?!!!?=\r\nDate: nonsense\r\nContent-Type: text/html; charset=nope\r\n\r\n<p>Body"
    record = read(data, tmp_path, "a.eml").records[0]
    assert record.content == b"<p>Body" and record.charset == "nope"


def test_pdf_text_is_captured(tmp_path: Path) -> None:
    record = read(pdf_of("The lamp report says the sea was calm."), tmp_path, "report.bin").records[0]
    assert record.content.decode().strip() == "The lamp report says the sea was calm."
    assert record.media_type == "text/plain"
    assert record.hints == {"title": "Lamp report", "authors": "A. Mole", "row.pages": "1"}


def test_a_damaged_pdf_is_told(tmp_path: Path) -> None:
    result = read(b"%PDF-1.4 junk", tmp_path, "a.pdf")
    assert result.kinds == ["pdf_damaged"] and not result.records
