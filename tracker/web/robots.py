"""What a robots.txt asks of us (RFC 9309), and how long it wants us to wait between two requests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from tracker.web.addresses import AS_IT_IS

NAME = "tracker"  # our product token, by which a group may be meant for us
_LINE = re.compile(r"\s*([a-z-]{1,40})\s*:\s*([^#]*)", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


@dataclass(frozen=True)
class Rules:
    """The rules for us: `paths` are (allow, pattern), `delay` the seconds that Crawl-delay asks for."""

    paths: tuple[tuple[bool, str], ...] = ()
    delay: float = 0.0

    def allow(self, target: str) -> bool:
        """Return whether a path with its query may be asked for: the longest pattern decides, allow on a tie."""
        if target == "/robots.txt":
            return True
        target = _normal(target)
        found = [(len(pattern), allow) for allow, pattern in self.paths if _matches(pattern, target)]
        return max(found)[1] if found else True


ALL_ALLOWED = Rules()


def read(data: bytes) -> Rules:
    """Return what a robots.txt says to us; lines that are no rules are passed over, however many."""
    groups: dict[str, list[tuple[str, str]]] = {}
    meant: set[str] = set()  # which of the two groups that concern us the present lines belong to
    naming = False
    for line in data.decode("utf-8", "replace").lstrip("\ufeff").splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        name, value = match[1].lower(), match[2].strip()
        if name == "user-agent":
            meant = meant if naming else set()
            naming = True
            agent = value.partition("/")[0].strip().lower()
            if agent in (NAME, "*"):
                meant.add(agent)
                groups.setdefault(agent, [])
        elif name in ("allow", "disallow", "crawl-delay"):
            naming = False
            for agent in meant:
                groups[agent].append((name, value))
    ours = groups.get(NAME, groups.get("*", []))
    paths = tuple(
        (name == "allow", _normal(value)) for name, value in ours if name != "crawl-delay" and value
    )
    return Rules(paths, max((_seconds(value) for name, value in ours if name == "crawl-delay"), default=0.0))


def _seconds(text: str) -> float:
    return float(text) if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text) else 0.0


def _normal(path: str) -> str:
    """A path or pattern as both are compared: escapes in capitals, what is not ASCII escaped."""
    return _ESCAPE.sub(lambda match: match[0].upper(), quote(path, AS_IT_IS))


def _matches(pattern: str, target: str) -> bool:
    """Whether a pattern, in which `*` is any run and a `$` at the end is the end, fits the start of a target.

    Each piece is sought once, from the left: no pattern can make this slow.
    """
    whole = pattern.endswith("$")
    first, *rest = (pattern[:-1] if whole else pattern).split("*")
    if not target.startswith(first):
        return False
    at = len(first)
    if not rest:
        return at == len(target) or not whole
    for piece in rest[:-1]:
        found = target.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if whole:
        return target.endswith(rest[-1]) and len(target) - len(rest[-1]) >= at
    return target.find(rest[-1], at) >= 0
