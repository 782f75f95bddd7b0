"""Reading the files of a handbook; every mistake is kept with its file, line and field."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from config.fields import Section
from config.finding import Finding, Loc, Place, field_name
from config.read import text_of
from config.refusal import choice, refusals
from config.tree import Grower, Tree, UnreadableError
from config.wording import tell
from domain.errors import Mistake
from playbooks.words import pick
from playbooks.written import WrittenStep

LARGEST = 200_000
"""Characters of one file."""

Written = TypeVar("Written", bound=Section)


def files(folder: Path, suffixes: Sequence[str]) -> Iterator[Path]:
    """Yield the files of a folder and its folders that end so, by name; hidden ones are passed over."""
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in suffixes and not file.name.startswith(".") and file.is_file():
            yield file


@dataclass(slots=True)
class Reading:
    """What was found wrong so far; files are named relative to ``folder``, sentences are in ``lang``."""

    folder: Path
    lang: str
    mistakes: list[Mistake] = field(default_factory=list)

    def text(self, file: Path) -> str | None:
        """Return the text of a file with plain line ends, None where it can't be read."""
        try:
            text = text_of(file, Place(file, 1), "file").replace("\r\n", "\n").replace("\r", "\n")
        except UnreadableError as error:
            self.tell(error.finding)
            return None
        if len(text) > LARGEST:
            self.tell(Finding(Place(file, 1), "file", "file_too_large", {"most": LARGEST}))
            return None
        return text

    def tree(self, file: Path, text: str) -> Tree | None:
        """Return the YAML of a text as a tree, None where it is none."""
        grower = Grower(file, text)
        try:
            tree = grower.grow()
        except UnreadableError as error:
            self.tell(error.finding)
            return None
        for finding in grower.findings:
            self.tell(finding)
        return tree

    def section(self, kind: type[Written], tree: Tree) -> Written | None:
        """Return a tree as the section it should be, None where it is not."""
        try:
            return kind.model_validate(tree.plain())
        except ValidationError as error:
            for finding in refusals(error, tree):
                self.tell(_with_own_keys(finding, kind))
            return None

    def tell(self, finding: Finding) -> None:
        """Keep a mistake that the configuration's phrases have words for."""
        self.mistakes.append(tell(finding, self.folder, self.lang))

    def wrong(self, tree: Tree, loc: Loc, zh: str, en: str) -> None:
        """Keep a mistake at ``loc`` of a file."""
        self.wrong_at(tree.finding(loc, "").place, field_name(loc) or "file", zh, en)

    def wrong_at(self, place: Place, name: str, zh: str, en: str) -> None:
        """Keep a mistake at a line."""
        told = tell(Finding(place, name, ""), self.folder, self.lang)
        self.mistakes.append(replace(told, problem=pick(self.lang, zh, en)))

    def unknown(self, tree: Tree, loc: Loc, given: str, allowed: Iterable[str]) -> None:
        """Keep that a name is none of those there are."""
        self.tell(tree.finding(loc, "unknown", given=given, **choice(given, sorted(allowed))))

    def used_twice(self, tree: Tree, id: str, other: Path) -> None:
        """Keep that an id is another file's already."""
        zh = f"ID“{id}”已用于 {other.name}，请换一个"
        self.wrong(tree, ("id",), zh, f"the id “{id}” is {other.name}'s already, choose another")


def _with_own_keys(finding: Finding, kind: type[Section]) -> Finding:
    """Return a finding about a strange key with the keys that may stand there."""
    if finding.code != "extra_forbidden":
        return finding
    within = WrittenStep if finding.field.startswith("steps[") else kind
    key = finding.field.rpartition(".")[2]
    return replace(finding, values={**finding.values, **choice(key, sorted(within.model_fields))})
