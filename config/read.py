"""From files to one tree: decoding, includes, and the merging of what several files say."""

import re
from glob import glob, has_magic
from pathlib import Path

from config.finding import Finding, Place, field_name, relative
from config.tree import Grower, Tree, UnreadableError

MAIN = "fenghuo.yaml"
LARGEST = 5_000_000
"""Bytes of one file; a configuration is written by people."""


class Reader:
    """Reads one configuration. ``broken`` says that a file is missing from the tree, so absent names prove nothing.

    ``english`` is known even where the main file can't be read as YAML: mistakes are told in its language.
    """

    def __init__(self, main: Path) -> None:
        self.main = main
        self.files: list[Path] = []
        self.english = False
        self.findings: list[Finding] = []
        self.broken = False

    def read(self, draft: Path | None = None) -> Tree:
        """Return the tree of the main file with everything it includes, and the rules of a draft laid over it."""
        tree = self._attempt(self.main, Place(self.main, 1), "file", ()) or self._nothing()
        if draft is not None:
            self._lay_over(tree, draft)
        return tree

    def read_text(self, text: str) -> Tree:
        """Return the tree of a text that stands for the main file, with everything it includes."""
        try:
            return self._with_includes(self.main, text, ())
        except UnreadableError as error:
            self._lose(error.finding)
            return self._nothing()

    def _nothing(self) -> Tree:
        return Tree(Place(self.main, 1), {})

    def _lose(self, finding: Finding) -> None:
        self.broken = True
        self.findings.append(finding)

    def _attempt(self, file: Path, asked: Place, field: str, inside: tuple[Path, ...]) -> Tree | None:
        given = {"given": relative(file, asked.file.parent)}
        try:
            written = text_of(file, asked, field)
            if file.resolve() in inside:
                raise UnreadableError(Finding(asked, field, "include_cycle", given))
            if file.resolve() in {each.resolve() for each in self.files}:
                raise UnreadableError(Finding(asked, field, "include_twice", given))
            return self._with_includes(file, written, inside)
        except UnreadableError as error:
            self._lose(error.finding)
            return None

    def _grow(self, file: Path, text: str) -> Tree:
        self.files.append(file)
        self.english |= file == self.main and bool(re.search(r"^language:\s*en\b", text, re.MULTILINE))
        grower = Grower(file, text)
        try:
            return grower.grow()
        finally:
            self.findings += grower.findings

    def _with_includes(self, file: Path, text: str, inside: tuple[Path, ...]) -> Tree:
        tree = self._grow(file, text)
        if not isinstance(tree.value, dict):
            raise UnreadableError(Finding(tree.place, "file", "no_mapping"))
        self._put_in_criteria(tree.value)
        if rules := tree.value.get("rules"):
            tree.value["rules"] = sectioned(rules)
        for asked in self._includes(tree):
            for included in matching(str(asked.value), file.parent):
                if found := self._attempt(included, asked.place, "include", (*inside, file.resolve())):
                    self._merge(tree, found, ())
        return tree

    def _lay_over(self, tree: Tree, draft: Path) -> None:
        """Put the rules of a draft into the section ``rules``, each laid over the one of its id."""
        assert isinstance(tree.value, dict)
        try:
            grown = self._grow(draft, text_of(draft, Place(draft, 1), "rules"))
        except UnreadableError as error:
            self._lose(error.finding)
            return
        drafted = sectioned(grown.at("rules") or grown)
        held = tree.value.setdefault("rules", Tree(grown.place, {}))
        tree.keys.setdefault("rules", grown.place)
        if isinstance(held.value, dict) and isinstance(drafted.value, dict):
            for key, child in drafted.value.items():
                held.value[key] = laid_over(held.value.get(key), child)
                held.keys[key] = drafted.keys[key]
        else:
            tree.value["rules"] = drafted

    def _includes(self, tree: Tree) -> list[Tree]:
        node = tree.at("include")
        children = node.value if node and isinstance(node.value, list) else []
        return [child for child in children if isinstance(child.value, str) and child.value.strip()]

    def _put_in_criteria(self, tree: dict[str, Tree]) -> None:
        """Replace ``level_criteria: FILE`` by what the file holds."""
        node = tree.get("level_criteria")
        if node is None or not isinstance(node.value, str):
            return
        file = node.place.file.parent / node.value
        tree["level_criteria"] = Tree(node.place)
        try:
            tree["level_criteria"] = self._grow(file, text_of(file, node.place, "level_criteria"))
        except UnreadableError as error:
            self._lose(error.finding)

    def _merge(self, into: Tree, other: Tree, loc: tuple[str, ...]) -> None:
        """Add what an included file says: lists grow, mappings merge, and nothing is said twice."""
        assert isinstance(into.value, dict) and isinstance(other.value, dict)
        for key, child in other.value.items():
            mine = into.value.get(key)
            if mine is None or mine.value is None:
                into.value[key], into.keys[key] = child, other.keys[key]
            elif isinstance(mine.value, list) and isinstance(child.value, list):
                mine.value += child.value
            elif isinstance(mine.value, dict) and isinstance(child.value, dict):
                self._merge(mine, child, (*loc, key))
            elif child.value is not None:
                first = into.keys[key]
                values = {"line": first.line, "given": first.file.name}
                self.findings.append(Finding(other.keys[key], field_name((*loc, key)), "set_elsewhere", values))


def sectioned(rules: Tree) -> Tree:
    """Return a section ``rules`` that is a mere list as one whose rules are ``own``."""
    return Tree(rules.place, {"own": rules}, {"own": rules.place}) if isinstance(rules.value, list) else rules


def laid_over(under: Tree | None, over: Tree) -> Tree:
    """Return two lists as one; of two rules with one id, the keys of the upper are laid over those of the lower."""
    if under is None or not isinstance(under.value, list) or not isinstance(over.value, list):
        return over
    rules = {_id_of(rule) or str(at): rule for at, rule in enumerate(under.value)}
    for at, rule in enumerate(over.value, len(under.value)):
        key = _id_of(rule) or str(at)
        below = rules.get(key)
        if below and isinstance(below.value, dict) and isinstance(rule.value, dict):
            rule = Tree(rule.place, {**below.value, **rule.value}, {**below.keys, **rule.keys})
        rules[key] = rule
    return Tree(over.place, list(rules.values()))


def _id_of(rule: Tree) -> str:
    written = rule.at("id")
    return written.value if written and isinstance(written.value, str) else ""


def text_of(file: Path, asked: Place, field: str) -> str:
    """Return the text of a file; UnreadableError points at who asked for it, or at the line that is no UTF-8."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        code = "no_file" if isinstance(error, FileNotFoundError) else "unreadable_file"
        values = {"given": relative(file, asked.file.parent), "why": error.strerror or type(error).__name__}
        raise UnreadableError(Finding(asked, field, code, values)) from None
    except ValueError:
        raise UnreadableError(Finding(asked, field, "file_path")) from None
    if len(raw) > LARGEST:
        raise UnreadableError(Finding(Place(file, 1), "file", "file_too_large", {"most": LARGEST}))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableError(Finding(Place(file, line), "file", "encoding", {"guess": guess(raw, line)})) from None


def matching(pattern: str, folder: Path) -> list[Path]:
    """Return the files a pattern names, by name; one without wildcards is named whether it exists or not."""
    if not has_magic(pattern) or "\0" in pattern:
        return [folder / pattern]
    found = sorted(glob(str(folder / pattern), recursive=True))  # noqa: PTH207 - Path.glob refuses some patterns
    return [Path(each) for each in found if Path(each).is_file()]


def guess(raw: bytes, line: int) -> str:
    """Return the encoding that bytes are probably in, a line of which (from 1) is no UTF-8."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    try:
        raw.split(b"\n")[line - 1].decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GB18030"
