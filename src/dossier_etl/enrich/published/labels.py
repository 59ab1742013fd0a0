"""Words that stand beside dates and say what kind of date it is, in the languages of the measured pages."""

import re


def _either(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.I)


PUBLISHED = _either(
    r"\bpubli(?:shed|cation|cado|cada|cat|kováno|kowano|é\b|ée\b|ziert|ceret|cerad|sert)", r"\bpost(?:ed|ado|ato|é|ada)\b",
    r"\bposted\b", r"\bpub\.?\b", r"\bcreated\b", r"\bissued?\b", r"\breleased?\b", r"\bdate(?:d|line)?\s?:", r"\bsubmitted\b", r"\buploaded\b", r"\badded\b",
    r"\bfirst (?:posted|published)\b", r"\bpress release\b", r"\bfiled\b", r"\bbroadcast\b", r"\baired\b",
    r"\berschienen\b", r"veröffentlicht", r"\berstellt\b", r"\bgeschrieben\b", r"\bverfasst\b", r"\bdatum\s?:?", r"\bveröff", r"\bgepostet\b", r"\beingestellt\b", r"\bausgabe\b",
    r"\bmis en ligne\b", r"\bparu\b", r"\bdate de\b", r"\bfecha\b", r"\bcreado\b", r"\bescrito\b", r"\bpubblicat[oa]\b", r"\bscritto\b", r"\bdata\s?:",
    r"\bopublikowan", r"\bdodan[oay]\b", r"\butworzono\b", r"опубликов", r"размещен", r"\bдата\b", r"добавлен", r"създаден", r"публик", r"опубліков",
    r"发布", r"發布", r"发表", r"發表", r"日期", r"時間", r"时间", r"公開", r"掲載", r"投稿", r"配信", r"登録日",
    r"등록", r"입력", r"게시", r"작성", r"승인", r"기사입력", r"발행",
    r"\bgepubliceerd\b", r"\bgeplaatst\b", r"\bpublicerad\b", r"\budgivet\b", r"\boffentliggjort\b", r"\bpublisert\b", r"\bvydáno\b", r"zveřejněn", r"\bközzétéve\b", r"\bmegjelen",
    r"\byayın", r"\beklenme\b", r"\bđăng\b", r"\bditerbitkan\b", r"\btayang\b", r"\bterbit\b", r"نشر", r"تاريخ", r"منتشر", r"تاریخ", r"प्रकाशित", r"প্রকাশ", r"પ્રકાશિત", r"δημοσ", r"\bjulkaistu\b", r"\bobjavljeno\b", r"објављено", r"\bskelbta\b",
)  # fmt: skip
MODIFIED = _either(
    r"\bupdated?\b", r"\bmodified\b", r"\blast (?:changed|revised|edited|reviewed|updated|modified)\b", r"\brevis(?:ed|ion)\b", r"\bedited\b", r"\breviewed\b", r"\bchanged\b", r"\bcorrected\b",
    r"aktualisiert", r"\bgeändert", r"\bbearbeitet", r"\bstand\s?:", r"\bletzte änderung\b", r"\bupdate\b", r"mis[e]? à jour", r"\bmodifié", r"\bmaj\b", r"actualizad", r"\bmodificad", r"atualizad", r"aggiornat", r"ultima modifica",
    r"zaktualizow", r"aktualizac", r"\bzmodyfik", r"обновлен", r"обновлено", r"изменен", r"оновлен", r"更新", r"修正", r"수정", r"최종", r"업데이트", r"\bbijgewerkt\b", r"\bgewijzigd\b", r"\buppdaterad", r"\boppdatert\b", r"\bopdateret\b", r"aktualizov", r"\bfrissít", r"güncelle",
    r"cập nhật", r"\bdiperbarui\b", r"تحديث", r"به‌روز", r"अपडेट", r"अद्यतन", r"ενημέρ", r"\bpäivitetty\b", r"actualizat", r"\bažurirano\b", r"ažuriran",
)  # fmt: skip
COPYRIGHT = _either(
    r"©", r"\bcopyright\b", r"\(c\)", r"all rights reserved", r"alle rechte", r"derechos reservados", r"tous droits"
)
ACCESSED = _either(r"\baccessed\b", r"\bretrieved\b", r"\babgerufen\b", r"\bconsulté\b", r"\bviewed\b", r"\barchived\b", r"\bvisited\b", r"\bzugriff\b")  # fmt: skip
EVENT = _either(
    r"\bexpires?\b", r"\buntil\b", r"\bdeadline\b", r"\bevents?\b", r"\bregist(?:er|ration)\b", r"\bvalid\b", r"\beffective\b", r"\bthrough\b", r"\bborn\b", r"\bdied\b", r"\bsince\b", r"\bjoined\b", r"\bmember\b", r"\bregistriert\b", r"\bmitglied\b",
    r"\bbis\b", r"\bab\b", r"\bseit\b", r"\bveranstaltung", r"\btermine?\b", r"\bgeboren\b", r"\bhasta\b", r"\bdesde\b", r"\bjusqu", r"\bdepuis\b", r"\bfino al\b", r"\bto be\b", r"\bfrom\b", r"\bbetween\b", r"\bbefore\b", r"\bafter\b",
)  # fmt: skip
COMMENT = _either(
    r"\bsays\b", r"\brepl(?:y|ies|ied)\b", r"\bcomment", r"\bwrote\b", r"\bantwort", r"\bkommentar", r"\bsagt\b", r"\bschrieb\b", r"\brépondre\b", r"\bcommentaire", r"\brespond", r"\bcomentario", r"\breport abuse\b", r"\bpermalink\b", r"\blikes?\b", r"\bupvote", r"\bmelden\b", r"コメント", r"댓글", r"评论", r"回复", r"комментари", r"ответить",
)  # fmt: skip
BY = _either(r"\b(?:by|von|par|por|di|door|av|af|od|autor|author|text|reporter|staff|editor|redaktion|redacción|rédaction|correspondent)\b", r"记者", r"記者", r"기자", r"作者", r"автор")  # fmt: skip
RELATED = _either(
    r"\brelated\b", r"\brecent\b", r"\bpopular\b", r"\bread (?:more|next|also)\b", r"\bmore (?:from|on|in|stories|news|articles)\b", r"\blatest\b", r"\btrending\b", r"\bmost read\b", r"\bprevious\b", r"\bnext\b", r"\bolder\b", r"\bnewer\b", r"\byou (?:may|might) also\b", r"\brecommended\b", r"\barchives?\b",
    r"\bmehr (?:zum|aus|zu)\b", r"\bweitere\b", r"\bähnliche\b", r"\bmeistgelesen", r"\bneueste\b", r"\bauch interessant\b", r"\bvorheriger\b", r"\bnächster\b", r"\blesen sie\b", r"\barchiv\b", r"\bà lire\b", r"\blire aussi\b", r"\bsur le même\b", r"\brelacionad", r"\bleia\b", r"\bmás (?:noticias|leíd)", r"\bcorrelat", r"関連", r"相关", r"관련", r"人気", r"ランキング", r"読まれ",
)  # fmt: skip
THIS_DAY = _either(r"\bit is\b", r"\btoday is\b", r"\btoday,", r"\btoday \(", r"\bas of today\b", r"\bheute ist\b", r"\bheute,", r"\bnous sommes le\b", r"\bhoy es\b", r"\bhoy,", r"\boggi è\b", r"\bhoje é\b", r"сегодня,")  # fmt: skip
AGENCY_DATELINE = re.compile(r"\A[^\n]{0,60}?(?:\((?:AP|Reuters|AFP|dpa|UPI|ANI|PTI|IANS|PRNewswire|BUSINESS WIRE|GLOBE NEWSWIRE|[A-Z]{2,6})\)|/PRNewswire/|--|–|—)", re.I)  # fmt: skip

CONTEXT = {
    "ctx_pub": re.compile(r"publi|pubdate|posted|post-?date|article-?date|entry-?date|story-?date|dateline|timestamp|post-?meta|entry-?meta|article-?meta|datepublished"),
    "ctx_date": re.compile(r"date|time|datum|fecha"),
    "ctx_byline": re.compile(r"byline|author|meta|credit|info"),
    "ctx_mod": re.compile(r"modif|updat|lastmod|revis"),
    "ctx_header": re.compile(r"\bheader|head\b|headline|hero|title"),
    "ctx_article": re.compile(r"article|entry|story|single|post-content|hentry"),
    "ctx_list": re.compile(r"relat|recommend|recent|popular|teaser|card|list|widget|sidebar|aside|more|latest|trending|archive|grid|carousel|slider|promo|feed|item\b|loop"),
    "ctx_comment": re.compile(r"comment|reply|respon|disqus|discuss"),
    "ctx_footer": re.compile(r"foot|copyright|bottom|legal"),
    "ctx_nav": re.compile(r"\bnav|menu|masthead|topbar|top-bar|ticker|banner|current"),
    "ctx_event": re.compile(r"event|calendar|termin|schedule|agenda"),
}  # fmt: skip
"""Tokens of class, id, itemprop and tag names around a line or element."""
