"""Does the page show only the beginning of its article?"""

import re
from collections.abc import Sequence

from dossier_etl.clean.html.jsonld import Value
from dossier_etl.clean.html.page import Page
from dossier_etl.model.documents import Role

SHORT = 1_200
"""Characters of body: a page that asks for a subscription and shows more than this has shown its article."""

APPEAL = 140
"""Characters of a request to subscribe; longer paragraphs that contain its words are about subscriptions."""

_ASKS = re.compile(
    r"subscribe (?:now )?to (?:read|continue|unlock|keep)|subscribers? only|already a subscriber|to continue reading|"
    r"register to (?:read|continue)|sign in to (?:read|continue)|unlimited access|"
    r"jetzt weiterlesen|weiterlesen mit|artikel freischalten|nur für abonnenten|abo abschließen|"
    r"réservé aux abonnés|pour lire la suite|article réservé|solo para suscriptores|suscríbete para|contenido exclusivo|"
    r"exclusivo para assinantes|conteúdo exclusivo|contenuto riservato|riservato agli abbonati|voor abonnees|"
    r"тільки для передплатників|только для подписчиков|для подписчиков"
)


def _asks(text: str) -> bool:
    return _ASKS.search(text.lower()) is not None  # a pattern without regard to case takes five times as long


def drop_appeals(page: Page, roles: list[Role]) -> None:
    """Requests to subscribe are no body, in place. Where the article stands in full the classifier leaves them out itself."""
    if sum(len(b.text) for b, r in zip(page.blocks, roles, strict=True) if r is Role.BODY) >= SHORT:
        return
    for i, role in enumerate(roles):
        if role is Role.BODY and len(page.blocks[i].text) <= APPEAL and _asks(page.blocks[i].text):
            roles[i] = Role.FURNITURE


def is_paywalled(page: Page, stated: Sequence[Value], body_length: int) -> bool:
    """True if little text is there, and the page says that there is more for those who pay or sign in."""
    if body_length >= SHORT:
        return False
    if any(v.key.endswith(".isaccessibleforfree") and v.value.lower() == "false" for v in stated):
        return True
    return any(len(b.text) < 400 and _asks(b.text) for b in page.blocks)
