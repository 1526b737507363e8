"""How each claim came to read as it does, as PROV-JSON (W3C Member Submission, 24 April 2013)."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from tracker.record.views import AssessmentView, QuestionView, RevisionView
from tracker.reports import phrases
from tracker.reports.data import Override, ReportData
from tracker.reports.escape import safe_url
from tracker.reports.exports import as_json
from tracker.reports.exports.public import Source, instant, is_sealed, quotable, replies, sources, writer

_LOCAL = re.compile(r"[^A-Za-z0-9.@_-]+")
_LEDGER = re.compile(r"tracker/([0-9A-Za-z-]+)\n")
Attributes = dict[str, Any]


def write(data: ReportData) -> str:
    """Return the document: entities, activities, agents and relations in name order, one a line.

    Claims, their revisions, sources and public passages are entities; findings and readings are activities; the
    researchers, by the names they act under in the ledger, and the responders, by role, are agents. A finding that
    rests on a private message says so and names no message.
    """
    graph = _Graph(data)
    for source in sources(data):
        graph.source(source)
    graph.replies()
    for question in data.everything():
        graph.question(question)
    for used in data.overrides:
        graph.override(used)
    for reaction in data.reactions:
        graph.reacted(reaction.id, reaction.assessment, reaction.value, instant(reaction.at))
    return graph.text()


class _Graph:
    """The document as it grows: records by kind and name, relations numbered in the order in which they come."""

    def __init__(self, data: ReportData) -> None:
        self.data = data
        self.records: dict[str, dict[str, Attributes]] = defaultdict(dict)
        self.agents: dict[tuple[str, str], str] = {}

    def text(self) -> str:
        """Return the document as JSON."""
        ledger = _LEDGER.match(self.data.checkpoint)
        space = f"urn:uuid:{ledger[1]}#" if ledger else "urn:tracker:no-ledger#"
        kinds: dict[str, dict[str, Attributes]] = {
            "prefix": {"tracker": space, "xsd": "http://www.w3.org/2001/XMLSchema#"},  # type: ignore[dict-item]
            **self.records,
        }
        parts = []
        for kind in sorted(kinds):
            lines = [
                f"{as_json.text(name)}: {as_json.text(value)}" for name, value in sorted(kinds[kind].items())
            ]
            parts.append(f"{as_json.text(kind)}: {{\n" + ",\n".join(lines) + "\n}")
        return "{\n" + ",\n".join(parts) + "\n}\n"

    def source(self, source: Source) -> None:
        """Add a source, what was fetched of it, and each reading of it by a person."""
        name = self._add(
            "entity",
            source.id,
            {
                "prov:type": _name("Source"),
                "prov:label": source.title,
                "tracker:url": _typed(safe_url(source.url) or "", "xsd:anyURI"),
                "tracker:body": source.body,
                "tracker:kind": source.kind,
            },
        )
        for one in source.snapshots:
            copy = self._add(
                "entity",
                one.id,
                {
                    "prov:type": _name("Snapshot"),
                    "tracker:sha256": one.sha256,
                    "tracker:fetchedAt": _typed(instant(one.at), "xsd:dateTime"),
                },
            )
            self._relate("specializationOf", {"prov:specificEntity": copy, "prov:generalEntity": name})
        for citation in source.read:
            reading = self._add(
                "activity",
                citation.id,
                {
                    "prov:type": _name("Reading"),
                    "prov:endTime": instant(citation.read_at),
                    "tracker:quotation": citation.read_quote,
                    "tracker:locator": citation.read_locator,
                    "tracker:copy": citation.dated,
                    "tracker:relation": citation.relation,
                },
            )
            self._relate("used", {"prov:activity": reading, "prov:entity": name})
            self._associate(reading, citation.read_by)

    def replies(self) -> None:
        """Add the public passages that findings rest on, with who wrote them, by role."""
        for reply in replies(self.data):
            mail = self._add(
                "entity",
                reply.id,
                {
                    "prov:type": _name("Message"),
                    "tracker:date": _typed(instant(reply.date), "xsd:dateTime"),
                    "tracker:sample": _typed("true", "xsd:boolean") if reply.sample else "",
                },
            )
            agent = self._agent("responder", writer(reply.name, reply.role), "Person")
            self._relate("wasAttributedTo", {"prov:entity": mail, "prov:agent": agent})
            for said in reply.passages:
                words = self._add(
                    "entity", said.id, {"prov:type": _name("Passage"), "prov:value": said.words}
                )
                self._relate(
                    "wasDerivedFrom",
                    {
                        "prov:generatedEntity": words,
                        "prov:usedEntity": mail,
                        "prov:type": _typed("prov:Quotation", "prov:QUALIFIED_NAME"),
                    },
                )

    def question(self, question: QuestionView) -> None:
        """Add a claim with its revisions and findings."""
        row = question.row
        claim = self._add(
            "entity",
            f"claim-{row.id}",
            {
                "prov:type": _name("Claim"),
                "prov:label": row.title,
                "tracker:underReview": list(row.review),
                "tracker:contested": _typed("true", "xsd:boolean") if row.contested else "",
            },
        )
        made = {one.id: one.revision_after for one in question.assessments}
        before = ""
        for revision in sorted(question.revisions, key=lambda one: one.number):
            by = revision.assessment
            # The revision that a withdrawal restores names the finding that was withdrawn.
            act = by if made.get(by, revision.number) == revision.number else f"{by}-withdrawn"
            before = self._revision(claim, row.id, revision, before, act)
        for finding in question.assessments:
            self._finding(finding)
            if finding.state == "withdrawn":
                self._withdrawal(finding, question)

    def _withdrawal(self, finding: AssessmentView, question: QuestionView) -> None:
        said = [e for e in question.history if e.kind == "assessment.withdrawn" and finding.id in e.keys]
        entry = said[-1] if said else None
        hidden = entry is not None and is_sealed(self.data, entry.seq, entry.reason)
        name = self._add(
            "activity",
            f"{finding.id}-withdrawn",
            {
                "prov:type": _name("Withdrawal"),
                "prov:endTime": instant(entry.at) if entry else "",
                "tracker:reason": "" if hidden or entry is None else entry.reason,
                "tracker:reasonSealed": _typed("true", "xsd:boolean") if hidden else "",
            },
        )
        if entry is not None:
            self._associate(name, entry.actor)
        self._relate("wasInformedBy", {"prov:informed": name, "prov:informant": _local(finding.id)})

    def _revision(self, claim: str, question: str, one: RevisionView, before: str, act: str) -> str:
        name = self._add(
            "entity",
            f"{question}@{one.number}",
            {
                "prov:type": _name("Revision"),
                "prov:value": one.wording,
                "tracker:proposition": one.proposition,
                "tracker:level": _typed(str(one.level), "xsd:int"),
                "tracker:gapStatus": phrases.gap(one.gap_status),
            },
        )
        self._relate("specializationOf", {"prov:specificEntity": name, "prov:generalEntity": claim})
        if before:
            self._relate(
                "wasDerivedFrom",
                {
                    "prov:generatedEntity": name,
                    "prov:usedEntity": before,
                    "prov:activity": _local(act) if act else "",
                    "prov:type": _typed("prov:Revision", "prov:QUALIFIED_NAME"),
                },
            )
        if one.by:
            self._relate("wasAttributedTo", {"prov:entity": name, "prov:agent": self._researcher(one.by)})
        if act:
            self._relate(
                "wasGeneratedBy",
                {"prov:entity": name, "prov:activity": _local(act), "prov:time": instant(one.at)},
            )
        return name

    def _finding(self, one: AssessmentView) -> None:
        public = [passage for passage in one.passages if quotable(self.data, passage)]
        hidden = is_sealed(self.data, one.entry, one.reason)
        name = self._add(
            "activity",
            one.id,
            {
                "prov:type": _name("Finding"),
                "prov:startTime": instant(one.at),
                "prov:endTime": instant(one.at),
                "tracker:effect": list(one.effects),
                "tracker:basis": one.basis,
                "tracker:state": one.state,
                "tracker:reason": "" if hidden else one.reason,
                "tracker:reasonSealed": _typed("true", "xsd:boolean") if hidden else "",
                "tracker:authority": one.authority if public else "",
                "tracker:levelBefore": _typed(str(one.level_before), "xsd:int"),
                "tracker:levelAfter": _typed(str(one.level_after), "xsd:int"),
                "tracker:restsOnWordsNotPublished": _typed("true", "xsd:boolean")
                if len(public) < len(one.passages)
                else "",
                "tracker:sample": _typed("true", "xsd:boolean") if self.data.sampled(one) else "",
            },
        )
        self._associate(name, one.by)
        self._relate(
            "used", {"prov:activity": name, "prov:entity": _local(f"{one.question}@{one.revision_before}")}
        )
        for passage in public:
            self._relate("used", {"prov:activity": name, "prov:entity": _local(passage)})
        for key in one.citations:
            cited = self.data.cited.get(key)
            if cited is not None:
                self._relate("used", {"prov:activity": name, "prov:entity": _local(cited.source)})

    def override(self, used: Override) -> None:
        """Add a rule that was set aside: it influenced the finding."""
        rule = self._add(
            "entity",
            f"{used.assessment}-{used.rule}",
            {"prov:type": _name("RuleSetAside"), "tracker:rule": used.rule, "tracker:reason": used.reason},
        )
        self._relate("wasInfluencedBy", {"prov:influencee": _local(used.assessment), "prov:influencer": rule})

    def reacted(self, key: str, finding: str, value: str, at: str) -> None:
        """Add a responder's reaction to a finding."""
        name = self._add(
            "entity",
            key,
            {
                "prov:type": _name("Reaction"),
                "prov:value": value,
                "tracker:at": _typed(at, "xsd:dateTime"),
            },
        )
        self._relate("wasInfluencedBy", {"prov:influencee": name, "prov:influencer": _local(finding)})

    def _associate(self, activity: str, by: str) -> None:
        if by:
            self._relate("wasAssociatedWith", {"prov:activity": activity, "prov:agent": self._researcher(by)})

    def _researcher(self, name: str) -> str:
        # The opening of a letter and the demo are by the program itself.
        return self._agent("researcher", name, "SoftwareAgent" if name == "tracker" else "Person")

    def _agent(self, kind: str, label: str, type_: str) -> str:
        if (kind, label) not in self.agents:
            self.agents[(kind, label)] = f"{kind}-{sum(one == kind for one, _ in self.agents) + 1}"
        name = self.agents[(kind, label)]
        return self._add(
            "agent", name, {"prov:type": _typed(f"prov:{type_}", "prov:QUALIFIED_NAME"), "prov:label": label}
        )

    def _add(self, kind: str, key: str, attributes: Attributes) -> str:
        name = _local(key)
        self.records[kind][name] = _filled(attributes)
        return name

    def _relate(self, kind: str, attributes: Attributes) -> None:
        number = len(self.records[kind]) + 1
        self.records[kind][f"_:{kind}{number:07d}"] = _filled(attributes)


def _filled(attributes: Attributes) -> Attributes:
    return {name: value for name, value in attributes.items() if value not in ("", [], None)}


def _local(key: str) -> str:
    return f"tracker:{_LOCAL.sub('-', key)}"


def _name(kind: str) -> Attributes:
    return {"$": f"tracker:{kind}", "type": "prov:QUALIFIED_NAME"}


def _typed(value: str, kind: str) -> Attributes | str:
    return {"$": value, "type": kind} if value else ""
