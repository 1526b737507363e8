"""The phrases with which mail programs announce a quotation, as tables by language; add a row to teach a
new one.
"""

from __future__ import annotations

import re

# language, how such a line opens (may be empty), the verb that says somebody wrote
WROTE: tuple[tuple[str, str, str], ...] = (
    ("en", r"(?:on|at|in|date:)\b", r"\b(?:wrote|writes|has written|said|says)\b"),
    ("de", r"(?:am|vom|den|zitat von)\b", r"\b(?:schrieb|schreibt|geschrieben)\b"),
    ("fr", r"(?:le|du|en date de|à)\b", r"\b(?:a écrit|écrit|écrivait|a e'crit)\b"),
    ("es", r"(?:el|en)\b", r"\b(?:escribió|escribio|ha escrito)\b"),
    ("it", r"(?:il|in data|alle)\b", r"\b(?:ha scritto|scrive|scriveva)\b"),
    ("pt", r"(?:em|no dia|a)\b", r"\b(?:escreveu|escreveram)\b"),
    ("nl", r"(?:op|in)\b", r"\b(?:schreef|heeft (?:het volgende )?geschreven|het volgende geschreven)\b"),
    ("sv, no, da", r"(?:den|på|ti|tir|ons|tor|fre|lør|lör|søn|sön|man|mån)\b", r"\b(?:skrev|skriver)\b"),
    ("fi", r"", r"\b(?:kirjoitti|kirjoittaa)\b"),
    ("pl", r"(?:w dniu|dnia|on)\b", r"\b(?:napisał|napisała|pisze|pisał)(?:\(a\)|/a)?"),
    ("cs, sk", r"(?:dne|dňa)\b", r"\b(?:napsal|napísal|píše)(?:\(a\)|a)?"),
    ("hu", r"", r"\b(?:ezt írta|írta|a következőt írta)\b"),
    ("ro", r"(?:în|pe|la)\b", r"\b(?:a scris)\b"),
    ("hr, sr, sl", r"(?:dana|dne|u)\b", r"\b(?:je napisao|je napisala|napisao je|je napisal)\b"),
    ("tr", r"", r"\b(?:yazdı|şunu yazdı|şunları yazdı)\b"),
    ("ru", r"", r"(?:написал|написала|пишет|писал|писала|написано)(?:\(а\))?"),
    ("uk", r"", r"(?:написав|написала|пише|писав)(?:\(ла\))?"),
    ("el", r"(?:στις)\b", r"(?:έγραψε)"),
    ("he", r"", r"(?:כתב|כתבה)"),
    ("ar", r"", r"(?:كتب|كتبت)"),
    ("vi", r"(?:vào)\b", r"\b(?:đã viết|viết)\b"),
    ("id, ms", r"(?:pada)\b", r"\b(?:menulis)\b"),
    ("th", r"", r"(?:เขียนว่า|เขียน)"),
    ("ja", r"", r"(?:書きました|書いた|のメール|からのメッセージ|さんは(?:書|wrote))"),
    ("ko", r"", r"(?:님이 (?:작성|씀|쓴 글|보낸 메일)|작성|씀)"),
    ("zh", r"(?:在|于|於)", r"(?:写道|寫道|写信说|撰写|写)"),
)

# Kinds of header shown above a quoted message by Outlook and others: every label seen for each, case ignored.
HEADER_LABELS: dict[str, tuple[str, ...]] = {
    "from": (
        "From|Von|De|Da|Van|Från|Fra|Lähettäjä|Od|Nadawca|От|От кого|Від|Kimden|Gönderen|发件人|發件人|寄件者|"
        "差出人|보낸 사람|보낸사람|Feladó|Expeditor|De la|Από|מאת|من|Dari|Từ|Người gửi|Expéditeur|Remitente|"
        "Mittente|Absender|จาก",
    ),
    "sent": (
        "Sent|Date|Gesendet|Datum|Envoyé|Enviado|Enviado el|Enviado em|Enviada em|Enviada|Fecha|Data|Inviato|"
        "Verzonden|Skickat|Sendt|Dato|Lähetetty|Päivä|Päiväys|Wysłano|Odesláno|Отправлено|Дата|Надіслано|Gönderilme|"
        "Gönderildi|Gönderme Tarihi|Tarih|发送时间|发送日期|发送|日期|寄件日期|傳送時間|送信日時|日付|보낸 날짜|"
        "날짜|보낸날짜|Elküldve|Dátum|Trimis|Εστάλη|Ημερομηνία|נשלח|תאריך|Dikirim|Tanggal|Đã gửi|Ngày|วันที่",
    ),
    "to": (
        "To|An|À|Para|A|Aan|Till|Til|Vastaanottaja|Do|Komu|Кому|Kime|Alıcı|收件人|收件者|宛先|받는 사람|받는사람|"
        "Címzett|Către|Προς|אל|إلى|Kepada|Đến|ถึง",
    ),
    "cc": ("Cc|Kopie|Copie|Cópia|Kopia|Kopio|DW|Копия|Копія|Bilgi|抄送|副本|参照|참조|Másolat|CC",),
    "subject": (
        "Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Ämne|Emne|Aihe|Temat|Předmět|Predmet|Тема|Konu|"
        "主题|主題|主旨|件名|제목|Tárgy|Subiect|Θέμα|נושא|الموضوع|Perihal|Subyek|Chủ đề|Tiêu đề|เรื่อง",
    ),
    "other": ("Reply-To|Antwort an|Importance|Priorität|Attachments|Anlagen|Bcc|Message-ID|Organization",),
}

ORIGINAL = (
    "original message|original|original mail|forwarded message|reply message|begin forwarded message|"
    "ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|original-nachricht|"
    "message d'origine|message original|message transféré|mensaje original|mensaje reenviado|"
    "messaggio originale|messaggio inoltrato|mensagem original|mensagem encaminhada|"
    "oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|originalmeddelelse|oprindelig meddelelse|"
    "opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|původní zpráva|"
    "eredeti üzenet|mesaj original|orijinal ileti|orijinal mesaj|исходное сообщение|пересылаемое сообщение|"
    "оригінальне повідомлення|原始邮件|原始郵件|原邮件|转发邮件|轉寄郵件|邮件原件|元のメッセージ|"
    "転送メッセージ|원본 메시지|원본 메일|원래 메시지|thư gốc|pesan asli"
)


def wrote() -> re.Pattern[str]:
    """Return one pattern for the verb of any language, where the line ends in a colon (ja, ko and ar may
    lack it).
    """
    return re.compile("|".join(f"(?:{verb})" for _, _, verb in WROTE), re.IGNORECASE)


def openers() -> re.Pattern[str]:
    """Return one pattern for how an attribution line of any language opens."""
    return re.compile("|".join(f"(?:{opener})" for _, opener, _ in WROTE if opener), re.IGNORECASE)


def header_line() -> re.Pattern[str]:
    """Return a pattern for a header shown in a body; its last group that matched is named for the kind of
    header.
    """
    kinds = "|".join(f"(?P<{kind}>{'|'.join(labels)})" for kind, labels in HEADER_LABELS.items())
    return re.compile(
        rf"[*_\s]{{0,3}}(?:{kinds})[*_]?\s?[:：][*_]?(?:\s|$|(?=[\w<\"'+]))(?P<value>.*)$", re.IGNORECASE
    )


def separator() -> re.Pattern[str]:
    """Return a pattern for a rule with words in it, such as `-----Original Message-----`."""
    return re.compile(rf"[-_=*>‐–—\s]{{0,60}}(?:{ORIGINAL})\s?[:：]?[-_=*‐–—\s]{{0,60}}$", re.IGNORECASE)
