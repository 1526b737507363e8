"""What kind of mail it is: machines are told from people, in many languages, and people who write about them."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any

import pytest
from mail_samples import LETTER, OUTLINE, mail, quote

from tracker.mail.kinds import is_notice, kind
from tracker.mail.message import open_mail
from tracker.mail.reading import read

OWNER = "steering-owner@example.org"
REFERS = {"In_Reply_To": "<letter@example.org>"}


def kind_of(body: str = "x", **headers: str) -> str:
    """The kind of a sample mail."""
    return kind(open_mail(mail(body, **headers)), ours=("writer@example.org",))


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Clarification",
        "Out of Office",
        "Out of office until 5 May",
        "Out of office Re: Clarification",
        "[Steering] Auto-Reply: away",
        "Abwesenheitsnotiz: Clarification",
        "Automatische Antwort: Clarification",
        "Réponse automatique : Clarification",
        "Respuesta automática: Clarification",
        "Resposta automática: Clarification",
        "Risposta automatica: Clarification",
        "Automatisch antwoord: Clarification",
        "Autosvar: Clarification",
        "Automaattinen vastaus: Clarification",
        "Odpowiedź automatyczna: Clarification",
        "Automatická odpověď: Clarification",
        "Automatikus válasz: Clarification",
        "Otomatik Yanıt: Clarification",
        "Автоответ: Clarification",
        "Автоматична відповідь: Clarification",
        "自动回复：Clarification",
        "自動回覆: Clarification",
        "自動返信: Clarification",
        "자동 회신: Clarification",
        "부재중: Clarification",
        "Trả lời tự động: Clarification",
        "תשובה אוטומטית: Clarification",
        "رد تلقائي: Clarification",
    ],
)
def test_an_automatic_answer_is_known_by_how_its_subject_begins(subject: str) -> None:
    assert kind_of(Subject=subject, **REFERS) == "auto-reply"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "Auto-Generated (vacation)"},
        {"X_Autoreply": "yes"},
        {"X_Autoresponder": "vacation"},
        {"Precedence": "auto_reply"},
        {"Content-Type": 'multipart/report; report-type=disposition-notification; boundary="x"'},
    ],
)
def test_an_automatic_answer_is_known_by_its_headers(headers: dict[str, str]) -> None:
    assert kind_of(**headers, **REFERS) == "auto-reply"


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": "Re: Automatic reply: Clarification"},
        {"Subject": "AW: Abwesenheitsnotiz"},
        {"Subject": "Automatic reply handling in Prow"},
        {"Subject": "Out of office hours of the SIG"},
        {"Subject": "Re: Undelivered mail and the security list"},
        {"Subject": "Undeliverable mail to the security list", "From": "reporter@example.org"},
        {"Subject": "Re: Your message to steering awaits moderator approval", "From": OWNER},
        {"Subject": "Your message to steering awaits an answer", "From": OWNER},
        {"Subject": "Your message to steering awaits moderator approval"},  # somebody writes of it
        {"Subject": "Confirmation of claim two", "From": "reviewer@example.org"},
        {"Auto_Submitted": "no", "Subject": "Out of office: what then?"},
        {"X_Autoreply": "no"},
        {"Precedence": "list"},
        {"Precedence": "bulk", "X_Auto_Response_Suppress": "All"},
        {"From": "postmaster@example.org", "Subject": "Re: Clarification"},
    ],
)
def test_a_person_who_writes_of_machines_is_no_machine(headers: dict[str, str]) -> None:
    assert kind_of("Automatic reply, bounce and moderator are words of mine.", **headers, **REFERS) == "reply"


@pytest.mark.parametrize(
    "subject",
    [
        "Your message to steering awaits moderator approval",
        "steering post from responder.a@example.org requires approval",
        "Request to mailing list steering rejected",
        "Message for list steering from responder.a@example.org to be approved",
        "Message distribution",
        "Your message to steering is pending",
        "[steering] Message pending approval",
        "Ihre Nachricht an steering wartet auf Bestätigung des Moderators",
        "Votre message à la liste steering est en attente d'approbation",
        "El mensaje enviado a steering espera la aprobacion del moderador",
        "Il tuo messaggio a steering attende l'approvazione del moderatore",
        "Uw bericht aan steering wacht op goedkeuring door de moderator",
        "Sua mensagem para a lista steering aguarda aprovação",
        "Wiadomość wysłana na listę steering czeka na akceptację",
        "Ваше сообщение в список рассылки steering ожидает обработки модератора",
        "Ваше повідомлення до steering очікує розгляду керівника",
        "您发送到 steering 的信件已经交由列表主持者审批",
        "您寄到 steering 的信件已送交壇主裁決",
        "steering listesine gönderdiğiniz mesaj moderatör onayı bekliyor",
        "Viestisi steering odottaa pääkäyttäjän hyväksyntää",
        "Meddelandet som du skickade till listan steering väntar på godkännande av moderatorn.",
        "Váš příspěvek do konference steering čeká na schválení moderátorem",
        "המסר שלך אל steering ממתין לאישור מפקח",
    ],
)
@pytest.mark.parametrize(
    "sender",
    [
        OWNER,
        "steering-bounces@example.org",
        "sympa@example.org",
        "steering+owner@example.org",
        "noreply@example.org",
    ],
)
def test_what_a_list_tells_of_a_message_is_no_reply(subject: str, sender: str) -> None:
    assert kind_of(Subject=subject, From=sender, **REFERS) == "other"
    assert is_notice(open_mail(mail("x", Subject=subject, From=sender)))


def test_list_administrivia_is_no_reply_whatever_it_says() -> None:
    assert kind_of(X_List_Administrivia="yes", Subject="Welcome", **REFERS) == "other"
    assert kind_of(X_List_Administrivia="yes", Auto_Submitted="auto-replied", **REFERS) == "auto-reply"


def test_a_notice_that_quotes_the_letter_answers_nothing() -> None:
    body = f"Your mail waits for a moderator.\n\n{quote(4)}\n\nReason: too many recipients.\n"
    found = read(
        mail(body, From=OWNER, Subject="Your message to steering awaits moderator approval", **REFERS),
        OUTLINE,
    )
    assert (found.kind, found.machine) == ("other", True)
    assert found.passages
    assert all(not one.answers and one.suggestion.effect == "none" for one in found.passages)


@pytest.mark.parametrize(
    "subject",
    [
        "Undelivered Mail Returned to Sender",
        "Delivery Status Notification (Failure)",
        "failure notice",
        "Unzustellbar: Clarification",
        "Non remis : Clarification",
        "No se puede entregar: Clarification",
        "Onbestelbaar: Clarification",
        "Non recapitabile: Clarification",
        "Niedostarczalne: Clarification",
        "Не удалось доставить: Clarification",
        "系统退信",
        "配信不能: Clarification",
    ],
)
def test_a_bounce_is_known_in_many_languages(subject: str) -> None:
    assert kind_of(Subject=subject, Return_Path="<>", From="system@example.org") == "bounce"
    assert kind_of(Subject=subject, From="Mailer-Daemon@example.org") == "bounce"


@pytest.mark.parametrize(
    "subject",
    [
        "回信：問題",
        "[steering] AW: Frage",
        "SV: spørsmål",
        "Vá: kérdés",
        "RE[2]: q",
        "답장: 질문",
        "Ответ: вопрос",
        "Ynt: soru",
    ],
)
def test_a_subject_that_answers_makes_a_reply_in_any_language(subject: str) -> None:
    assert kind_of(Subject=subject) == "reply"


def test_our_own_are_ours_also_behind_a_list() -> None:
    via = "'Sample Writer' via steering <steering@example.org>"
    assert kind_of(From=via, X_Original_From="writer@example.org") == "ours"
    assert kind_of(From="Writer@Example.org", Auto_Submitted="auto-replied") == "auto-reply"


def test_the_letter_found_again_is_ours_without_our_address() -> None:
    sent = mail(LETTER, Subject="Clarification", From="'Sample Writer' via steering <steering@example.org>")
    assert read(sent, OUTLINE).kind == "ours"
    assert read(mail(f"I agree with this:\n\n{quote(4)}\n", Subject="Clarification"), OUTLINE).kind == "reply"


FORWARDED = (
    "\n---------- Forwarded message ---------\nFrom: Sample Writer <writer@example.org>\n"
    "Date: Mon, May 4, 2026 at 10:12 AM\nSubject: Clarification\nTo: <steering@example.org>\n\n\n" + LETTER
)
INSIDE = f"You write that {OUTLINE.paragraphs[5][8:200]} and that is not how it goes.\n"


@pytest.mark.parametrize(
    "body",
    [
        "Regarding your letter, claim 3 is right.\n",
        "As for the fifth claim: we never said so.\n",
        "About your second question, ask the infrastructure people.\n",
        "Zur dritten Behauptung: stimmt.\n",
        "C1: right.\n\nQ2: there is no such list.\n",
        INSIDE,
        "The first half is right, the other is not.\n" + FORWARDED,
    ],
)
def test_a_person_who_answers_the_letter_in_a_mail_of_its_own_replies(body: str) -> None:
    subject = "Fwd: Clarification" if FORWARDED in body else "Some notes"
    assert read(mail(body, Subject=subject), OUTLINE).kind == "reply"
    posted = {"List_Post": "<mailto:steering@example.org>", "List_Unsubscribe": "<mailto:leave@example.org>"}
    posted["From"] = "sig-release-admin@example.org"
    assert read(mail(body, Subject=subject, **posted), OUTLINE).kind == "reply"


@pytest.mark.parametrize(
    "headers",
    [
        {"List_Unsubscribe": "<https://example.org/leave>"},
        {"List_Unsubscribe_Post": "List-Unsubscribe=One-Click"},
        {"List_Post": "NO (posting not allowed on this list)"},
        {"Feedback_ID": "17:campaign"},
        {"From": "no-reply@example.org"},
        {"X_List_Administrivia": "yes"},
    ],
)
@pytest.mark.parametrize(
    "body", ["Claim 3 of the month is right.\n", INSIDE, f"Seen this week:\n{FORWARDED}"]
)
def test_what_a_program_sends_to_many_answers_nobody(headers: dict[str, str], body: str) -> None:
    assert read(mail(body, Subject="This week", **headers), OUTLINE).kind == "other"


@pytest.mark.parametrize(
    "body",
    [
        "Our Q3 results are out.\n",
        "Q3: record results.\n",
        "Claim 14 of the patent fell.\n",
        "1. Bring food.\n\n2. Bring friends.\n",
        FORWARDED,
    ],
)
def test_a_mail_that_says_nothing_of_what_the_letter_asks_is_no_reply(body: str) -> None:
    assert read(mail(body, Subject="Fwd: notes"), OUTLINE).kind == "other"


def _tables() -> list[tuple[str, dict[str, Any]]]:
    files = [one for one in resources.files("tracker.mail.languages").iterdir() if one.name.endswith(".toml")]
    return [(one.name, tomllib.loads(one.read_text(encoding="utf-8"))) for one in files]


@pytest.mark.parametrize(("name", "table"), _tables(), ids=lambda one: one if isinstance(one, str) else "")
def test_every_language_says_what_is_read_and_nothing_else(name: str, table: dict[str, Any]) -> None:
    known = {"reply", "auto-reply", "until", "bounce", "moderation"}
    assert set(table.get("kinds", {})) <= known, name
    assert set(table.get("authors", {})) <= {"via"}, name
    for phrase in (one for phrases in table.get("kinds", {}).values() for one in phrases):
        assert re.compile(phrase, re.IGNORECASE).groups == 0, phrase
