"""Whether a line announces a quotation ("On … X wrote:"), with the verbs and openings of every language file.

Section `[attributions]`: `wrote` (verbs that say somebody wrote), `writes` (verbs that say so of documents
too, in the present), `said` (verbs that need an address to prove it),
`opens` (words that such a line opens with), `sentence` (words that before or behind the verb make it a sentence of
the responder's: "the release team wrote:"), `speakers` (who speaks of themselves: "on Monday we met and X wrote:").
"""

from __future__ import annotations

import re
from functools import cache

from tracker.mail.languages import parted, phrases, section
from tracker.mail.phrases import Phrases, anywhere, folded

ADDRESS = re.compile(r"<?[\w.+=-]{1,64}(?:@|\sat\s|\(a\))[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}>?")
TIME = re.compile(r"(?<![\d.])\d{1,2}[:.]\d{2}(?![\d.])|\d{1,2}\s?[時时시点點h]\s?\d{2}")
DAY = re.compile(
    r"\d{4}\s?[-/.年년]\s?\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}|\[\d{6}\b"
    r"|\b\d{1,2}\.?(?:\s(?:de|thg|tháng))?\s[^\W\d]{1,12}\.?,?(?:\s(?:de|del))?\s(?:19|20)\d\d\b"
    r"|\b[^\W\d]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d\b|\b\d{1,2}\s?thg\s?\d"
)
_WORD = re.compile(r"(?<![\w.@-])([^\W\d_]+(?:'[^\W\d_]+)?) ")
_STAR = re.compile(r"\*\s.{2,120}\[\d{6}[\d: +-]{0,20}\]:$")
_NAME_DATE = re.compile(
    r"[^\W_][\w.'-]{0,30}(?: [^\W\d_][\w.'-]{0,30}){0,3},? \d{1,4}[-./]\d{1,2}[-./]\d{2,4},? \d{1,2}[:.]\d{2}(?:[:.]\d{2})?:$"
)
_LEADING = "*#-–—=_|>•·~ \"'“„«(["
_TRAILING = "*_=~|-–—>\"'”» ])"
_HONORIFIC = ("さん", "님")
_PARTICLES = frozenset(
    ("von", "van", "der", "den", "de", "da", "di", "du", "la", "le", "bin", "al", "el", "ten", "ter", "via")
)
_SMALL = 2  # small words that no name has
_LONGEST = 500  # characters of the lines of one attribution
_TAIL = 80  # characters that may stand between the verb and the colon


def may_end(words: str) -> bool:
    """Whether a line looks as if an attribution ended with it: a cheap look before the real one."""
    core = words[-48:].rstrip(_TRAILING)
    if core[-1:] in (":", "："):
        return True
    decorated = len(words) - len(words.rstrip("*_=~-–— ")) >= 3
    if not core or (core[-1:].isascii() and not decorated):
        return False
    return bool(_wrote().search(folded(core[-24:])))


def opens(words: str) -> bool:
    """Whether a line opens as attributions do ("On", "Am", a figure) and names a day."""
    core = words.lstrip(_LEADING)
    return (core[:1].isdigit() or folded(core[:40]) in _openers()) and bool(DAY.search(core[:100]))


def telling(words: str) -> bool:
    """Whether a line holds what only an attribution would: a day, a time or an address."""
    return bool(DAY.search(words) or TIME.search(words) or ADDRESS.search(words))


def is_attribution(joined: str, quoted: bool, wrapped: bool) -> bool:
    """Whether lines joined into one say that somebody wrote what follows; `quoted`: marked quotation stands below.

    A day, a time or an address proves it. Without any of them it takes a bare name before the verb and a marked
    quotation right below; a sentence of the responder's about somebody who wrote stays theirs.
    """
    if len(joined) > _LONGEST:
        return False
    core = joined.lstrip(_LEADING).rstrip(_TRAILING)
    low = folded(core)
    verb = None
    for verb in _wrote().finditer(low):  # noqa: B007 - the last one is the one before the colon
        pass
    colon = core[-1:] in (":", "：")
    if verb is None:
        return colon and (_verbless(joined, core, low, quoted, wrapped) or _said(core, low, quoted))
    if _speaks(core, low, verb) or (not quoted and _tells(core, verb)):
        return False
    address = bool(ADDRESS.search(core))
    tail = len(low) - verb.end()
    if (not colon and tail > 3) or (tail > _TAIL and not ADDRESS.search(core[verb.end() :])):
        return False
    if not (address or DAY.search(core) or TIME.search(core)):
        return quoted and not wrapped and colon and _bare_name(core, low, verb)
    if not (address or (DAY.search(core) and TIME.search(core))) and _sentence(low, verb):
        return False
    early = bool(DAY.search(core[:48]) or TIME.search(core[:48]) or ADDRESS.search(core[:90]))
    opened = core[:1].isdigit() or low in _openers() or early
    if quoted:
        return opened or address or not wrapped
    return colon and (opened or address)


def _verbless(joined: str, core: str, low: str, quoted: bool, wrapped: bool) -> bool:
    """Whether a line without a verb announces somebody: day, name, address and a colon, or a mutt star."""
    if _STAR.match(joined) or _NAME_DATE.match(joined):
        return quoted
    count = len(core.split())
    found = ADDRESS.search(core)
    dated = bool(DAY.search(core) or TIME.search(core))
    fronted = core[:1].isdigit() or low in _openers()
    if found and dated and count <= 22:
        closed = len(core) - found.end() <= 4 and fronted
        behind = bool(DAY.search(core[found.end() :])) and _names(core[: found.start()])
        return closed or behind or (quoted and (fronted or not wrapped) and count <= 16)
    if found and quoted and not wrapped:
        before = core[: found.start()]
        named = not before.strip(' "') or found[0][:1] == "<" or len(before.split()) > 1
        return len(core) - found.end() <= 4 and named and _names(before)
    return quoted and not wrapped and fronted and count <= 12 and bool(DAY.search(core) and TIME.search(core))


def _said(core: str, low: str, quoted: bool) -> bool:
    return quoted and bool(ADDRESS.search(core)) and bool(_said_verbs().search(low))


def _sentence(low: str, verb: re.Match[str]) -> bool:
    """Whether the one who wrote is not a name: "the release team wrote:", "schrieb die Gruppe:"."""
    subject = re.split(r"[\d,)>:]", low[: verb.start()])[-1].split()
    behind = low[verb.end() :].strip(" :：,").split()
    words = _words("sentence", verb[0])
    return bool((subject and subject[0] in words) or (behind and behind[0] in words))


def _speaks(core: str, low: str, verb: re.Match[str]) -> bool:
    """Whether the responder speaks of themselves before the verb: "we met and X wrote:", but not "I wrote:" or a
    name with an initial.
    """
    speakers = _words("speakers", verb[0])
    return any(
        word[1] in speakers and (word[1] != "i" or core[word.start()] == "I") and core[word.end()].islower()
        for word in _WORD.finditer(low, 0, verb.start())
        if word.end() < verb.start()
    )


def _tells(core: str, verb: re.Match[str]) -> bool:
    """Whether what stands between day, time or address and the verb holds more small words than a name does."""
    subject = re.split(r"[\d)>\]]", core[: verb.start()])[-1]
    small = [one for one in re.findall(r"[^\W\d_]{2,}", subject) if one.islower() and one not in _PARTICLES]
    return len(small) >= _SMALL


def _bare_name(core: str, low: str, verb: re.Match[str]) -> bool:
    """Whether nothing but a name stands around the verb."""
    if _sentence(low, verb):
        return False
    tail = core[verb.end() :]
    if any(letter.isdigit() for letter in tail) and len(tail) <= 24:
        tail = ""  # "X wrote on 9 June:"
    around = f"{core[: verb.start()]} {tail}".strip(" :：,")
    if not any(letter.lower() != letter.upper() for letter in around):
        return not around or any(one in core for one in _HONORIFIC)
    alone = len(around.split()) == 1
    return (alone or _names(around)) and not (alone and verb[0] in _present())


def _names(words: str) -> bool:
    """Whether words may be somebody's name: up to six, each capital or a particle."""
    found = words.replace(",", " ").split()
    return len(found) <= 6 and all(
        not one[:1].isalpha() or one[:1] != one[:1].lower() or one.lower() == one.upper() or one in _PARTICLES
        for one in (word.strip("\"'“”()<[]>") for word in found)
    )


@cache
def _wrote() -> re.Pattern[str]:
    return anywhere((*phrases("attributions", "wrote"), *phrases("attributions", "writes")))


@cache
def _present() -> frozenset[str]:
    return frozenset(folded(one) for one in phrases("attributions", "writes"))


@cache
def _said_verbs() -> re.Pattern[str]:
    return anywhere(phrases("attributions", "said"))


@cache
def _openers() -> Phrases:
    return Phrases(phrases("attributions", "opens"))


@cache
def _words(key: str, verb: str) -> frozenset[str]:
    """Return the words that make a sentence of a verb, in the languages that have that verb."""
    return frozenset(
        folded(word)
        for _, table in section("attributions")
        if verb in (folded(one) for wrote in ("wrote", "writes") for one in parted(table.get(wrote, "")))
        for word in parted(table.get(key, ""))
    )
