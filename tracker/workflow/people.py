"""What the people file suggests about a responder's authority on a question; a person records it, or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from tracker.documents import people as file
from tracker.documents.frontmatter import MAX_BYTES, refuse
from tracker.documents.people import Listed, People, parse_people
from tracker.errors import TrackerError
from tracker.mail.vouching import UNKNOWN, whose
from tracker.record.views import MessageView, ReplyView, SuggestedAuthority
from tracker.workflow.received import HIDDEN, REWRITTEN
from tracker.workflow.workspace import Workspace

SHOWN = f"questions/{file.FILE}"
_DOUBTS = {
    "from-missing": "the mail names no author",
    "from-several": "the mail names several authors",
    "from-odd": "the author's address cannot be told safely",
    "name-shows-other-address": "the author's name shows another address",
    "mixed-scripts": "the author's name or address mixes scripts",
    HIDDEN: "a list put itself in the author's place, and nothing names the author",
}


def load(questions: Path) -> People | None:
    """Return what the people file in the folder `questions` says, None where there is none; TrackerError names the
    line that is wrong.
    """
    try:
        with (questions / file.FILE).open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TrackerError(f"{SHOWN} cannot be read: {error.strerror}.", "mend its permissions") from error
    try:
        return parse_people(raw.decode("utf-8"), SHOWN)
    except UnicodeDecodeError as error:
        if error.end == len(raw) > MAX_BYTES:  # cut in the middle of a letter
            raise refuse(SHOWN, 1, f"the file is longer than {MAX_BYTES // 1024} KB") from None
        raise refuse(SHOWN, raw.count(b"\n", 0, error.start) + 1, "the file is not UTF-8") from None


def with_suggestions(ws: Workspace, view: ReplyView, address: str) -> ReplyView:
    """Return `view` with what the people file suggests of its author at `address`, "" for one that is sealed.

    A file that cannot be read suggests nothing and says why; nothing else depends on it. What is recorded already is
    not suggested again, but a doubt about this very message stands beside any rating of the person.
    """
    try:
        found = load(ws.questions_folder)
    except TrackerError as error:
        return replace(view, people_problem=str(error))
    if found is None or view.row.kind != "reply" or not address:
        return view
    there = {place: grade for place, grade, _ in view.authorities}
    new = tuple(
        one
        for one in suggestions(
            found,
            address,
            view.row.questions,
            view.row.visibility == "list",
            view.messages,
            bool(ws.settings.receiving_servers),
        )
        if there.get(one.question) != one.grade
        and (one.grade == "E" or (one.question not in there and there.get("*") != one.grade))
    )
    return replace(view, suggested=new)


def suggestions(
    known: People,
    address: str,
    questions: Collection[str],
    on_list: bool,
    copies: Collection[MessageView] = (),
    asked: bool = False,
) -> tuple[SuggestedAuthority, ...]:
    """Return what the role map suggests (the scale of authority is in the README): A for the group that answers for
    the question, B for a published role in a neighbouring one, C for a contributor, D for others on the list, F
    where nothing is known; E before all of them where it is in doubt who wrote.

    `asked` says that a receiving server of ours is configured: then private mail that none spoke of is in doubt, too.
    """
    trust = [_trust(one, asked) for one in copies]
    if trust and all(one.doubt for one in trust):
        return (SuggestedAuthority("*", "E", f"in doubt: {trust[0].doubt}"),)
    found = _by_map(known, address, questions, on_list)
    if any(not one.doubt and not one.listed for one in trust) or not trust:
        return found
    return tuple(replace(one, reason=f"{one.reason}; the author as the list shows them") for one in found)


def _by_map(
    known: People, address: str, questions: Collection[str], on_list: bool
) -> tuple[SuggestedAuthority, ...]:
    listed = known.find(address)
    if listed is None and on_list:
        return (SuggestedAuthority("*", "D", f"wrote on the public list, and is not in {SHOWN}"),)
    if listed is None:
        return (SuggestedAuthority("*", "F", f"nothing is known: wrote in private, and is not in {SHOWN}"),)
    if not listed.groups:
        return (
            SuggestedAuthority("*", "C", f"{listed.role or 'a contributor'}, by {SHOWN}{_pattern(listed)}"),
        )
    return tuple(_on(known, listed, question) for question in questions)


@dataclass(frozen=True)
class _Trust:
    """Why it is in doubt who wrote a copy ("": it is not), and whether that is known from its list alone."""

    doubt: str = ""
    listed: bool = False


def _trust(copy: MessageView, asked: bool) -> _Trust:
    """How far a copy tells who wrote it.

    What our server said of it decides. Where it said nothing, as of mail from an archive, a public list's own mail is
    what that list shows, and other mail is in doubt when a server was there to be asked.
    """
    for flag in copy.flags:
        if flag in _DOUBTS:
            return _Trust(_DOUBTS[flag])
    said, whom = copy.authentication, whose(copy.authentication)
    on_list = copy.visibility == "list"
    if whom == "author":
        return _Trust()
    if whom == "list" and on_list:
        return _Trust(listed=True)
    if REWRITTEN in copy.flags and whom == "nobody":
        return _Trust("a list put itself in the author's place, and no server vouched for it")
    if whom == "list":
        return _Trust(f"our server says {said}, and the mail is not known to be of a list")
    if said != UNKNOWN:
        return _Trust(f"our server says {said}")
    if asked and not on_list:
        return _Trust("none of our receiving servers says where it came from")
    return _Trust(listed=asked)


def _on(known: People, listed: Listed, question: str) -> SuggestedAuthority:
    own = [group for group in known.groups if group.name in listed.groups]
    by = f"by {SHOWN}{_pattern(listed)}"
    role = listed.role or "a member"
    answering = known.responsible(question)
    for group in own:
        limit = group.limit(question)
        if limit is not None:
            within = f" ({limit})" if limit else ""
            reason = f"{group.name} is authoritative for {question}{within}; {role} of it, {by}"
            return SuggestedAuthority(question, "A", reason)
    for group in own if listed.role else ():
        for other in answering:
            if known.near(group, other):
                reason = (
                    f"{role} of {group.name}, near {other.name}, which is authoritative for {question}; {by}"
                )
                return SuggestedAuthority(question, "B", reason)
    return SuggestedAuthority(
        question, "C", f"{role} of {', '.join(listed.groups)}, not near {question}; {by}"
    )


def _pattern(listed: Listed) -> str:
    return f" ({listed.address})" if "*" in listed.address else ""
