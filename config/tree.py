"""A YAML text as a tree whose every node knows its file and line. What a scalar means is left to the schema.

Scalars stay text: a brand called 360, No or 1.10 is what was written, and 09:00 is no sexagesimal number. Only an
empty value and ``null`` are None.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.fields import Written
from config.finding import Finding, Loc, Place, field_name

MOST_NODES = 200_000
DEEPEST = 30
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Tree:
    """One node: text, None, a list of nodes or a mapping of them; ``keys`` says where each key stands."""

    place: Place
    value: "str | None | list[Tree] | dict[str, Tree]" = None
    keys: dict[str, Place] = field(default_factory=dict)

    def plain(self) -> object:
        """Return the tree as plain data, its texts knowing the folder of their file."""
        match self.value:
            case dict():
                return {key: child.plain() for key, child in self.value.items()}
            case list():
                return [child.plain() for child in self.value]
            case None:
                return None
            case text:
                return Written.beside(self.place.file.parent, text)

    def at(self, *loc: str | int) -> "Tree | None":
        """Return the node at the end of a way, None if there is none."""
        node, walked, _ = self._walk(loc)
        return node if len(walked) == len(loc) else None

    def reach(self, loc: Loc) -> list[str | int]:
        """Return the steps of a way that lead somewhere, without the names of variants and what is missing."""
        return self._walk(loc)[1]

    def finding(self, loc: Loc, code: str, **values: object) -> Finding:
        """Return a finding about ``loc`` that points at the line of the last key on the way that exists."""
        return Finding(self._walk(loc)[2], field_name(loc), code, values)

    def _walk(self, loc: Loc) -> "tuple[Tree, list[str | int], Place]":
        node, place = self, self.place
        walked: list[str | int] = []
        for step in loc:
            if isinstance(node.value, dict) and step in node.value:
                place, node = node.keys[str(step)], node.value[str(step)]
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                place = node.place
            else:
                continue
            walked.append(step)
        return node, walked, place


class UnreadableError(Exception):
    """A text that is no YAML this product reads; carries the one finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class Grower:
    """Grows the tree of one file from the parser's events; what can be passed over is noted in ``findings``.

    The parser's own composer is not used: it recurses in C without a limit.
    """

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.text = text
        self.findings: list[Finding] = []
        self._events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
        self._anchors: dict[str, tuple[Tree, int]] = {}
        self._nodes = 0

    def grow(self) -> Tree:
        """Return the tree of the text; UnreadableError where YAML itself can't be read."""
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            raise UnreadableError(self._syntax(error)) from None
        except yaml.YAMLError as error:
            line = self.text.count("\n", 0, getattr(error, "position", 0)) + 1
            raise UnreadableError(Finding(Place(self.file, line), "YAML", "control_character")) from None

    def _document(self) -> Tree:
        root = Tree(Place(self.file, 1), {})
        for number, event in enumerate(each for each in self._events if isinstance(each, yaml.DocumentStartEvent)):
            if number:
                raise UnreadableError(Finding(self._place(event), "YAML", "two_documents"))
            root = self._tree(next(self._events), ())
        return Tree(root.place, {}) if root.value is None else root

    def _tree(self, event: Any, loc: tuple[str | int, ...]) -> Tree:
        place = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, place, loc)
        before = self._nodes
        self._count(1, place, loc)
        if getattr(event, "tag", None):
            self.findings.append(Finding(place, field_name(loc) or "YAML", "tag", {"given": event.tag}))
        if isinstance(event, yaml.MappingStartEvent):
            tree = self._mapping(place, loc)
        elif isinstance(event, yaml.SequenceStartEvent):
            tree = self._sequence(place, loc)
        else:
            empty = not event.style and event.value in NULLS
            tree = Tree(place, None if empty else event.value)
        if event.anchor:
            self._anchors[event.anchor] = (tree, self._nodes - before)
        return tree

    def _sequence(self, place: Place, loc: tuple[str | int, ...]) -> Tree:
        children: list[Tree] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            children.append(self._tree(event, (*loc, len(children))))
        return Tree(place, children)

    def _mapping(self, place: Place, loc: tuple[str | int, ...]) -> Tree:
        children: dict[str, Tree] = {}
        keys: dict[str, Place] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            where, key = self._place(event), self._tree(event, (*loc, "?")).value
            name = key if isinstance(key, str) and key.strip() and key.isprintable() else "?"
            child = self._tree(next(self._events), (*loc, name))
            if name != key:
                self.findings.append(Finding(where, field_name(loc) or "YAML", "key_is_no_text"))
            elif key in keys:
                line = keys[key].line
                self.findings.append(Finding(where, field_name((*loc, key)), "twice", {"line": line}))
            else:
                keys[key], children[key] = where, child
        return Tree(place, children, keys)

    def _alias(self, event: Any, place: Place, loc: tuple[str | int, ...]) -> Tree:
        if event.anchor not in self._anchors:
            raise UnreadableError(Finding(place, field_name(loc) or "YAML", "alias", {"given": event.anchor}))
        tree, size = self._anchors[event.anchor]
        self._count(size, place, loc)
        return tree

    def _count(self, nodes: int, place: Place, loc: tuple[str | int, ...]) -> None:
        self._nodes += nodes
        if len(loc) > DEEPEST:
            raise UnreadableError(Finding(place, field_name(loc[:3]), "too_deep", {"most": DEEPEST}))
        if self._nodes > MOST_NODES:
            raise UnreadableError(Finding(place, field_name(loc[:3]), "too_large", {"most": MOST_NODES}))

    def _place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1)

    def _syntax(self, error: yaml.MarkedYAMLError) -> Finding:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        written = self.text.split("\n")[line] if line <= self.text.count("\n") else ""
        tab = "\t" in written[: len(written) - len(written.lstrip())]
        begun = error.context_mark.line if error.context_mark else line
        values = {"problem": error.problem or error.context or "", "column": column + 1, "begun": begun + 1}
        return Finding(Place(self.file, line + 1), "YAML", "tab" if tab else "syntax", values)
