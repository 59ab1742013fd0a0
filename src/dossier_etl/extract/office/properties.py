"""What a document's own properties say: facts about the file, so that none of them is taken for the article's."""

import zipfile

from dossier_etl.extract.office.parts import Account, PartError, parse_part, read_part
from dossier_etl.extract.text import encoded

_FIELDS = {
    "title": "document_title",
    "creator": "document_creator",
    "initial-creator": "document_creator",
    "created": "document_created",
    "creation-date": "document_created",
    "modified": "document_modified",
    "date": "document_modified",
    "generator": "document_program",
    "Application": "document_program",
}


def properties(archive: zipfile.ZipFile, budget: Account) -> dict[str, str]:
    """Return title, creator, dates and program of an office document as ``row.document_…`` hints.

    The person who saved a file is not its author and the day of saving not its date: they stay facts about the file.
    """
    found: dict[str, str] = {}
    for name in ("docProps/core.xml", "docProps/app.xml", "meta.xml"):
        try:
            root = parse_part(read_part(archive, name, budget), name)
        except PartError:
            continue
        for node in root.iter():
            local = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
            value = (node.text or "").strip()
            if local in _FIELDS and value:
                found.setdefault(f"row.{_FIELDS[local]}", encoded(value)[0].decode()[:500])
    return found
