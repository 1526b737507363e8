"""The talk of a made-up technical list: sentences, paragraphs and subjects that use a letter's own vocabulary."""

from __future__ import annotations

import html
import random
import textwrap
from dataclasses import dataclass

_WHO = (
    "SIG Release", "the release team", "a reviewer listed in OWNERS", "the presubmit job", "Tide", "Prow",
    "the approver", "SIG Security", "the SRC", "the steering committee", "SIG Contributor Experience",
    "the KEP author", "Testgrid", "the SBOM tool", "the image promoter", "the release manager on duty",
    "WG Policy", "the CVE feed", "the maintainers", "an external contributor", "the signing job",
    "the provenance generator", "the bot", "SIG Architecture", "the dependency approver",
    "the branch manager", "the sponsor of the KEP", "the mirror", "the CI signal lead",
)  # fmt: skip
_DID = (
    "has been waiting for", "no longer depends on", "should document", "is blocked by", "cannot verify",
    "reviewed", "asked for", "merged", "reverted", "still needs", "has publicly announced",
    "wants to deprecate", "reports on", "would like to measure", "signed", "has not confirmed",
    "is responsible for", "retried", "is going to own", "moved to", "clarified", "opened an issue about",
    "disagrees with", "tested", "timed out on", "bisected",
)  # fmt: skip
_WHAT = (
    "the cherry-pick of last week", "the provenance attestation of the images",
    "the OWNERS file of that directory", "the SPDX SBOM", "an allowlist for new dependencies",
    "the release artifacts", "the private disclosure", "the KEP", "the required status checks",
    "the merge pool", "the third-party licence check", "the security announcement",
    "the AI policy for pull requests", "the signing credentials", "the build isolation proposal",
    "the exception process", "the unified dashboard", "the risk classification",
    "the flaky integration test", "the governance charter", "the checksum files",
    "the certificate rotation", "the release branch", "the upgrade notes", "the conformance run",
    "the vulnerability report template", "the role map in the community repository",
    "the threshold of the scanner",
)  # fmt: skip
_TAIL = (
    "before the code freeze", "since the last meeting", "as far as I can tell from the logs",
    "on arm64 only", "for the next minor release", "and nobody objected", "which surprised me",
    "because the quota was too small", "without a second approval", "in the staging project",
    "according to the minutes", "unless somebody speaks up", "so I would rather not rush it",
    "even though the public page says otherwise", "and that is fine by me", "after the third retry",
    "at least in theory", "when the cache is cold", "like we did two releases ago",
    "across all supported branches", "and I do not have the cycles for it", "if the sponsors agree",
)  # fmt: skip
_OPENERS = (
    "I think", "My reading is that", "For the record,", "It turns out", "To be clear,", "Yesterday",
    "Right now", "From the log it seems that", "Sorry for the delay:", "One more thing:", "Agreed, but",
    "In the meantime", "As discussed in the meeting,", "Quick update:", "I may be wrong, but", "Nit:",
    "Last time",
)  # fmt: skip
_ABOUT = (
    "Clarification on {}", "Request for comments: {}", "{} is failing", "Proposal: {}", "Question on {}",
    "{} moves next week", "Clarification request on {}", "Announcing {}", "Minutes: {}",
    "Lazy consensus on {}", "Security practices and {}",
)  # fmt: skip


@dataclass(frozen=True)
class Pool:
    """Paragraphs made once and used again: as written, as quoted one level deep, and as HTML; and subjects."""

    plain: list[str]
    quoted: list[str]
    as_html: list[str]
    subjects: list[str]
    log: str


def sentence(rng: random.Random) -> str:
    """One sentence of the list."""
    start = f"{rng.choice(_OPENERS)} " if rng.random() < 0.6 else ""
    text = f"{start}{rng.choice(_WHO)} {rng.choice(_DID)} {rng.choice(_WHAT)} {rng.choice(_TAIL)}."
    return text[0].upper() + text[1:]


def paragraph(rng: random.Random) -> str:
    """Two to six sentences, unwrapped."""
    return " ".join(sentence(rng) for _ in range(rng.randint(2, 6)))


def quote(text: str, width: int = 72, mark: str = "> ") -> str:
    """`text` as a mail program quotes it: wrapped so that no line is longer than `width`, mark and all."""
    lines = textwrap.wrap(text, width - len(mark), break_long_words=False, break_on_hyphens=False)
    return "\n".join(mark + line for line in lines)


def pairs(rng: random.Random, words: list[str]) -> str:
    """Sentences that use two neighbouring words of a letter at a time, and never three: no quotation."""
    said = []
    for _ in range(rng.randint(8, 16)):
        at = rng.randrange(len(words) - 1)
        two = " ".join(words[at : at + 2]).strip(".,:;?")
        said.append(
            f"{rng.choice(_OPENERS)} {rng.choice(_WHO)} {rng.choice(_DID)} what he calls {two!r} {rng.choice(_TAIL)}."
        )
    return " ".join(said)


def pool(rng: random.Random, paragraphs: int = 1500) -> Pool:
    """Make the paragraphs and subjects of a list."""
    made = [paragraph(rng) for _ in range(paragraphs)]
    plain = [
        "\n".join(textwrap.wrap(text, rng.choice((68, 72, 76)), break_on_hyphens=False)) for text in made
    ]
    subjects = [
        rng.choice(_ABOUT).format(rng.choice(_WHAT).removeprefix("the ").removeprefix("an "))
        + rng.choice(("", " (again)", "?"))
        for _ in range(400)
    ]
    log = "\n".join(
        f"I{rng.randint(100, 999)} {rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.random() * 60:09.6f} "
        f"worker-{rng.randint(1, 99)}] {rng.choice(_WHO)} {rng.choice(_DID)} {rng.choice(_WHAT)} "
        f"id={rng.getrandbits(64):016x}"
        for _ in range(5000)
    )
    return Pool(
        plain,
        [quote(text) for text in made],
        [f"<p>{html.escape(text)}</p>" for text in made],
        subjects,
        log,
    )
