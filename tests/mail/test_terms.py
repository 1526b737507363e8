"""Terms of the trade in other languages: a passage that names a topic in its own words meets the English letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mail_samples import LETTER, OUTLINE, reading

from tracker.mail import languages
from tracker.mail.terms import MAX_CHARS, english

HOUSE = Path(__file__).parents[2]
NAMED = (
    ("de", "C1", "Der vertrauliche Meldeweg für Schwachstellen ist so beschrieben, wie wir ihn leben."),
    (
        "de",
        "Q2",
        "Was die Abhängigkeiten von Drittanbietern angeht: eine einheitliche Zulassungsliste gibt es nicht.",
    ),
    ("de", "Q3", "Zur Isolation der Bauumgebung und zu den Signaturschlüsseln veröffentlichen wir nichts."),
    ("de", "Q6", "Für sensible Pfade gilt keine strengere Regel."),
    ("fr", "C1", "Le signalement des vulnérabilités par un canal privé est bien décrit."),
    ("fr", "Q2", "Concernant les dépendances tierces : aucune liste d'autorisation commune n'existe."),
    ("fr", "Q3", "L'isolement de la compilation et les clés de signature ne sont documentés nulle part."),
    ("fr", "Q6", "Les chemins sensibles n'ont pas de règle plus stricte."),
    ("es", "C4", "Cualquiera puede verificar las firmas y las sumas de comprobación."),
    ("es", "Q2", "Sobre las dependencias de terceros: no hay una lista de permitidos unificada."),
    ("es", "Q3", "El aislamiento de la compilación y las claves de firma no están documentados."),
    ("es", "Q4", "No existe un panel de métricas unificado con umbrales."),
    ("it", "C4", "Chiunque può verificare le firme e le somme di controllo."),
    ("it", "Q2", "Quanto alle dipendenze di terze parti: non c'è un elenco consentito unificato."),
    ("it", "Q1", "La ripartizione dei ruoli e delle responsabilità è scritta nello statuto del comitato."),
    ("it", "Q3", "L'isolamento della compilazione e le chiavi di firma restano interni."),
    ("pt", "C5", "A assistência de IA tem de ser declarada pelo autor da contribuição."),
    ("pt", "Q2", "Quanto às dependências de terceiros: não há lista de permissões unificada."),
    ("pt", "Q1", "Os papéis e a responsabilidade de cada comitê não estão num só mapa."),
    ("pt", "Q3", "O isolamento da compilação e as chaves de assinatura não são públicos."),
    (
        "nl",
        "Q2",
        "Wat de afhankelijkheden van derden betreft: een gezamenlijke lijst van toegestane pakketten is er niet.",
    ),
    ("nl", "Q3", "De isolatie van de bouwomgeving en de ondertekeningssleutels zijn nergens beschreven."),
    ("nl", "Q6", "Voor gevoelige paden bestaan geen strengere regels."),
    ("nl", "Q1", "De rolverdeling en de verantwoordelijkheden zijn niet op één plek beschreven."),
    ("sv", "Q2", "När det gäller beroenden från tredje part: någon gemensam tillåtelselista finns inte."),
    ("sv", "Q3", "Isoleringen av byggmiljön och signeringsnycklarna beskrivs ingenstans."),
    ("sv", "Q6", "För känsliga sökvägar finns inga strängare regler."),
    ("nb", "Q2", "Når det gjelder avhengigheter fra tredjepart: noen felles tillatelsesliste finnes ikke."),
    ("nb", "Q3", "Isoleringen av byggemiljøet og signeringsnøklene er ikke beskrevet noe sted."),
    ("nb", "C4", "Hvem som helst kan etterprøve signaturene og sjekksummene."),
    ("da", "Q2", "Hvad angår afhængigheder fra tredjepart: en fælles tilladelsesliste findes ikke."),
    ("da", "Q3", "Isoleringen af byggemiljøet og signeringsnøglerne er ikke beskrevet nogen steder."),
    ("da", "C4", "Enhver kan efterprøve signaturerne og kontrolsummerne."),
    ("fi", "Q2", "Kolmannen osapuolen riippuvuuksista: yhteistä sallittujen luetteloa ei ole."),
    ("fi", "Q3", "Koontiympäristön eristämistä ja allekirjoitusavaimia ei ole kuvattu missään."),
    ("fi", "C4", "Kuka tahansa voi todentaa allekirjoitukset ja tarkistussummat."),
    ("pl", "Q3", "Izolacja środowiska budowania i klucze podpisujące nie są nigdzie opisane."),
    ("pl", "Q1", "Podział ról i odpowiedzialności nie jest nigdzie spisany."),
    ("pl", "Q6", "Dla wrażliwych ścieżek nie ma surowszych zasad."),
    ("cs", "Q2", "Co se týče závislostí třetích stran: jednotný seznam povolených neexistuje."),
    ("cs", "Q3", "Izolace sestavení a podpisové klíče nejsou nikde popsány."),
    ("cs", "Q6", "Pro citlivé cesty přísnější pravidla nemáme."),
    ("sk", "Q2", "Čo sa týka závislostí tretích strán: jednotný zoznam povolených neexistuje."),
    ("sk", "Q3", "Izolácia zostavenia a podpisové kľúče nie sú nikde opísané."),
    ("sk", "Q6", "Pre citlivé cesty nemáme prísnejšie pravidlá."),
    ("hu", "Q2", "Ami a harmadik féltől származó függőségeket illeti: egységes engedélyezési lista nincs."),
    ("hu", "Q3", "A fordítási környezet elszigetelése és az aláíró kulcsok nincsenek leírva."),
    ("hu", "Q6", "Az érzékeny útvonalakra nincs szigorúbb szabály."),
    ("ro", "Q2", "În privința dependențelor de la terți: nu există o listă albă unificată."),
    ("ro", "Q3", "Izolarea procesului de compilare și cheile de semnare nu sunt descrise."),
    ("ro", "C4", "Oricine poate verifica semnăturile și sumele de control."),
    ("ru", "Q2", "Что касается сторонних зависимостей: единого белого списка нет."),
    ("ru", "Q3", "Изоляция сборки и ключи для подписи нигде не описаны."),
    ("ru", "Q6", "Для чувствительных путей более строгих правил нет."),
    ("uk", "Q2", "Щодо сторонніх залежностей: єдиного білого списку немає."),
    ("uk", "Q3", "Ізоляція збірки та ключі для підпису ніде не описані."),
    ("uk", "Q6", "Для чутливих шляхів суворіших правил немає."),
    ("tr", "Q2", "Üçüncü taraf bağımlılıklar konusunda: birleşik bir izin listesi yok."),
    ("tr", "Q3", "Derleme ortamının yalıtımı ve imza anahtarları hiçbir yerde anlatılmıyor."),
    ("tr", "Q6", "Hassas yollar için daha sıkı bir kural yok."),
    ("el", "Q2", "Σχετικά με τις εξαρτήσεις τρίτων: ενιαία λίστα επιτρεπόμενων δεν υπάρχει."),
    ("el", "Q3", "Η απομόνωση της μεταγλώττισης και τα κλειδιά υπογραφής δεν περιγράφονται πουθενά."),
    ("el", "Q6", "Για τις ευαίσθητες διαδρομές δεν υπάρχουν αυστηρότεροι κανόνες."),
    ("he", "Q2", "לגבי התלויות של צד שלישי: אין רשימת היתר אחידה."),
    ("he", "Q3", "הבידוד של הבנייה ומפתחות החתימה אינם מתועדים בשום מקום."),
    ("he", "Q6", "לנתיבים הרגישים אין כללים מחמירים יותר."),
    ("ar", "Q2", "فيما يخص اعتماديات الطرف الثالث: لا توجد قائمة سماح موحدة."),
    ("ar", "Q3", "عزل البناء ومفاتيح التوقيع غير موثقة في أي مكان."),
    ("ar", "Q6", "لا توجد قواعد أشد للمسارات الحساسة."),
    ("vi", "Q2", "Về các thư viện phụ thuộc của bên thứ ba: không có danh sách cho phép thống nhất."),
    ("vi", "Q3", "Việc cách ly môi trường dựng và khóa ký không được mô tả ở đâu cả."),
    ("vi", "C4", "Ai cũng có thể xác minh chữ ký và mã kiểm tra."),
    ("id", "Q2", "Mengenai dependensi pihak ketiga: tidak ada daftar izin yang seragam."),
    ("id", "Q3", "Isolasi proses bangun dan kunci penandatanganan tidak dijelaskan di mana pun."),
    ("id", "Q1", "Peran dan tanggung jawab tiap komite belum dipetakan."),
    ("ja", "Q2", "サードパーティの依存関係については、統一された許可リストはありません。"),
    ("ja", "Q3", "ビルドの隔離と署名鍵は、どこにも書かれていません。"),
    ("ja", "Q6", "機微なパスに、より厳しい規則はありません。"),
    ("ko", "Q2", "서드파티 의존성 건: 통일된 허용 목록은 없습니다."),
    ("ko", "Q3", "빌드 격리와 서명 키는 어디에도 적혀 있지 않습니다."),
    ("ko", "Q6", "민감한 경로에 더 엄격한 규칙은 없습니다."),
    ("zh", "Q2", "第三方依赖这块，没有统一的白名单。"),
    ("zh", "Q3", "構建隔離和簽章金鑰都沒有寫在任何地方。"),
    ("zh", "Q6", "敏感路径没有更严的规则。"),
    ("zh", "Q1", "各委员会的角色和职责没有统一的说明。"),
)
NONE = (
    ("de", "Vielen Dank für das Schreiben, wir besprechen es nächste Woche in der Sitzung."),
    (
        "de",
        "Für Fragen zur Sicherheit wenden Sie sich bitte an security@example.org, für Releases an release@example.org.",
    ),
    ("de", "Ich leite das an die Arbeitsgruppe weiter; die Prüfung dauert ein paar Tage."),
    ("de", "Die Dokumentation wird gerade überarbeitet, bitte prüfen Sie die Quellen im Herbst noch einmal."),
    ("fr", "Merci pour votre lettre, le comité en parlera à sa prochaine réunion."),
    (
        "fr",
        "Pour les questions de sécurité, écrivez plutôt à security@example.org ; cette liste ne convient pas.",
    ),
    ("fr", "Je transmets au groupe de travail, qui vous répondra après la prochaine version."),
    ("es", "Gracias por la carta; el comité la tratará en su próxima reunión."),
    (
        "es",
        "Para preguntas de seguridad escriban a security@example.org, y para versiones a release@example.org.",
    ),
    ("es", "Reenvío esto al grupo de trabajo, que hará su propia revisión."),
    ("it", "Grazie della lettera, il comitato ne parlerà alla prossima riunione."),
    ("it", "Per la sicurezza scrivete a security@example.org, questa lista non è il canale giusto."),
    ("it", "Inoltro tutto al gruppo di lavoro, che farà una verifica."),
    ("pt", "Obrigado pela carta; o comitê vai discuti-la na próxima reunião."),
    ("pt", "Para segurança escrevam a security@example.org; este canal não é o certo."),
    ("nl", "Dank voor uw brief, de commissie bespreekt hem volgende week."),
    ("nl", "Voor vragen over beveiliging kunt u terecht bij security@example.org."),
    ("nl", "Ik stuur dit door naar de werkgroep, die neemt contact met u op."),
    ("sv", "Tack för brevet, kommittén tar upp det nästa vecka."),
    ("sv", "Säkerhetsfrågor skickas till security@example.org, den här kanalen är fel."),
    ("nb", "Takk for brevet, komiteen tar det opp i neste uke."),
    ("nb", "Spørsmål om sikkerhet sendes til security@example.org."),
    ("da", "Tak for brevet, udvalget ser på det i næste uge."),
    ("fi", "Kiitos kirjeestä, komitea käsittelee sen ensi viikolla."),
    ("fi", "Turvallisuutta koskevat kysymykset voi lähettää osoitteeseen security@example.org."),
    ("pl", "Dziękuję za list, komitet omówi go w przyszłym tygodniu."),
    (
        "pl",
        "W sprawach bezpieczeństwa proszę pisać na security@example.org, a w sprawach wydań na release@example.org.",
    ),
    ("cs", "Děkujeme za dopis, výbor ho projedná příští týden."),
    ("sk", "Ďakujeme za list, výbor ho prerokuje budúci týždeň."),
    ("hu", "Köszönjük a levelet, a bizottság jövő héten tárgyalja."),
    ("ro", "Mulțumim pentru scrisoare, comitetul o va discuta săptămâna viitoare."),
    ("ru", "Спасибо за письмо, комитет обсудит его на следующей неделе."),
    ("ru", "По вопросам безопасности пишите на security@example.org, по релизам на release@example.org."),
    ("ru", "Передам рабочей группе, после проверки она ответит."),
    ("uk", "Дякуємо за лист, комітет розгляне його наступного тижня."),
    ("uk", "З питань безпеки пишіть на security@example.org, цей канал не той."),
    ("tr", "Mektubunuz için teşekkürler, komite gelecek hafta ele alacak."),
    ("tr", "Güvenlik soruları için security@example.org adresine yazın."),
    ("el", "Ευχαριστούμε για την επιστολή, η επιτροπή θα τη συζητήσει την άλλη εβδομάδα."),
    ("he", "תודה על המכתב, הוועדה תדון בו בשבוע הבא."),
    ("ar", "شكرا على الرسالة، ستناقشها اللجنة الأسبوع القادم."),
    ("vi", "Cảm ơn thư của các bạn, ủy ban sẽ bàn vào tuần tới."),
    ("vi", "Câu hỏi về bảo mật xin gửi tới security@example.org, kênh này không phù hợp."),
    ("id", "Terima kasih atas suratnya, komite akan membahasnya pekan depan."),
    ("ja", "お手紙ありがとうございます。来週の委員会で検討します。"),
    (
        "ja",
        "セキュリティに関するご質問は security@example.org へ、リリースは release@example.org へどうぞ。",
    ),
    ("ko", "편지 감사합니다. 다음 주 위원회에서 논의하겠습니다."),
    ("ko", "보안 질문은 security@example.org 로 보내 주세요. 이 채널은 맞지 않습니다."),
    ("zh", "谢谢来信，委员会下周会讨论。"),
    ("zh", "安全问题请发到 security@example.org，发布问题请发到 release@example.org，这个渠道不合适。"),
    ("zh", "我已转给工作组，他们评审之后会答复。"),
    ("zh", "我只是个人意见，不代表委员会，也没有权限回答这些要求。"),
    ("de", "Ich spreche hier nur für mich und nicht für den Ausschuss, dazu fehlt mir die Befugnis."),
    ("ru", "Я отвечаю только за себя, а не за комитет, таких полномочий у меня нет."),
    ("fr", "Je ne parle qu'en mon nom, pas au nom du comité ni des mainteneurs."),
    ("es", "Hablo solo por mí, no por el comité ni por los mantenedores del proyecto."),
    ("ja", "これは個人の意見であり、委員会を代表する権限はありません。"),
    ("ko", "이것은 개인 의견이며 위원회를 대표할 권한이 없습니다."),
    ("pl", "Mówię tylko we własnym imieniu, nie w imieniu komitetu ani opiekunów."),
    ("it", "Parlo solo per me e non a nome del comitato o dei manutentori."),
    ("nl", "Ik spreek alleen voor mezelf en niet voor de commissie of de beheerders."),
    ("pt", "Falo apenas por mim, não pelo comitê; não tenho autoridade para mais."),
    ("tr", "Yalnızca kendi adıma konuşuyorum, komite adına yetkim yok."),
)
ENGLISH = (
    "As for Abhängigkeit and Signatur in the German page, there is nothing that we could add to what you wrote.",
    "The word 签名 on that page is only what the translators chose for it.",
    "We would rather not say who reviews the build, and the branch is their business.",
)


def questions(text: str) -> list[tuple[str, str]]:
    """The first question that each passage of a mail seems to answer, and how that was seen."""
    firsts = [one.answers[0] for one in reading(text + "\n") if one.answers]
    topics = [(OUTLINE.topic_at(one.paragraph or 0), one.how) for one in firsts]
    return [(topic.label, how) for topic, how in topics if topic]


@pytest.mark.parametrize(("tag", "question", "text"), NAMED, ids=[f"{one[0]}-{one[1]}" for one in NAMED])
def test_a_topic_named_in_another_language_is_found(tag: str, question: str, text: str) -> None:
    assert questions(text) == [(question, "similarity")]


@pytest.mark.parametrize(("tag", "text"), NONE, ids=[f"{one[0]}-{n}" for n, one in enumerate(NONE)])
def test_thanks_and_redirections_in_another_language_name_no_topic(tag: str, text: str) -> None:
    assert questions(text) == []


def test_every_language_of_the_glossary_is_tried() -> None:
    tags = {tag for tag, _ in languages.section("terms")} - {"en"}
    assert tags == {one[0] for one in NAMED} == {one[0] for one in NONE}
    assert all(sum(one[0] == tag for one in NAMED) >= 3 for tag in tags)


def test_no_form_is_the_beginning_of_a_word_of_our_english_texts() -> None:
    texts = [LETTER, *(path.read_text(encoding="utf-8") for path in sorted(HOUSE.glob("docs/*.md")))]
    texts += [
        (HOUSE / name).read_text(encoding="utf-8") for name in ("README.md", "tests/labelled/README.md")
    ]
    words = set(re.findall("[a-z]{2,}", " ".join(texts).lower()))
    assert {word: english(word) for word in words if english(word)} == {}


@pytest.mark.parametrize("text", ENGLISH)
def test_a_foreign_word_in_an_english_passage_adds_nothing(text: str) -> None:
    assert english(text) == ()


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Die Prüfsummen und die PRÜFSUMME", {"checksum"}),  # inflected, in capitals, once
        ("la clé\nde signature", {"signing key"}),  # wrapped, and longer than a form within it
        ("L’IA, oui", {"AI"}),
        ("DERLEME YALITIMI", {"build", "isolation"}),
        ("ﾋﾞﾙﾄﾞ", {"build"}),  # half width
        ("ולחתימה", {"signature"}),  # particles written in front
        ("وبالتوقيع", {"signature"}),
        ("Radi, kino, siamo", set()),  # a short form is a whole word
        ("", set()),
    ],
)
def test_a_form_is_found_as_people_write_it(text: str, terms: set[str]) -> None:
    found = english(text)
    assert {next(term for term in terms if one.startswith(term)) for one in found} == terms
    assert len(found) == len(terms)


def test_only_the_beginning_of_an_endless_text_is_looked_at() -> None:
    assert english("x " * MAX_CHARS + "Prüfsumme") == ()
    assert english("安" * 10 * MAX_CHARS) == english("ال" * 10 * MAX_CHARS) == ()


def test_a_glossary_holds_plain_forms_for_english_terms() -> None:
    for tag, table in languages.section("terms"):
        for term, forms in table.items():
            assert re.fullmatch("[A-Za-z -]+", term), (tag, term)
            assert len(set(forms)) == len(forms) > 0, (tag, term)
            assert all(len(form) > 1 and re.fullmatch(r"[\w' ’-]+", form) for form in forms), (tag, term)
