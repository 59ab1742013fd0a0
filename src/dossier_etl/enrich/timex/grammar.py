"""The surface grammar: one ordered alternation of rules, each a regex over English words of time.

The split into date, time, duration and set rules with shared word classes follows HeidelTime (Strötgen & Gertz 2010); what
belongs into a span follows the TimeML guideline (TIMEX3): prepositions and a possessive ``'s`` stay outside, determiners,
quantity modifiers ("nearly two years") and position modifiers ("early 1990", "the end of March") belong inside.

Every repetition is bounded and no class of characters can match in two adjacent places, so matching is linear in the text.
Order matters: the first rule that matches at a position wins, so the longer reading comes first.
"""

# ruff: noqa: E501 - one rule, one line: a pattern broken over lines is harder to check than a long one
import re
from dataclasses import dataclass

from dossier_etl.enrich.timex.lexicon import DECADES, ORDINALS, PERIODIC, SEASONS, VAGUE
from dossier_etl.enrich.timex.numbers import NUMBER, NUMBER_WORD, SPELLED_YEAR

_S = r"(?:[ \t\xa0]?[ \t\n\xa0])"
"""One or two spaces, at most one line break."""
_MONTH = (
    r"(?-i:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER|"
    r"january|february|april|september|october|november|december|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT|SEP|OCT|NOV|DEC)\b\.?)"
)
_MONTH_ALONE = (
    r"(?-i:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"JANUARY|FEBRUARY|APRIL|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER|january|february|april|september|october|november|december|"
    r"(?:Jan|Feb|Apr|Aug|Sept|Oct|Nov|Dec)\.)"
)
"""Without a day or year beside it an abbreviation needs its dot, and ``march``/``may`` their capital."""
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_WEEKDAY_SHORT = r"(?-i:(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\b\.?)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,:]\d)"
_DAY_WORD = rf"(?:{'|'.join(sorted((w for w in ORDINALS if w not in ('final', 'last')), key=len, reverse=True))})"
_YEAR = r"(?:1\d{3}|20\d{2})(?![\d%]|[.,:]\d)"
_YEAR_ANY = rf"(?:{_YEAR}|['’]\d\d(?!\d))"
_UNIT1 = r"(?:second|minute|hour|weekday|weekend|day|night|week|fortnight|month|quarter|season|semester|year|decade|century|millennium)"
_UNITS = r"(?:seconds|minutes|hours|weekdays|weekends|days|nights|weeks|fortnights|months|quarters|seasons|semesters|years|decades|centuries|millennia|yrs|hrs|mins)"
_UNIT = rf"(?:{_UNITS}|{_UNIT1})"
_SEASON = rf"(?:{'|'.join(SEASONS)})"
_PART = r"(?:mornings?|afternoons?|evenings?|nights?|dawn|dusk|midday|daybreak|overnight)"
_TZ = r"(?-i:GMT|UTC|EST|EDT|CST|CDT|MST|MDT|PST|PDT|BST|CEST|CET|EET|IST|JST|MSK|ET|PT|Z)"
_TZS = rf"(?:{_S}?\(?{_TZ}\b\)?|{_S}Eastern(?:{_S}(?:Standard{_S}|Daylight{_S})?Time)?)"
_CLOCK = (
    rf"(?:\d{{1,2}}(?:[:.]\d\d(?::\d\d)?)?{_S}?(?:a\.m\.?|p\.m\.?|am\b|pm\b)|(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])|"
    rf"(?:\d{{1,2}}|{NUMBER_WORD}){_S}o['’]clock|(?:12{_S})?(?:noon|midnight|midday))"
)
_ABOUT = (
    rf"(?:(?:nearly|almost|about|around|roughly|approximately|some|(?:(?<=for )|(?<=after )|(?<=just )|(?<=took )|(?<=lasted )|(?<=was )|(?<=of ))(?:over|under)|"
    rf"(?:no{_S})?(?:more|less|fewer|longer){_S}than|at{_S}least|at{_S}most|up{_S}to|just{_S}(?:over|under)|a{_S}mere|well{_S}over|"
    rf"close{_S}to){_S})"
)
_VAGUE_QUANTITY = (
    rf"(?:a{_S}couple{_S}(?:of{_S})?more|a{_S}couple(?:{_S}of)?|couple(?:{_S}of)?|a{_S}few{_S}more|a{_S}few|several{_S}more|several|few|many|some|"
    rf"dozens{_S}of|hundreds{_S}of|thousands{_S}of|a{_S}number{_S}of|countless)"
)
_QUANTITY = rf"(?:{NUMBER}(?:{_S}(?:to|or|and){_S}{NUMBER}|[-–]\d{{1,3}})?|{_VAGUE_QUANTITY})"
_FILL = rf"(?:(?:more|full|straight|consecutive|additional|long|whole|solid|trading|working|business|calendar|short|successive|fiscal){_S})"
_EDGE = (
    rf"(?:the{_S})?(?:(?:very{_S})?(?:beginning|start|end|close|middle|turn|latter{_S}part|first{_S}half|second{_S}half|last{_S}half|"
    rf"early{_S}part|later{_S}part|rest|remainder){_S}of)"
)
"""Only before something the calendar knows: ``the end of``, ``the middle of``."""
_POSITION = rf"(?:(?:(?:very{_S})?(?:early|late|earlier|later|mid|sometime|some{_S}time)(?:{_S}in)?)(?:{_S}|-)|mid-?|{_EDGE}{_S})"
_MODS = rf"(?P<mod>{_POSITION})?"
_THE_MODS = rf"(?P<mod>(?:the{_S})?{_POSITION})?(?:the{_S})?"
_REL = (
    r"(?:last|next|this|past|previous|coming|following|current|same|that|upcoming|preceding|prior|present|succeeding)"
)
_REL_PLURAL = r"(?:last|next|past|previous|coming|following|upcoming|preceding|prior|first|final|latest|recent|succeeding|ensuing|subsequent|intervening|early|initial|opening|closing)"
_TAIL_YEAR = (
    rf"(?:,?{_S}(?:of{_S})?(?P<rel_year>(?:last|this|next|that|the{_S}same|the{_S}(?:following|previous)){_S}year))"
)
_BC = rf"(?:{_S}?(?-i:BCE|BC|B\.C\.E\.|B\.C\.|B\.C))(?!\w)"
_AD = rf"(?:{_S}?(?:A\.D\.?|AD|C\.E\.|CE)(?!\w))"
_ORD = rf"(?:{_DAY_WORD}|\d{{1,2}}(?:st|nd|rd|th))"
_QUARTER_ORD = r"(?:first|second|third|fourth|1st|2nd|3rd|4th|final|last)"
_HOLIDAY = (
    r"(?-i:Thanksgiving(?:\sDay)?|Christmas(?:\s(?:Day|Eve))?|New\sYear['’]s(?:\s(?:Day|Eve))?|Election\sDay|Independence\sDay|"
    r"Labor\sDay|Memorial\sDay|Veterans\sDay|Halloween|Valentine['’]s\sDay|Easter(?:\sSunday|\sMonday)?|Good\sFriday|"
    r"Boxing\sDay|Bastille\sDay|May\sDay|Columbus\sDay|Martin\sLuther\sKing\sDay|Presidents['’]?\sDay|All\sSaints['’]\sDay)"
)
_WD_LEAD = rf"(?:(?P<wd>{_WEEKDAY}|{_WEEKDAY_SHORT}),?{_S}(?:the{_S})?)?"
_PERIODIC = "|".join(sorted((re.escape(w) for w in PERIODIC if w not in ("annual",)), key=len, reverse=True))
_VAGUE = "|".join(
    re.escape(w).replace(r"\ ", _S)
    for w in sorted(VAGUE, key=len, reverse=True)
    if w not in ("future", "once", "present")
)


@dataclass(frozen=True, slots=True)
class Rule:
    """``name`` selects the resolver; ``pattern`` has the named groups it reads."""

    name: str
    pattern: re.Pattern[str]


def _rules() -> list[tuple[str, str]]:
    return [
        ("iso", r"(?P<y>\d{4})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?!\d|-\d)"
                r"(?:[T ](?P<hh>[01]\d|2[0-4]):(?P<mm>[0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?"),
        ("attacks", r"9/11(?![\d/])"),
        ("numeric", r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d\d)(?![\d%]|[/.-]\d)"),
        ("numeric_ymd", r"(?P<y>(?:19|20)\d\d)(?P<sep>[/.])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])(?![\d%]|[/.-]\d)"),
        # 9 a.m. EST, Tuesday | 5 p.m. Nov. 9
        ("clock", rf"(?:{_ABOUT}|early{_S}|shortly{_S}(?:after|before){_S})?(?P<clock>{_CLOCK})(?P<tz>{_TZS})?"
                  rf"(?:{_S}(?:in{_S}the{_S}(?P<part>morning|afternoon|evening)|at{_S}night))?"
                  rf"(?:,?{_S}(?:on{_S})?(?:(?P<deictic>today|yesterday|tomorrow)|(?P<weekday>{_WEEKDAY}|{_WEEKDAY_SHORT})(?:,{_S}(?P<wm>{_MONTH}){_S}(?P<wd2>{_DAY})(?:,?{_S}(?P<wy>{_YEAR}))?)?|"
                  rf"(?P<month>{_MONTH}){_S}(?P<day>{_DAY})(?:,?{_S}(?P<year>{_YEAR}))?))?"),
        ("clock_words", rf"(?:at{_S})?(?P<hour>\d{{1,2}}|{NUMBER_WORD}){_S}(?P<part>in{_S}the{_S}(?:morning|afternoon|evening)|at{_S}night)"),
        # Friday, June 13, 2014 | June 13 | 13 June 2014 | the 5th of May
        ("month_day", rf"{_MODS}(?:(?P<of_part>(?:the{_S})?(?:morning|afternoon|evening|night)){_S}of{_S})?{_WD_LEAD}(?P<month>{_MONTH}){_S}(?:the{_S})?(?P<day>{_DAY}|{_DAY_WORD}(?!{_S}(?:quarter|half)))"
                      rf"(?:(?:,{_S}?|{_S}|,?{_S}of{_S})(?P<year>{_YEAR})(?:{_BC})?)?(?!{_S}(?:percent|million|billion))(?:{_TAIL_YEAR})?(?:{_S}(?P<part>{_PART}))?"),
        ("day_month", rf"{_MODS}(?:(?P<of_part>(?:the{_S})?(?:morning|afternoon|evening|night)){_S}of{_S})?{_WD_LEAD}(?:the{_S})?(?P<day>{_DAY}|{_DAY_WORD})(?:{_S}of|{_S}day{_S}of)?(?:{_S}|-)(?P<month>{_MONTH})"
                      rf"(?:(?:,?{_S}|-|,?{_S}of{_S})(?P<year>{_YEAR}))?(?:{_TAIL_YEAR})?(?:{_S}(?P<part>{_PART}))?"),
        ("week_of", rf"(?:the{_S})?week{_S}of{_S}(?P<month>{_MONTH}){_S}(?P<day>{_DAY})(?:,{_S}(?P<year>{_YEAR}))?"),
        ("month_year", rf"{_MODS}(?:month{_S}of{_S})?(?P<month>{_MONTH})(?:,?{_S}(?:of{_S})?|-)(?P<year>{_YEAR_ANY}|{SPELLED_YEAR})"),
        ("month_rel_year", rf"{_MODS}(?P<month>{_MONTH}){_TAIL_YEAR}"),
        ("rel_month", rf"(?:(?P<mod>{_POSITION}))?(?:the{_S})?(?P<rel>last|next|this|this{_S}past|this{_S}coming|past|coming|previous|following){_S}(?P<month>{_MONTH_ALONE})"),
        ("month_set", rf"(?:every|each){_S}(?P<month>{_MONTH_ALONE})"),
        ("month", rf"{_MODS}(?P<month>{_MONTH_ALONE})(?![-’']?\w|{_S}(?-i:[A-Z][a-z]+){_S}(?:said|told))"),
        # quarters and halves
        ("quarter", rf"(?:{_THE_MODS}(?:(?P<lead_year>{_YEAR}|(?:this|last|next|the{_S}(?:previous|following|current)|that){_S}(?:fiscal{_S})?year['’]s){_S})?"
                    rf"(?:(?:comparable|year-ago|year-earlier|same|flat|corresponding|current|latest){_S}){{0,2}}(?:fiscal(?:{_S}|-))?(?P<ord>{_QUARTER_ORD}){_S}(?:fiscal[- ])?(?P<what>quarter|half)(?!{_S}(?:of{_S}(?:a|an){_S}|century|hour))"
                    rf"(?:{_S}(?:of{_S})?(?:fiscal{_S})?(?P<year>{_YEAR}|(?:the{_S})?(?:last|this|next|previous|following|current|fiscal|that){_S}year|the{_S}year))?)|(?:fiscal[ -])?(?P<adj>{_QUARTER_ORD})-quarter"),
        ("quarter_code", rf"(?-i:(?:(?P<y1>{_YEAR}){_S})?(?P<q>[QH][1-4])(?:{_S}(?:of{_S})?(?P<y2>{_YEAR}|(?:last|this|next){_S}year))?(?!\w))"),
        ("year_period", rf"(?:the{_S})?(?P<year>{_YEAR}){_S}(?P<what>quarter|period)"),
        ("quarter_rel", rf"(?:the{_S}|its{_S}|a{_S})?(?P<rel>latest|current|year-ago|year-earlier|comparable{_S}year-(?:ago|earlier)|comparable|corresponding|same|previous|preceding|prior|most{_S}recent|last|this|next|that|just-ended)"
                        rf"(?:{_S}(?:fiscal{_S})?(?P<what>quarter|period))(?:{_S}(?P<tail>last{_S}year|a{_S}year{_S}(?:ago|earlier)|of{_S}last{_S}year))?"),
        ("rel_years_quarter", rf"(?P<rel>last|this|next){_S}year['’]s{_S}(?:quarter|period)"),
        ("year_ago_adj", r"(?P<rel>year-ago|year-earlier)"),
        # seasons
        ("season", rf"{_THE_MODS}(?:(?P<rel>last|next|this|this{_S}past|this{_S}coming|past|coming|previous|following|that|same|every|each){_S})?(?P<season>{_SEASON})(?:{_S}(?:of{_S})?(?P<year>{_YEAR}(?:[-–/]\d\d)?|{SPELLED_YEAR}|(?:last|this|next|that){_S}year))?(?!['’]s?\b|\w)"),
        # decades and centuries
        ("decade", rf"{_THE_MODS}(?P<decade>(?:1\d|20)\d0{_S}?['’]?s|['’‘`]?[2-9]0['’]?s|(?:19|nineteen[ -])?(?:{'|'.join(DECADES)}))(?!\w)"),
        ("century", rf"{_THE_MODS}(?:late|early|mid)?-?(?P<ord>\d{{1,2}}(?:st|nd|rd|th)|{_DAY_WORD})(?:{_S}|-)century(?P<bc>{_BC})?"),
        # deictic days
        ("deictic", rf"(?P<mod>(?:(?:early|late|earlier|later){_S}|mid-(?:morning|afternoon){_S}))?(?:the{_S}day{_S}(?P<beyond>before|after){_S})?(?P<deictic>today|yesterday|tomorrow|tonight)(?:{_S}(?P<part>{_PART}))?(?!['’]s{_S}(?:world|society|youth))"),
        ("last_night", rf"(?P<mod>(?:early|late|earlier|later){_S})?(?P<rel>last|this){_S}(?P<part>night|morning|afternoon|evening)"),
        ("weekday_set", rf"(?:(?:every|each){_S}(?:other{_S})?(?P<day>{_WEEKDAY})(?:{_S}(?P<part>{_PART}))?)|(?P<plural>{_WEEKDAY}s)(?!\w)|(?P<day2>{_WEEKDAY}){_S}(?P<part2>mornings|afternoons|evenings|nights)"),
        ("weekday", rf"(?P<mod>(?:early|late|earlier|later){_S})?(?:the{_S})?(?:(?P<rel>last|next|this|this{_S}coming|this{_S}past|past|coming|following|previous|same){_S})?(?P<weekday>{_WEEKDAY})(?:{_S}(?P<part>{_PART}))?(?:,{_S}the{_S}(?P<dom>\d{{1,2}})(?:st|nd|rd|th))?"),
        ("weekday_dot", r"(?-i:(?P<weekday>(?:Mon|Tues|Tue|Wed|Thurs|Thu|Fri|Sat|Sun)\.))(?=\s[a-z])"),
        ("holiday", rf"(?:(?P<rel>last|next|this|every|each){_S})?(?P<holiday>{_HOLIDAY})(?:{_S}(?P<year>{_YEAR}))?"),
        # sets
        ("set_every", rf"(?:(?:once|twice|three{_S}times|\w{{3,5}}{_S}times){_S})?(?:every|each){_S}(?:(?P<other>other|second|third|fourth){_S}|(?P<n>{NUMBER}){_S})?(?P<unit>morning|afternoon|evening|{_UNIT})"),
        ("set_per", rf"(?P<freq>once|twice|(?:{NUMBER_WORD}|\d+){_S}times|\d+{_S}hours){_S}(?:a|an|per|each|every){_S}(?P<unit>{_UNIT1})"),
        ("set_rate", rf"(?:per){_S}(?P<unit>day|week|month|quarter|year|hour)"),
        ("set_daily", rf"(?P<word>{_PERIODIC})"),
        # shifts: two weeks ago | a year earlier | three days later | the day before yesterday
        ("ago", rf"(?P<approx>{_ABOUT})?(?:the{_S})?(?:just{_S}|only{_S}|exactly{_S})?(?P<n>{_QUANTITY}|an?){_S}(?:{_FILL})?(?P<unit>{_UNIT})(?:{_S}or{_S}(?:so|two))?{_S}(?P<dir>ago|earlier|later|before(?=[.,;:!?)]|{_S}(?:that|and|when)\b|$)|from{_S}now|from{_S}today|previously|hence|thereafter|afterwards?|after(?={_S}(?:that|this)\b))(?:{_S}(?P<today>today|yesterday))?"),
        ("units_ago", rf"(?P<n>(?:many{_S}|some{_S})?)(?P<unit>{_UNITS}){_S}(?P<dir>ago|earlier|later)"),
        ("next_day", rf"(?P<mod>(?:early|late|earlier|later){_S}(?:on{_S})?)?the{_S}(?P<mod2>(?:very|early){_S})?(?P<rel>next|following|previous|preceding|same|very{_S}same|very{_S}next){_S}(?:fiscal{_S}|calendar{_S})?(?P<unit>day|night|week|weekend|month|year|morning|afternoon|evening|summer|spring|autumn|fall|winter|decade|century|{_WEEKDAY}|(?-i:January|February|March|April|May|June|July|August|September|October|November|December))(?:{_S}(?P<part>{_PART}))?(?!s)"),
        ("day_before", rf"the{_S}(?P<unit>day|night|week|month|year){_S}(?P<dir>before|after)(?={_S}?[.,;:!?)]|$)"),
        ("that_time", rf"(?P<mod>(?:early|late|earlier|later){_S}(?:in{_S}|on{_S})?)?(?P<rel>that|that{_S}same|the{_S}same){_S}(?P<unit>day|night|week|weekend|month|year|quarter|morning|afternoon|evening|summer|spring|autumn|fall|winter|decade|century)(?!s|['’]?-)"),
        # last year | earlier this month | the end of next week
        ("rel_unit", rf"(?:(?P<mod>{_POSITION})|(?P<whole>all{_S}(?=(?:the|this){_S}|last))?)(?:the{_S})?(?P<rel>(?:this{_S})?(?:coming|past)|last|next|this|previous|current|upcoming|prior){_S}(?:(?P<fiscal>fiscal|calendar|business|academic|school|financial|full){_S})?(?P<unit>day|week|weekend|month|quarter|year|decade|century|millennium|hour|minute)(?:{_S}or{_S}(?:so|two))?(?:{_S}(?P<wd_tail>{_WEEKDAY}))?(?!['’]?-?(?-i:[a-z])(?<!['’]s))"),
        ("past_span", rf"(?:{_ABOUT})?(?:(?:the|these|those){_S})?(?P<rel>{_REL_PLURAL}){_S}(?P<n>{_QUANTITY}){_S}(?:{_FILL})?(?P<unit>{_UNIT})(?:{_S}or{_S}so)?"),
        ("vague_span", rf"(?:the{_S}|these{_S}|those{_S})?(?:(?:most|more){_S})?(?P<rel>{_REL_PLURAL}|ahead){_S}(?P<unit>{_UNITS})(?:{_S}(?:and|or){_S}{_UNITS})?"),
        ("edge_unit", rf"(?P<mod>(?:late|later|early|earlier|sometime){_S}in{_S}|{_EDGE}{_S})the{_S}(?P<unit>day|week|weekend|month|quarter|fiscal{_S}year|year|decade|century|season)(?!s|-)"),
        ("year_end", rf"(?:(?:the|around|about){_S})?(?P<word>year-end|year{_S}end|year['’]s{_S}end)"),
        ("fiscal", rf"{_MODS}(?:fiscal|FY)(?:{_S}|-)?(?:year{_S})?(?P<year>{_YEAR}|['’]?\d\d(?!\d))"),
        ("the_year", rf"{_THE_MODS}year{_S}(?P<year>{_YEAR}|{SPELLED_YEAR})"),
        ("the_unit", r"the(?:\s(?P<fiscal>full|fiscal|entire|whole))?\s(?P<unit>weekend|quarter|year|week|month)(?!s|-|['’]?-)"),
        # durations
        ("hyphen", rf"(?:{_ABOUT}|an?{_S}(?=[\w-]{{3,20}}{_S}period))?(?P<n>\d{{1,3}}(?:,\d{{3}})?(?:\.\d)?|{NUMBER_WORD}(?:-and-a-half)?|several|multi|half|hundred)-(?P<unit>{_UNIT1})(?P<long>-(?:long|plus|old|olds|run))?(?!-?s?\w)(?:{_S}(?P<old>old|olds|period))?"),
        ("unit_long", r"(?P<unit>day|week|weekend|month|year|decade|hour|night|days|weeks|months|years|decades|centuries|hours)-?long"),
        ("duration_half", rf"(?:{_ABOUT})?(?P<n>an?|one){_S}(?P<unit>{_UNIT1}){_S}and{_S}a{_S}half|(?:{_ABOUT})?half{_S}(?:an?|the){_S}(?P<unit2>{_UNIT1})"),
        ("duration", rf"(?P<approx>{_ABOUT})?(?:(?:the|these|those|another|an{_S}additional|an{_S}extra|the{_S}entire|all){_S})?(?P<n>{_QUANTITY}){_S}(?:{_FILL}){{0,2}}(?P<unit>{_UNIT})(?:{_S}(?:and{_S}a{_S}half|or{_S}(?:so|more|less|two)))?(?!['’]?{_S}?-?old\b|{_S}of{_S}age)"),
        ("duration_a", rf"(?P<approx>{_ABOUT})?(?:(?P<n>an?|one|another|a{_S}full|an{_S}entire|a{_S}whole)){_S}(?P<unit>{_UNIT1})(?:{_S}or{_S}(?:so|two|more))?(?!['’]?{_S}?-?old\b|{_S}hand|{_S}of{_S}age|-|['’]s)"),
        ("vague_duration", rf"(?P<word>a{_S}while|centuries|decades|generations|years|months|weeks|days|hours|minutes)(?:{_S}(?:or|and){_S}{_UNITS})?(?!-|['’])"),
        # bare years
        ("year_bc", rf"{_MODS}(?P<year>\d{{1,4}}){_BC}"),
        ("year_ad", rf"{_MODS}(?:A\.?D\.?{_S}?(?P<y1>\d{{2,4}})|(?P<y2>\d{{2,4}}){_AD})(?!\d)"),
        ("year", rf"{_MODS}(?P<year>(?:1\d|20)\d\d)(?!\d|%|[.,:]\d|['’]?s\b)"),
        ("spelled_year", rf"{_MODS}(?P<year>{SPELLED_YEAR})(?![- ]?\w*(?:dollars|people|percent|miles))"),
        ("year_tail", r"(?<=\d{4}[-–/])(?P<year>\d\d)(?!\d)"),
        ("bc_range", rf"(?P<year>\d{{1,4}})(?={_S}?(?:to|[-–]|and|until){_S}?\d{{1,4}}{_BC})"),
        ("short_year", r"(?P<year>['’‘]\d\d)(?!\d|['’]?s|\w)"),
        # pointers without a date
        ("overnight", r"overnight(?=[.,;:!?)]|\s(?:to|in|into|on|from|and|after|by|at|as|between|with|for|that)\b)"),
        ("vague", rf"(?P<word>{_VAGUE})(?!\w|-\w)"),
    ]  # fmt: skip


RULES = tuple(Rule(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _rules())
RULE = {rule.name: rule.pattern for rule in RULES}
