"""Words and patterns that tell an outlet's own name from a name it mentions."""

import re

from dossier_etl.registry import words

MAX_LINE = 400
"""Characters of a furniture line looked at; longer ones are prose."""
PROSE = 140
"""From this length a line that ends like a sentence is prose, whatever its role."""
LONGEST = 4_000
"""Characters of any one line that are looked at."""
EDGE = 25
"""Lines that count as a page's top and bottom."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
BULLET = re.compile(r"^[\s•*·\-–—|>»#]+")
COPYRIGHT = re.compile(
    r"(?i)©|\(c\)\s*(?=(?:19|20)\d\d|[A-Z])|&copy;|\bcopyright\b|\ball rights reserved\b|\balle rechte\b|版权所有|저작권"
)
HOLDER = re.compile(
    r"(?i)(?:©|®(?=\s*(?:19|20)\d\d)|\(c\)|copyright|&copy;)(?:\s*(?:©|\(c\)|copyright|by|is owned by|&copy;|"
    r"[–-])){0,6}\s*(?:(?:19|20)\d\d(?:\s*[-–/,]\s*(?:(?:19|20)?\d\d)){0,6}[\s,.:|–-]*)?"
    r"(?:by\s+|the copyright holder\s+)?(?P<name>[^\W\d_][^|©\n]{1,60}?)\s*(?=$|\||©|[.,;](?:\s|$)|\(|\s[-–—]\s|"
    r"\ball rights|\balle rechte|\btodos os|\btodos los|\btous droits|"
    r"\btutti i|\ba division|\ba registered|\ban? \w+ company|\bdatenschutz|\bimpressum|\b(?:19|20)\d\d)"
)
HOLDER_BEFORE = re.compile(r"^(?P<name>[^\W\d_][^|©\n]{1,50}?)\s*(?:©|\(c\)|copyright)\s*(?:(?:19|20)\d\d|$)", re.I)
CUE_BEFORE = words(
    """
    about follow subscribe to with from on contact advertise support visit join welcome back continue by at
    copyright über mehr von bei abonnieren folgen unterstützen kontakt sobre suscríbete suscribirse síguenos acerca
    de à propos s'abonner suivez chi siamo in download the popular powered discover more read get inside your meet
    why list work jobs zum jetzt om siga entra suscríbete en con recomendaciones lettori sur chez via like
    """
)
CUE_AFTER = words(
    """
    is newsletter newsletters app apps homepage home logo staff daily online plus premium magazine subscription
    subscriptions subscriber subscribers store shop podcast podcasts events archive archives live tv radio news team
    editor editors reporter correspondent contributor participates may uses has reserves welcomes digital weekly
    today + verlag shop epaper abo jobs services service international english interactive privacy terms policy
    reader readers public fcc homepage's testen lesen hilft unterstützen angebote leser masthead
    """
)
SELF = re.compile(
    r"(?i)^(?:about|über|à propos de|follow|subscribe to|welcome to|back to|continue to|popular on|"
    r"advertise (?:with|on|in)|"
    r"more from|mehr von|support|share this story\s*:|abonnieren sie|visit)\s+(?P<name>[^\W\d_][^\n:|.!?,]{1,40}?)"
    r"(?=$|[:|.!?,]| on (?:facebook|twitter|instagram|x)| newsletter)"
)
SELF_WORDS = (
    "about",
    "über",
    "à propos",
    "follow",
    "subscribe",
    "welcome",
    "back",
    "continue",
    "popular",
    "advertise",
    "more",
    "mehr",
    "support",
    "share",
    "abonnieren",
    "visit",
)
HOST = re.compile(r"(?i)(?:https?://|www\.|@)?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,12})(?![\w@])")
TOLD = re.compile(
    r"\b(?:told|tells|gegenüber|(?:déclaré|dijo|señaló|explicó|afirmó|aseguró|comentó|contó|declaró|informó|disse|detto) a[ol]?)"
    r"\s+(?:the\s+(?=[A-Z])|der\s+|dem\s+)?"
)
SAYS = ("told ", "tells ", "gegenüber ", "déclaré à", " a la ", "ó a ", "dijo a", "disse a", "detto a")
"""The cheap test before ``TOLD``."""
STAFF = re.compile(
    r"(?i)\b(?:writer|reporter|editor|correspondent|columnist|journalist|contributor|producer|staff|covers|covering|critic|"
    r"redakteur(?:in)?|autor(?:in)?|korrespondent(?:in)?|volontär(?:in)?|journaliste|rédact\w+|periodista|redactora?|"
    r"giornalista|redacteur|journalist)\b[^.]{0,40}?\b(?:at|for|of|with|bei|beim|der|des|von|del?|à|au|en|di|per|du|by)\s+"
    r"(?:the\s+)?$"
)
"""Words before a name that say somebody works there."""
STAFF_END = words("the at for of with bei beim der des von de del à au en di per du by")
"""The word before the name, in every place that ``STAFF`` matches: the cheap test."""
HANDLE = re.compile(r"@([A-Za-z0-9_.]{3,30})")
PROFILE = re.compile(r"\.com/([A-Za-z0-9_.]{3,30})")
PROFILE_HOSTS = ("facebook", "twitter", "instagram", "youtube")
POSTAL = re.compile(r"\b[A-Z]{2},? \d{5}\b")
"""State and ZIP code: the publisher's address."""
BY = re.compile(r"(?i)^\W*(?:by|von|par|por)\s")
CREDIT = re.compile(r"(?i)(?:photo|foto|picture|image|getty|bild|credit|/|\(\s*$|courtesy)")
MAYBE_HOST = re.compile(r"[A-Za-z0-9-]{2}\.[A-Za-z]{2}")
HOSTS_OF_NOBODY = re.compile(
    r"(?i)(?:^|\.)(?:facebook|twitter|x|youtube|instagram|linkedin|pinterest|whatsapp|google|googleapis|"
    r"gravatar|wp|wordpress|amazon|"
    r"apple|microsoft|bit|goo|t|youtu|vimeo|spotify|reddit|tumblr|tiktok|w3|example|doubleclick|"
    r"taboola|outbrain|disqus|"
    r"addthis|sharethis|gmail|yahoo|hotmail|outlook|gmx|web|github|cloudflare|akamai|jquery|gstatic|mailchimp|"
    r"list-manage)\.\w+$|^telegram\.(?:me|org)$"
)


OWNERS = frozenset(
    """gannett; nexstar; nexstar media; hearst; hearst newspapers; hearst television; lee enterprises; mcclatchy; sinclair; gray
    television; tegna; scripps; penske media; vox media; g/o media; condé nast; meredith; dotdash meredith; static media; recurrent;
    advance local; advance local media; postmedia; postmedia network; reach; newsquest; national world; arena holdings; funke
    mediengruppe; axel springer; ippen digital; gatehouse media; digital first media; tribune publishing; news corp; nine
    entertainment; fairfax media; nbcuniversal media; nbc universal media; fox television stations; cox media group""".replace(
        "\n", " "
    ).split("; ")
)
"""Owners of many outlets: their name under a page says little about which one it is."""
OFTEN_CITED = frozenset(
    """bbc; cnn; fox news; msnbc; nbc news; abc news; cbs news; npr; reuters; associated press; agence france presse; bloomberg; new york
    times; washington post; wall street journal; usa today; los angeles times; politico; hill; time; newsweek; forbes; fortune; business
    insider; atlantic; new yorker; vox; axios; financial times; economist; guardian; times; daily mail; telegraph; independent; sky news;
    itv news; al jazeera; al arabiya; le monde; le figaro; der spiegel; bild; die welt; frankfurter allgemeine zeitung; suddeutsche
    zeitung; die zeit; stern; focus; dpa; tass; interfax; ria novosti; xinhua; el pais; el mundo; abc; corriere della sera; la
    repubblica; ansa; huffpost; buzzfeed; wikipedia; yahoo; yahoo news; google news; conversation; espn; people; variety""".replace(
        "\n", " "
    )
    .replace("    ", "")
    .split("; ")
)
"""Keys of outlets that others name every day: to be named says little."""
ENGLISH_COUNTRIES = words(
    """
    US GB IE CA AU NZ ZA IN PK BD LK NP NG KE GH UG TZ ZW ZM BW NA RW ET SG MY PH HK JM TT BS BB MT CY IL AE QA SA EG
    JO LB
    """
)
"""Where papers in English are published for readers of the country; an English page seldom belongs elsewhere."""
PICTURE = re.compile(r"(?i)^(?:foto|photo|bild|image|picture|grafik|illustration|getty|video)s?\b")
"""The start of a "© holder" that is a picture credit."""
HOUSE = words(
    """
    media group gruppe publishing publications publishers ediciones editorial verlag verlagsgruppe verlagsgesellschaft
    mediengruppe medien network networks company companies holdings communications digital online interactive
    enterprises ventures internet corporation corp inc llc ltd limited gmbh ag sa spa srl co kg und y et the of de di la
    all rights reserved com net org edition editions éditions services service web site website multimedia association
    """
)
"""Words that make a company's name of an outlet's: "La Vanguardia Ediciones" speaks for La Vanguardia."""
NO_HOLDERS = words(
    """
    all rights reserved copyright notice terms privacy policy use by the law and all content material site website
    page images photos design powered wordpress contact impressum datenschutz cookie cookies disclaimer inc alle
    rechte vorbehalten alle rechte all rights reserved all right reserved all rights copyright holders protected
    gmbh ag information news
    """
)


def has_rights(raw: str) -> bool:
    """Return True if a line speaks of rights; the cheap tests first."""
    if "©" in raw or "opyright" in raw or "OPYRIGHT" in raw:
        return True
    return ("(c)" in raw or "ights" in raw or "echte" in raw or "权" in raw) and COPYRIGHT.search(raw) is not None
