"""What lists, gateways, telephones, law departments and courtesy put around a message, in every language.

Section `[footers]` of the language files: `opens` (how a list's footer begins), `lines` (how further lines of one
begin), `list` (words that prove a list). Section `[endings]`: `greetings`, `addressed` (whom: "all"), `closings`,
`thanks`, `signed` (what stands behind a name), `phone` (whole lines of telephones and programs), `jobs` and `contact`
(words of visiting cards), `disclaimers` (how one begins), `banners` (whole lines of gateways).
"""

from __future__ import annotations

import re
from functools import cache

from tracker.mail.languages import phrases
from tracker.mail.lines import Line
from tracker.mail.phrases import LONGEST, UNSPACED, Phrases, anywhere, folded

LIST_RULE = re.compile(r"(?:_{20,}|-{30,}|={20,}|(?:-=){6,}-?|\*{20,})\s*$")
_LINK = re.compile(
    r"<?(?:https?://|mailto:)\S{1,500}>?\.?$|<?[\w.+-]{1,100}@[\w.-]{1,100}\.\w{2,20}>?$"
    r"|[\w.+-]{1,100} (?:--|at) [\w.@-]{1,100}(?: .{0,40})?$"
)
_LIST_HOST = re.compile(r"lists?\.[\w-]{1,60}\.\w|@lists\.")
_PARTS = re.compile(
    r"\+?[\d() /.-]{9,24}$|<?(?:https?://|www\.)\S{1,300}>?$|<?(?:mailto:)?[\w.+-]{1,100}@[\w.-]{1,100}>?(?:\s?<\S{1,200}>)?$"
    r"|[\w(][^.!?]{1,40}\s\|\s[^.!?]{2,60}\.?$"
)
_REACHED = re.compile(
    r"\+?[\d() /.-]{9,24}$|<?(?:mailto:)?[\w.+-]{1,100}@[\w.-]{1,100}>?(?:\s?<\S{1,200}>)?$|www\.\S{1,300}$"
)
_CONTACT = re.compile(r"([^\W\d][^:.：]{0,18}?)\s?[.:：]{1,2}\s?[+(\d\w].{0,60}$")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*")
_STEM = re.compile(rf"(?=([{UNSPACED}]{{2}}))|(?<!\w)([^\W\d_{UNSPACED}]{{5}})")
_ENDS = ",!.。，！:：;–— -"
_DECOR = "*_[]() .。"
_SHORT = (
    60  # characters below which a sentence is no disclaimer, half of that in scripts that say more with each
)
_MOST_NAMES = 4  # words that a name may have


def opens_footer(line: Line) -> bool:
    """Whether a line opens a list's footer by itself."""
    return line.low in _footers()


def in_footer(line: Line) -> bool:
    """Whether a line may belong to a list's footer that has begun above it."""
    low = line.low
    if len(low) > LONGEST:
        return False
    return bool(_LINK.match(low)) or low in _footer_lines() or (len(low) <= 240 and proves_list(low))


def proves_list(text: str) -> bool:
    """Whether folded text speaks of a mailing list, so that a rule above it is a list's."""
    return bool(_list_words().search(text) or _LIST_HOST.search(text))


def is_banner(line: Line, first: bool) -> bool:
    """Whether a gateway put the line there; one word alone ("External") is a banner only as the `first` line."""
    low = line.low.strip("*_ ")
    if low.strip("[]【】:! ").isalpha() and low[:1].isalpha() and not first:
        return False
    return low in _banners() and all(
        one in _banners() or _warns(one) for one in _SENTENCES.split(low)[1:] if one
    )


def _warns(sentence: str) -> bool:
    """Whether a sentence behind the first of a banner speaks of what banners speak of: links, attachments, senders."""
    return not _warnings().isdisjoint(_stems(sentence))


def _stems(low: str) -> set[str]:
    """Return how the longer words of a folded text begin; every two signs where words do not stand apart."""
    return {"".join(found) for found in _STEM.findall(low)}


def is_phone(line: Line) -> bool:
    """Whether a telephone or a mail program says here what the message was sent with."""
    return len(line.words) <= 160 and (line.low.strip(_DECOR) in _phones())


def is_disclaimer(text: str) -> bool:
    """Whether a paragraph is a disclaimer: it opens as one, and says more than a sentence of the responder's would."""
    low = folded(text[:LONGEST]).strip(_DECOR + "-–")
    end = _disclaimers().end(low)
    if not end:
        return False
    heading = low[end - 1 : end + 1].find(":") >= 0 or len(low) == end
    return heading or len(low) >= (_SHORT if low[:1].isascii() else _SHORT // 2)


def is_card(line: Line) -> bool:
    """Whether a line is one of a visiting card: telephone numbers, `a | b`, an address alone, a trade."""
    low = line.low
    if len(low) > 100:
        return False
    if _PARTS.match(low):
        return True
    contact = _CONTACT.match(low)
    if contact and contact[1].strip() in _contacts():
        return True
    return low[-1:] not in "?!" and bool(_jobs().search(low)) and not re.search(r"[!?:;]|[.。]\s", low)


def tells_who(line: Line) -> bool:
    """Whether a line of a card tells who somebody is or where to reach them, as no row of a table would."""
    cells = [cell.strip() for cell in line.low.split(" | ")]
    contacts = (_CONTACT.match(cell) for cell in cells)
    if any(found and found[1].strip() in _contacts() for found in contacts):
        return True
    return any(_REACHED.match(cell) or _jobs().search(cell) for cell in cells)


def is_closing(line: Line) -> bool:
    """Whether a line is nothing but a sign-off, a name behind it or not."""
    return len(line.words) <= 80 and (_with_name(line.words, _closings()) or _signed(line.low))


def is_thanks(line: Line) -> bool:
    """Whether a line is nothing but thanks, as they stand above a name."""
    low = line.low.rstrip(_ENDS)
    return len(low) <= 40 and bool(low) and _thanks_with_name().end(low) == len(low)


def only_courtesy(text: str) -> bool:
    """Return whether a text is greeting, thanks and sign-off with nothing said: then it answers nothing."""
    if len(text) > 2000:
        return False
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    rest = [line for line in lines if not _courtesy(line)]
    # What is left may only be a name: few words, no sentence.
    return (
        len(rest) < len(lines)
        and len(rest) <= 3
        and all(
            len(line.split()) <= 4
            and len(line) <= 40
            and line[-1:] not in ".!?:;。！？"
            and not any(c.isdigit() for c in line)
            for line in rest
        )
    )


def without_greeting(text: str) -> str:
    """Return a text from its first line that is no greeting or thanks; labels and topics are looked for there."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip() and not _courtesy(line)), 0)
    return "\n".join(lines[first:])


def _courtesy(line: str) -> bool:
    """Whether a whole line is courtesy: a clause after the comma ("Hi, yes it is") is an answer."""
    words = " ".join(line.split())
    if not words or len(words) > 120:
        return False
    return (
        folded(words).rstrip(_ENDS) in _thanks()
        or _with_name(words, _closings())
        or _with_name(words, _greetings())
        or _with_name(words, _thanks_with_name())
        or _signed(folded(words))
    )


def _with_name(words: str, courtesy: Phrases) -> bool:
    """Whether a line is a courtesy and then nothing, or whom it is said to or by: names or "all"."""
    low = folded(words)
    end = courtesy.end(low)
    if not end:
        return False
    behind = words[end:].strip(_ENDS)
    if not behind or behind.lower() in _addressed():
        return True
    names = [one for one in re.split(r"[ ,、，]+", behind) if one]
    return (
        low[end - 1 : end + 1].find("'") < 0
        and len(names) <= _MOST_NAMES + 3
        and all(_name(one) or one.lower() in _addressed() for one in names)
        and behind[-1:] != "?"
        and (behind[0].isascii() or words[0].isascii() or len(behind) <= 12)
    )


def _name(word: str) -> bool:
    first = word[:1]
    return (
        first.isdigit()
        or first in "@("
        or first != first.lower()
        or word.lower() in ("and", "&", "und", "et")
    )


def _signed(low: str) -> bool:
    """Whether a line is a short name with what some languages put behind it ("… 드림")."""
    return len(low) <= 24 and " " in low and low.rstrip(_ENDS).endswith(_signings()) and low[-1:] not in "?!"


@cache
def _footers() -> Phrases:
    return Phrases(phrases("footers", "opens"), edge=False)


@cache
def _footer_lines() -> Phrases:
    return Phrases(phrases("footers", "lines"), edge=False)


@cache
def _list_words() -> re.Pattern[str]:
    return anywhere(phrases("footers", "list"))


@cache
def _banners() -> Phrases:
    return Phrases(phrases("endings", "banners"), whole=True)


@cache
def _warnings() -> frozenset[str]:
    return frozenset(stem for one in phrases("endings", "banners") for stem in _stems(folded(one)))


@cache
def _phones() -> Phrases:
    return Phrases(phrases("endings", "phone"), whole=True)


@cache
def _disclaimers() -> Phrases:
    return Phrases(phrases("endings", "disclaimers"), edge=False)


@cache
def _contacts() -> frozenset[str]:
    return frozenset(folded(one) for one in phrases("endings", "contact"))


@cache
def _jobs() -> re.Pattern[str]:
    return anywhere(phrases("endings", "jobs"))


@cache
def _closings() -> Phrases:
    return Phrases(phrases("endings", "closings"))


@cache
def _greetings() -> Phrases:
    return Phrases(phrases("endings", "greetings"))


@cache
def _thanks() -> Phrases:
    return Phrases(phrases("endings", "thanks"), whole=True)


@cache
def _thanks_with_name() -> Phrases:
    return Phrases(one for one in phrases("endings", "thanks") if "…" not in one)


@cache
def _addressed() -> frozenset[str]:
    return frozenset(folded(one) for one in phrases("endings", "addressed"))


@cache
def _signings() -> tuple[str, ...]:
    return tuple(f" {one}" for one in phrases("endings", "signed"))
