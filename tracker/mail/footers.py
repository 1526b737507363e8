"""What lists, gateways, telephones and law departments put around a message, as tables of patterns."""

from __future__ import annotations

import re

# A list's footer: the line that shows one, and whether the rule above it and the lines below belong to it.
FOOTER_STARTS: tuple[str, ...] = (
    r"You (?:have )?received this message because you are (?:a member of|subscribed)",
    r"Sie erhalten diese Nachricht, weil Sie",
    r"Vous recevez ce message, car vous êtes abonné",
    r"Has recibido este mensaje porque",
    r"您收到此邮件(?:是因为|是由于)",
    r"このメールは Google グループ",
    r"Groups\.io Links:",
    r"View/Reply Online \(#\d+\)",
)
# Lines that may follow, or stand alone under a rule of underscores, dashes or equal signs.
FOOTER_LINES: tuple[str, ...] = (
    r"To (?:unsubscribe|post|view this discussion|view archived|subscribe|manage)\b.{0,160}",
    r"(?:Visit|For more options,? visit) (?:this|the|https?:).{0,120}",
    r"Um sich (?:von|aus) .{0,160}",
    r"Pour (?:vous désabonner|afficher cette discussion|ne plus recevoir).{0,160}",
    r"Para (?:anular|cancelar|ver) .{0,160}",
    r"要退订此群组.{0,120}|如需退订.{0,120}|要查看此讨论.{0,120}",
    r".{0,80}\bmailing list\b.{0,80}",
    r".{0,30}\b(?:un)?subscribe\b.{0,120}",
    r"<?(?:https?://|mailto:)\S+>?\.?",
    r"<?[\w.+-]+@[\w.-]+\.\w+>?",
    r"[\w.+-]+ (?:--|at) [\w.-]+(?: .{0,40})?",
    r".{0,80}\b(?:listinfo|mailman|googlegroups\.com|groups\.google\.com)\b.{0,160}",
    r"Links?:.{0,120}",
)
LIST_RULE = re.compile(r"(?:_{20,}|-{30,}|={20,}|(?:-=){6,}-?|\*{20,})\s*$")
FOOTER_PROOF = re.compile(
    r"mailing list|listinfo|mailman|unsubscribe|groups\.io|googlegroups|lists?\.[\w-]+\.\w+|@lists\.",
    re.IGNORECASE,
)
BANNER = re.compile(
    r"\s*(?:\[?(?:EXTERNAL(?: E-?MAIL| SENDER)?|EXT|CAUTION|EXTERN|外部邮件)\]?\s*[:!\]]?\s*$|"
    r"(?:\[?(?:EXTERNAL|CAUTION|WARNING|ATTENTION|ACHTUNG)\b[^\n]{0,40})?"
    r"(?:This|The|Diese) (?:e-?mail|message|Nachricht|E-Mail) (?:originated|was sent|came|is) from "
    r"(?:an? )?(?:outside|external)|"
    r"(?:CAUTION|WARNING|EXTERNAL)[:!]? .{0,60}(?:outside (?:of )?(?:the|your|our)|external)|"
    r"Do not click (?:on )?(?:any )?links or open attachments)",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"\s*(?:(?:this|the (?:information|content)s?|diese|the) .{0,60}?(?:e-?mail|message|communication|transmission|Nachricht)"
    r".{0,160}?(?:confidential|privileged|intended (?:only|solely|for)|vertraulich|designated recipient)"
    r"|(?:confidential(?:ity)?|legal) (?:notice|note|disclaimer|statement)|保密声明|免责声明|IMPORTANT NOTICE: The contents of"
    r"|If you are not the (?:intended|named|designated) (?:recipient|addressee))",
    re.IGNORECASE,
)
TELEPHONE = re.compile(
    r"\s*(?:sent from (?:my|a|the) \w[^\n]{0,40}|sent (?:from|via|with|using) (?:mail for windows|outlook|gmail|proton ?mail|"
    r"yahoo|thunderbird|superhuman|blackberry)[^\n]{0,60}|get outlook for (?:ios|android|mac)[^\n]{0,80}|"
    r"(?:von meinem|gesendet (?:von|mit)|envoyé de(?:puis)? mon|enviado desde mi|inviato da|verzonden vanaf mijn|"
    r"skickat från min|sendt fra min|enviado do meu|отправлено с|wysłane z)\b[^\n]{0,50}|"
    r"发自我的[^\n]{0,20}|從我的[^\n]{0,20}傳送|iPhoneから送信|나의 iPhone에서 보냄)\s*$",
    re.IGNORECASE,
)
# Lines of a visiting card: telephone numbers, `a | b`, an address alone, a trade.
CARD = re.compile(
    r"\s*(?:(?:tel|phone|mobile|mob|fax|office|cell|telefon|t|m|p|f|e|w|web|e-?mail)\s?[.:]\s?[+(\d\w].{0,60}|"
    r"\+?[\d() /.-]{9,24}|<?(?:https?://|www\.)\S+>?|<?(?:mailto:)?[\w.+-]+@[\w.-]+>?(?:\s*<\S+>)?|"
    r"[\w(][^.!?]{1,40}\s\|\s[^.!?]{2,60}\.?|"
    r"[^.!?:]{0,50}\b(?:engineer|manager|director|architect|consultant|professor|officer|GmbH|Inc\.?|Ltd\.?|LLC|Corp\.?"
    r"|University|Institute)\b[^.!?:]{0,40})\s*$",
    re.IGNORECASE,
)
_NAMES = r"(?:[ ,]{1,2}(?-i:[A-Z0-9@])[\w.@'-]*){0,4}"
# Greeting, thanks and sign-off, each a whole line: a clause after the comma ("Hi, yes it is") is an answer.
COURTESY = re.compile(
    r"\s*(?:"
    rf"(?:hi|hello|hey|dear|hallo|bonjour|hola|ciao|greetings|good (?:morning|afternoon|evening)|liebe[rs]?|"
    rf"sehr geehrte\w*)(?:,? (?:all|everyone|everybody|folks|there|team|both|again))?{_NAMES}(?: and{_NAMES})?|"
    r"(?:many |)(?:thanks|thank you|thx|danke|merci|gracias)"
    r"(?: (?:for|so|very|again|in|a lot|to|and|much|you)\b[^.!?\n,;]{0,60})?|"
    rf"(?:thanks|thank you|thx|cheers),?{_NAMES}|"
    rf"(?:(?:kind|best|warm|many|with|with kind|with best) )?(?:regards|wishes){_NAMES}|"
    rf"(?:best|sincerely|yours(?: \w+)?|respectfully|cordially|cheers|br|rgds){_NAMES}|"
    r"(?:mit )?(?:freundlichen|freundliche|besten|beste|viele|liebe) grüße?n?|mfg|vg|lg|cordialement|saludos|"
    r"此致|敬礼|谢谢|您好|你好|大家好|こんにちは|よろしくお願いします|안녕하세요|감사합니다"
    r")[,!.。，！:：– -]*$",
    re.IGNORECASE,
)


def footer_start() -> re.Pattern[str]:
    """Return the pattern of a line that opens a list's footer by itself."""
    return re.compile(r"\s*(?:" + "|".join(FOOTER_STARTS) + ")", re.IGNORECASE)


def footer_line() -> re.Pattern[str]:
    """Return the pattern of a line that may belong to a list's footer."""
    return re.compile(r"\s*(?:" + "|".join(FOOTER_LINES) + r")\s*$", re.IGNORECASE)


def only_courtesy(text: str) -> bool:
    """Return whether a text is greeting, thanks and sign-off with nothing said: then it answers nothing."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines or not any(COURTESY.match(line) for line in lines):
        return False
    # What is left may only be a name: few words, no sentence.
    rest = [line for line in lines if not COURTESY.match(line)]
    return (
        all(
            len(line.split()) <= 4 and line[-1:] not in ".!?:;" and not any(c.isdigit() for c in line)
            for line in rest[:3]
        )
        and len(rest) <= 3
    )


def without_greeting(text: str) -> str:
    """Return a text from its first line that is no greeting or thanks; labels and topics are looked for there."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip() and not COURTESY.match(line)), 0)
    return "\n".join(lines[first:])
