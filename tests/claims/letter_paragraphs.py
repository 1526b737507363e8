"""The letter's paragraphs on its eleven questions, with the level at which each was sent."""

from __future__ import annotations

PARAGRAPHS: dict[str, tuple[int, str]] = {
    "C1": (
        3,
        "First, we understand that Kubernetes has formalized its private vulnerability reporting and "
        "disclosure path as an explicit institutional chain. Public materials appear to support the "
        "statement that security vulnerabilities affecting upstream Kubernetes are first handled "
        "privately through secu...@kubernetes.io and the SRC, and are then disclosed externally through "
        "the official CVE Feed and related security announcement channels.",
    ),
    "C2": (
        3,
        "Second, we understand that Kubernetes has publicly documented the mainline code acceptance path "
        "as a continuous gated chain. Public rules appear to support the description that external "
        "contributors first pass through CLA and /ok-to-test to enter central testing resources, then "
        "receive /lgtm from a reviewer based on OWNERS, /approve from an approver, and then proceed "
        "through presubmit, Prow, Tide, and related status checks before code enters the merge pool and "
        "is ultimately merged.",
    ),
    "C3": (
        3,
        "Third, we understand that significant design changes for new features or cross-SIG scope are "
        "required to enter the KEP governance process, rather than being handled only through ordinary PR "
        "review.",
    ),
    "C4": (
        3,
        "Fourth, we understand that Kubernetes has publicly documented executable verification paths for "
        "official release artifacts on the user side. Public documentation appears to support independent "
        "verification of binaries, images, and SPDX SBOM artifacts through signatures, certificates, and "
        "checksum-related validation, so that the statement “users can independently verify official "
        "release artifacts” can be made with confidence.",
    ),
    "C5": (
        3,
        "Fifth, we understand that Kubernetes has already introduced formal requirements for AI-assisted "
        "contributions in the PR context. Public rules require authors to disclose AI use, understand the "
        "changes they submit, and personally respond to review comments, while also restricting certain "
        "practices that would weaken accountability. We therefore currently understand this as meaning "
        "that AI-related requirements have entered the contribution gate, but remain mainly stable within "
        "the PR context.",
    ),
    "Q1": (
        2,
        "Regarding the boundary of responsibilities among PSC, SRC, SIG/WG, and release engineering, we "
        "can currently confirm the SRC response chain, the OWNERS permission chain, and the release "
        "verification chain, but we still find it difficult to accurately describe higher-level "
        "governance and authorization boundaries. Is there any official governance documentation, role "
        "map, or public wording that would better explain the division of responsibilities and applicable "
        "scope among these roles?",
    ),
    "Q2": (
        1,
        "Regarding the security admission of third-party dependencies or external components before they "
        "enter an upstream PR, we can currently confirm only that once such changes enter a PR, they are "
        "subject to the existing mainline gates. However, we have not found public rules for a unified "
        "allowlist, unified dependency risk classification, unified SCA thresholds, or a unified "
        "exception approval chain. From the perspective of public institutional wording, should this "
        "continue to be described as “public materials are insufficient to confirm a unified pre-PR "
        "admission regime”?",
    ),
    "Q3": (
        2,
        "Regarding build isolation, artifact generation paths, signing credential governance, full "
        "provenance / attestation coverage, and the internal release approval chain, we can currently "
        "confirm only that the user-side verification chain is public, but we cannot confirm the internal "
        "supply-chain process with the same level of strength. Are there public official materials "
        "suitable for citation on these points? If not, should we continue to keep them as public "
        "evidence gaps?",
    ),
    "Q4": (
        1,
        "Regarding “how requirements are measured, continuously operated, and improved,” we can currently "
        "observe public operational signals mainly through Testgrid, required status checks, "
        "kubernetes-security-announce, and the official CVE Feed, but we cannot infer from those signals "
        "the existence of a unified internal warning-burn-down platform, unified risk thresholds, or "
        "unified cross-repository security operations metrics. Would you consider that understanding to "
        "be closer to the real boundary of Kubernetes’ public world?",
    ),
    "Q5": (
        2,
        "Regarding AI risk governance, we currently understand that Kubernetes has formalized AI usage "
        "requirements in the PR context, but that we have not yet seen publicly documented rules of the "
        "same level for design, dependency introduction, build, or release approval stages. Under the "
        "community’s current public rules, would you consider that statement accurate? If there are "
        "public materials covering these stages, we would be grateful if you could point us to them.",
    ),
    "Q6": (
        1,
        "For security-sensitive paths or release-related paths, we have not yet confirmed whether there "
        "are additional approval requirements or stronger gates beyond ordinary OWNERS + CI. If there is "
        "no public rule on this, should we continue to interpret such paths using the ordinary mainline "
        "gate model?",
    ),
}
