"""Words around names in bylines, in the languages most met in news."""

import re

from dossier_etl.registry import words

BY = (
    r"(?:view )?(?:all |more )?(?:posts|articles|stories|content|work) (?:by|from)|view all posts by|mehr von|"
    r"alle (?:beiträge|artikel) von|"
    r"voir tous les articles (?:de|par)|ver todas las entradas de|about|über|by|von|vom|par|por|da|di|de|door|"
    r"av|af|przez|od|tarafından|oleh|bởi|από|автор|автор:|"
    r"(?:written|posted|published|story|report|words|text|review|analysis|opinion|article|guest post|submitted|created|"
    r"reported|contributed|authored|compiled|edited|interview|reviewed)(?: and (?:photos?|photographs|images|"
    r"video))? by(?: dr\.?)?|"
    r"authors?|autor(?:in|en|es|a)?|auteurs?|autore|autori|text|texte|texto|testo|redaktion|reporter|foto und text|"
    r"(?:erstellt|publiziert|eingestellt|gepostet) von|text (?:&|und|\+) fotos?|contributors?|herausgeber|"
    r"ein(?:e)? (?:artikel|kommentar|gastbeitrag|analyse|interview|kolumne|beitrag|glosse|essay|rezension|"
    r"bericht|reportage) von|"
    r"geschrieben von|verfasst von|veröffentlicht von|ein artikel von|aufgezeichnet von|protokoll|"
    r"publié par|écrit par|rédigé par|propos recueillis par|escrito por|publicado por|redacción|geschreven door|"
    r"scritto da|"
    r"pubblicato da|a cura di|skrevet av|skrevet af|tekst|texty?|skriven av|napisał|napisała|psal|"
    r"作者|文|記者|记者|執筆|著者|撰文|編集|取材・文|文・写真|聞き手|采写|撰稿|글|취재|"
    r"كتب(?:ت|ه)?|بقلم|إعداد|اعداد|تقرير|حوار|نویسنده|به قلم|گزارش|خبرنگار|מאת|כתב(?:ה|ת)?|"
    r"γράφ(?:ει|ουν)(?: (?:ο|η|οι))?|συντάκτ(?:ης|ρια)|από τ(?:ον|ην)|του|της|ρεπορτάζ|"
    r"yazan|yazar|haber|hazırlayan|muhabir|текст|автор(?:ы|ка)?|автор текста|"
    r"โดย|เรื่อง|ผู้เขียน|tác giả|penulis|reporter|लेखक|द्वारा|লেখক|kirjoittaja|teksti|szerző|írta|zpracoval[ai]?|autoři"
)
GLUED = re.compile(
    r"(?<=[a-zéäöüß.])(?=(?:Published|Updated|Posted|Last|First|Staff|Senior|Data|Reporter|Editor|Contributor|"
    r"Writer|Correspondent|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|"
    r"Jul|Aug|"
    r"Sept|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Founder|Co-Founder|CEO|CTO|Journalist|Analyst|Head|Author|"
    r"President|Director|"
    r"Manager|Photographer|Columnist|Producer|Follow|View|Read|Share)\b)|"
    r"(?<=[A-Z]{2})(?=(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
)
"""Where a page glued a name to what follows it ("Nicole BurkePublished")."""
MAY_BE_GLUED = re.compile(r"[a-zéäöüß.][A-Z]|[A-Z]{3}")
"""The cheap test before ``GLUED``."""
LEADING = re.compile(rf"(?i)^(?:{BY})(?:\s*[:：／｜]\s*|(?<=[文者稿写])[/|]\s*|\s+|$)|(?-i:^By(?=[A-Z][a-z]))")
EXPLICIT = re.compile(
    r"(?i)^(?:by|von|par|por|door|av|af|erstellt von|ein artikel von|contributors?|text (?:&|und|\+) fotos?|"
    r"written by|posted by|published by|story by|authors?|autor(?:in|en|es|a)?|auteur|text|"
    r"reported by|words by|geschrieben von|publié par|écrit par|escrito por|guest post by|submitted by|作者|文|記者|记者|"
    r"取材・文|執筆|撰文|采写|글|كتب(?:ت)?|بقلم|إعداد|نویسنده|به قلم|מאת|γράφ(?:ει|ουν)(?: (?:ο|η|οι))?|yazan|автор|текст|โดย|"
    r"penulis|tác giả)(?:\s*[:：]?\s+|\s*[:：／｜](?=\S)|(?<=[文者稿写])[/|]\s*)"
)
"""What may open a byline in running text; the looser list above is for places known to hold names."""
SPLIT = re.compile(
    r"(?<!\s)\s*(?:;|\||/|•|·|,|\s&\s|\s\+\s|\s(?:and|und|et|y|och|og|en|with|mit|avec|con)\s|、|，|，|・(?=\w{2}))\s*",
    re.I,
)
CUT = re.compile(
    r"[|•·⋅–—]|\(|\s-\s|@|\s(?:in|for|via|leave)\s|\b(?:published|updated|posted|last\s(?:updated|"
    r"modified)|first published|modified|veröffentlicht|"
    r"aktualisiert|stand:?|publié|mis à jour|actualizado|publicado|pubblicato|fact[- ]checked|reviewed by|"
    r"medically reviewed|edited by|"
    r"photograph(?:y|s|ed)?\b|photos? by|fotos?:?|illustrat\w+|in collaboration|for the|"
    r"minutes?(?: read)?|min\.? read|read time|views?|comments?|kommentare?|lesezeit|follow|share|"
    r"on\s+(?=\w+ \d)|am\s+(?=\d)|фото\b|редактор\b)|"
    r"\s(?:기자|특파원|논설위원|선임기자|객원기자|인턴기자|앵커|pd)(?![^\W\d_])|(?:입력|수정|등록|승인|사진|편집)(?:\s|:|$)|"
    r"(?:写真|撮影|編集|構成|摄影|攝影|编辑|編輯|责编|責編|责任编辑|来源|來源|报道|報導|报导)(?=\s*[:：／/｜|・]|\s|$)|(?:تصوير|تحرير|عکس|צילום)(?:\s|:)|"
    r"\b(?:mon|tues?|wednes|thurs?|fri|satur|sun)day\b|\b(?:mon|diens|donners|frei|sams|sonn)tag\b|mittwoch\b"
)
"""Where a name line, in lower case, turns into something else."""
MONTH = re.compile(
    r"(?i)\b(?:jan(?:uary|uar|vier|\.)?|feb(?:ruary|ruar|\.)?|février|mar(?:ch|s|zo|\.)|märz|apr(?:il|\.)?|"
    r"avril|abril|may(?:o)?(?=\s*\d)|mai(?=\s*\d)|"
    r"june?(?=\s*\d)|juin|juni|july?|juillet|juli|aug(?:ust|\.)?|août|agosto|sept?(?:ember|\.)?|oct(?:ober|\.)?|"
    r"okt(?:ober|\.)?|"
    r"nov(?:ember|\.)?|dec(?:ember|\.)?|dez(?:ember|\.)?)\s*\d"
)
DIGIT = re.compile(r"\d")
CREDENTIAL = re.compile(
    r"(?i)(?<![,\s])[,\s]++(?:ph\.?\s?d|m\.?d|m\.?s|m\.?a|b\.?a|b\.?s|mba|mph|rdn?|ld|jd|esq|rn|cpa|cfa|cfp|dds|dvm|pe|msc|"
    r"bsc|lcsw|lmft|mfa|"
    r"m\.?ed|ed\.?d|facep|facc|pharmd|cscs|rd|np|pa-c|dpt|psyd|obe|mbe|cbe|mp|mdb|mdl)\.?(?=,|\s|$)"
)
HONORIFIC = re.compile(r"(?i)^(?:mr|mrs|ms|miss|herr|frau|mme)\.?\s+")
ROLE = re.compile(
    r"(?i)\b(?:staff|writer|reporter|correspondent|editor(?:s|ial)?|columnist|contributor|contributing|producer|"
    r"journalist(?:in)?|"
    r"redakteur(?:in)?|redaktion|redacción|rédaction|redazione|redaksi(?:on)?|korrespondent(?:in)?|autorin|"
    r"kolumnist(?:in)?|"
    r"volontär(?:in)?|chefredakteur(?:in)?|photographer|fotograf(?:in)?|analyst|fellow|professor|director|"
    r"manager|founder|ceo|"
    r"president|chief|bureau|desk|head|senior|junior|associate|assistant|freelance|guest|special|team|author|blogger|"
    r"researcher|lecturer|executive|officer|specialist|strategist|consultant|expert|intern|admin(?:istrator)?|"
    r"webmaster|"
    r"correspondant|journaliste|corresponsal|periodista|enviado|redactor(?:a)?|giornalista|inviato|reporterin|"
    r"moderator(?:in)?|"
    r"host|anchor|meteorologist|critic|coordinator|marketing|communications?)\b"
)
ORGANISATION = re.compile(
    r"(?i)(?:\b(?:news|media|press|agency|agentur|agence|agencia|nachrichten\w*|zeitung|magazin(?:e)?|times|"
    r"post|herald|tribune|"
    r"gazette|journal|chronicle|radio|tv|television|channel|network|online|web|website|blog|inc|llc|ltd|gmbh|"
    r"corp|company|"
    r"foundation|stiftung|institute|institut|university|universität|college|school|association|verband|verein|"
    r"e\.v|society|"
    r"committee|council|department|ministry|government|office|group|club|church|center|centre|zentrum|studio|"
    r"staff|team|"
    r"redaktion|redacción|rédaction|redazione|editors?|editorial|board|wire|reports?|service|services|contributors?|"
    r"partners?|sponsored|admin|administrator|anonymous|unknown|guest|shutterstock|getty|imago|picture alliance)\b|"
    r"\.(?:com|de|org|net|co|fr|es|it|ch|at|uk|io|ru)\b|編集部|新聞|报|網|网)"
)
TRAILING = re.compile(
    r"(?i)(?<![\s,])(?:[\s,]++(?:on|at|in|am|the|for|and|und|el|le|il|em|den|der|to|of|from|via|is|a)|\s*(?:기자|記者|记者|氏|さん)){1,8}$"
)
"""Small words left over behind a name when what followed was cut off."""
NOT_IN_NAMES = words(
    """
    about our your my this that more less here click read learn see view follow share subscribe sign log login menu
    home news latest related popular top best how what when where why who with without from into for table contents
    content expert reviewer reviewed written writer staff editor editors contributor published updated posted last
    first photo photos foto fotos picture image images illustration video interview opinion analysis podcast
    newsletter privacy policy terms contact veröffentlicht aktualisiert publicado publié artikel artikelübersicht
    zur zum autor autoren autoreninfo author authors kommentare comments category categories tags topics quick
    navigation search error page website guide review reviews list not found are you looking is was were will can
    coordinator manager admin ceo cto cfo
    subscriber subscribers exclusive exklusiv premium breaking live updates update world national politics business
    sports sport culture weather health science technology travel lifestyle entertainment stories today minutes listen
    watch gallery features newsletters members only plus sponsored takeaways briefing favorites favourites download
    pdf checklist recipe glance frequently asked questions checked abonnenten abonnent artículo exclusivo exclusive
    réservé abonnés últimas noticias jetzt teilen suscriptores esclusiva politik wirtschaft kultur panorama lokales
    gesellschaft meinung reise wissen économie politique société monde actualités economía política sociedad deportes
    cultura economia politica cronaca esteri
    new all every no yes and und et oder or if but special report advertisement sponsored edition model
    """
)
"""Words that stand in headings and labels, not in people's names."""
SHARING = words(
    """
    facebook twitter x whatsapp e-mail email mail linkedin pinterest reddit telegram instagram threads bluesky mastodon messenger pocket
    flipboard tumblr xing vk viber line sms snapchat tiktok youtube copy link links share shares sharing tweet post pin print save listen
    bookmark like comment comments gift follow teilen twittern drucken merken vorlesen kopieren partager imprimer enregistrer envoyer
    copier compartir imprimir guardar enviar copiar compartilhar salvar ouvir condividi stampa salva invia delen afdrukken bewaren dela
    skriv ut skriva gilla del udskriv jaa tulosta udostępnij drukuj поделиться печать распечатать sdílet tisk paylaş yazdır 分享 打印 シェア
    ツイート 印刷 공유 인쇄 مشاركة طباعة
    """
)
"""Words of share bars: a line of nothing else names nobody."""
NOT_NAMES = words(
    """
    about advertisement author authors by byline comment comments contact email facebook follow home instagram
    linkedin menu more news none null opinion pinterest print privacy read related reply save search share sign
    staff subscribe tags topics twitter undefined video view whatsapp youtube all posts website profile bio articles
    anzeige artikel autor autoren and und et with mit published updated posted written opinion news staff writer the
    author den autor kommentare mehr teilen drucken admin root user true false n/a na unknown anonymous gast guest
    editor editors redaktion event webmaster marketing veröffentlicht autoreninfo auteur jan feb mar apr jun jul aug
    입력 수정 등록 승인 사진 기자 記者 编辑 編集部 来源 入力
    sep sept oct nov dec januar februar märz april juni juli august september oktober november dezember january
    february march june july october december
    """
)
PARTICLES = words(
    """
    de da di do dos das del della der den des du van von vom zu zum zur la le les el al bin ibn ben y e i af av ten
    ter op 't of the dal san st saint mac mc o' d' und abu
    """
)
AGENCY_CODES = words(
    """
    afp ap apa dpa epd kna sid reuters ansa efe tass upi pti ians ani xinhua sda ats keystone-sda dts rtr ots pap
    ctk mti anp belga ntb ritzau tt stt cp pa aap jiji kyodo yonhap bernama antara tnn aa anadolu irna isna wam kuna
    spa sana ots prnewswire globenewswire accesswire businesswire newsfile
    """
)
PRESS_WIRES = frozenset(
    [
        "pr newswire", "business wire", "globe newswire", "access newswire", "newsfile corp", "newsfile corp.", "ein presswire",
        "prweb", "cision", "marketwired", "news aktuell", "presseportal", "ots presseportal", "openpr", "pressebox", "pr times", "xprn",
    ]
)  # fmt: skip
"""Names of services that distribute press releases: the text is their customer's, whoever it names."""
