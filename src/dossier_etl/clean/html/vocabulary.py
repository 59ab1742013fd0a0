"""HTML element names by how they lay out and whether a reader sees them.

Source: WHATWG HTML, section 15 (Rendering).
"""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCK = _names("""
    address amp-accordion article aside blockquote body button caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html label legend li listing main menu nav ol
    optgroup option p plaintext pre search section select summary table tbody td textarea tfoot th thead tr ul xmp
""")
"""Elements that start a line of their own when shown (controls too: their words are no part of a sentence)."""

UNSEEN = _names("""
    applet area audio base canvas datalist dialog embed head iframe input link map math meta noembed noframes noscript object
    optgroup option param rp script select source style svg template textarea title track video
""")
"""Elements whose text readers of the page do not see as text."""

HEADINGS = _names("h1 h2 h3 h4 h5 h6")

VOID = _names("area base br col embed hr img input link meta param source track wbr")
"""Elements without an end tag."""

IMPLIED_END = _names("p li dt dd tr td th tbody thead tfoot option optgroup rb rt rtc rp colgroup")
"""Elements whose end tag authors may leave out; a parser closes them, so they do not nest."""

FORMATTING = _names("a b big code em font i nobr s small strike strong tt u")
"""Elements that HTML parsers reopen in every following block until they are closed ("active formatting elements")."""
