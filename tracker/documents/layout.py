"""Writes frontmatter so that the reader's key order, comments, quoting and unknown keys stay as they were."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

from tracker.errors import TrackerError
from tracker.text import clean_line

_NEVER_FOLD = 1 << 30  # one value, one line: a change of a value is a change of its line


@dataclass
class _Block:
    """The lines of one top-level key; `tail` are the blank lines and comments at the margin after it."""

    key: str
    lines: str
    tail: str = ""


def fresh(values: Mapping[str, object], comments: Sequence[str] = ()) -> str:
    """Return `values` as YAML in their order, under `comments`; every key is one block of lines."""
    head = "".join(f"# {comment}\n" for comment in comments)
    data = CommentedMap()
    for key, value in values.items():
        data[key] = _new(value)
    return head + (_dump(data) if values else "")


def update(source: str, before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """Return the YAML `source`, which says `before`, so that it says `after`.

    Only the lines of keys that differ are written anew, and inside them only what differs; a key in
    neither mapping is the reader's own and stays. A new key stands after the one before it in `after`.
    """
    if before == after:
        return source
    blocks = _blocks(source)
    if blocks is None:
        return _rewrite(source, before, after)
    for block in blocks:
        if block.key in before and block.key not in after:
            block.key, block.lines = "", ""
    previous = ""
    for key, value in after.items():
        known = next((block for block in blocks if block.key == key), None)
        if known is None and before.get(key) == value:
            continue  # the file leaves it out and means just that
        if known is None:
            place = next((i + 1 for i, block in enumerate(blocks) if block.key == previous), len(blocks))
            blocks.insert(place, _Block(key, _block(key, value)))
        elif key not in before:
            known.lines = _block(key, value)
        elif before[key] != value:
            known.lines = _rewrite(known.lines, {key: before[key]}, {key: value})
        previous = key
    return "".join(block.lines + block.tail for block in blocks)


def _blocks(source: str) -> list[_Block] | None:
    """Return the top-level keys of `source` as blocks of lines, None where lines cannot tell them apart."""
    if source and not source.endswith("\n"):
        source += "\n"
    node = yaml.compose(source, Loader=yaml.SafeLoader)
    if node is None:
        return [_Block("", source)]
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return None
    keys = [key for key, _ in node.value]
    if any(key.start_mark.column or key.start_mark.line != key.end_mark.line for key in keys):
        return None
    lines = source.splitlines(keepends=True)  # YAML counts the same characters as line breaks
    starts = [key.start_mark.line for key in keys]
    blocks = [_Block("", "".join(lines[: starts[0]]))]
    for (key, value), start, end in zip(node.value, starts, [*starts[1:], len(lines)], strict=True):
        cut, least = end, max(start + 1, _last_line(value) + 1)
        while cut > least and (not lines[cut - 1].strip() or lines[cut - 1].startswith("#")):
            cut -= 1
        blocks.append(_Block(key.value, "".join(lines[start:cut]), "".join(lines[cut:end])))
    return blocks


def _last_line(node: yaml.Node) -> int:
    """Return the line on which a quoted or flow value ends; 0 for others, whose end YAML does not mark."""
    if isinstance(node, yaml.CollectionNode):
        return node.end_mark.line if node.flow_style else 0
    return node.end_mark.line if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"') else 0


def _yaml(source: str) -> YAML:
    writer = YAML(typ="rt")
    writer.width = _NEVER_FOLD
    writer.preserve_quotes = True
    writer.allow_unicode = True
    indented = not any(line.startswith("- ") for line in source.split("\n"))
    writer.indent(mapping=2, sequence=4 if indented else 2, offset=2 if indented else 0)
    return writer


def _dump(data: CommentedMap, source: str = "") -> str:
    stream = io.StringIO()
    _yaml(source).dump(data, stream)
    return stream.getvalue()


def _block(key: str, value: object) -> str:
    data = CommentedMap()
    data[key] = _new(value)
    return _dump(data)


def _rewrite(source: str, before: Mapping[str, object], after: Mapping[str, object]) -> str:
    try:
        data = _yaml(source).load(source)
    except YAMLError:
        raise TrackerError(
            f"The frontmatter around “{clean_line(next(iter(after), ''))}” has a layout that could not be kept.",
            "write that key in plain YAML and try again",
        ) from None
    if not isinstance(data, CommentedMap):
        data = CommentedMap()
    _merge_map(data, before, after)
    return _dump(data, source)


def _new(value: object) -> object:
    """Return `value` for ruamel: plain lists on one line, text quoted where a reader could misread it."""
    if isinstance(value, Mapping):
        mapping = CommentedMap()
        for key, item in value.items():
            mapping[key] = _new(item)
        return mapping
    if isinstance(value, list):
        items = CommentedSeq(_new(item) for item in value)
        if not any(isinstance(item, Mapping) for item in value):
            items.fa.set_flow_style()
        return items
    return _scalar(value) if isinstance(value, str) else value


def _scalar(value: str) -> object:
    if "\n" in value or "\t" in value or not value.isprintable():
        return DoubleQuotedScalarString(value)
    if _guessed(value):
        return SingleQuotedScalarString(value)
    return value


def _guessed(value: str) -> bool:
    """Return whether YAML 1.1 takes plain `value` for something other than text (`no`, `1.10`, `12:30`)."""
    guesses = yaml.SafeLoader.yaml_implicit_resolvers.get(value[:1], [])
    return value == "" or any(pattern.match(value) for _, pattern in guesses)


def _merge_map(data: CommentedMap, before: Mapping[str, object], after: Mapping[str, object]) -> None:
    for key in before:
        if key not in after and key in data:
            del data[key]
    place = 0
    for key, value in after.items():
        if key not in data and before.get(key) == value:
            continue
        if key not in data:
            data.insert(place, key, _new(value))
        elif key not in before or before[key] != value:
            data[key] = _merged(data[key], before.get(key), value)
        place = list(data).index(key) + 1


def _merged(node: object, before: object, after: object) -> object:
    """Return `node`, which says `before`, saying `after`, with as much of it kept as still holds."""
    if isinstance(node, CommentedMap) and isinstance(before, Mapping) and isinstance(after, Mapping):
        _merge_map(node, before, after)
        return node
    if isinstance(node, CommentedSeq) and isinstance(before, list) and isinstance(after, list):
        return _merged_list(node, before, after)
    return _new(after)


def _merged_list(node: CommentedSeq, before: list[object], after: list[object]) -> CommentedSeq:
    if len(node) != len(before) or not all(isinstance(item, Mapping) for item in [*before, *after]):
        return _like(node, CommentedSeq(_new(item) for item in after))
    old = [_id(item) for item in before]
    new = [_id(item) for item in after]
    kept = {
        key: _merged(item, was, after[new.index(key)])
        for key, item, was in zip(old, node, before, strict=True)
        if key and key in new
    }
    if new[: len(old)] == old and len(kept) == len(old):
        # Nothing went or moved: the list itself stays, with the comments between its entries.
        node.extend(_new(item) for item in after[len(old) :])
        return node
    return _like(node, CommentedSeq(kept.get(key, _new(item)) for key, item in zip(new, after, strict=True)))


def _id(item: object) -> str:
    return str(item.get("id") or "") if isinstance(item, Mapping) else ""


def _like(node: CommentedSeq, items: CommentedSeq) -> CommentedSeq:
    if node.fa.flow_style():
        items.fa.set_flow_style()
    return items
