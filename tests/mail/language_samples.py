"""The samples of `language_samples.toml`, one `Tongue` a language."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple


class Tongue(NamedTuple):
    """What mail programs and people write in one language; the head of the file says what each is."""

    wrote: list[str]
    block: str
    footer: str
    phone: str
    bye: str
    banner: str
    secret: str
    topic: str
    labels: list[tuple[str, int]]
    own: list[str]


_SAMPLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
TONGUES = {tag: Tongue(**samples) for tag, samples in _SAMPLES.items()}
