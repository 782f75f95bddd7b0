"""Playbooks as YAML files: each may extend another, changing, adding and leaving out steps."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from config.finding import Loc
from config.tree import Tree
from domain.deadline import DeadlineKind
from domain.step import Playbook, StepSpec
from playbooks.reading import Reading, files
from playbooks.words import LANGS
from playbooks.written import WrittenPlaybook, WrittenStep

MOST_STEPS = 60
SETTLED = (DeadlineKind.FIRST_RESPONSE, DeadlineKind.HOLDING, DeadlineKind.ANSWER)


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a playbook may use: of categories, levels and statements."""

    categories: Collection[str]
    levels: Collection[str]
    statements: Collection[str]


@dataclass(frozen=True, slots=True)
class PlaybookFile:
    """A playbook as written, with the tree that knows its lines."""

    tree: Tree
    written: WrittenPlaybook


Shelf = Mapping[str, PlaybookFile]
"""Playbooks by id, in the order that ``choose`` reads them."""


def playbook_files(folder: Path, reading: Reading) -> dict[str, PlaybookFile]:
    """Return the playbooks of a folder, general ones before an industry's own; an id twice is a mistake."""
    found: dict[str, PlaybookFile] = {}
    for file in files(folder, (".yaml", ".yml")):
        text = reading.text(file)
        tree = None if text is None else reading.tree(file, text)
        written = None if tree is None else reading.section(WrittenPlaybook, tree)
        if tree is None or written is None:
            continue
        if written.id in found:
            reading.used_twice(tree, written.id, found[written.id].tree.place.file)
        found[written.id] = PlaybookFile(tree, written)
    return dict(sorted(found.items(), key=lambda item: bool(item[1].written.industries)))


def bound(shelf: Shelf, known: Known, reading: Reading) -> Iterator[Playbook]:
    """Yield every playbook that serves a category, complete and in each language; what is wrong is kept."""
    for file in shelf.values():
        if not _names_are_known(file, shelf, known, reading):
            continue
        written = _whole(file.written, shelf)
        if written.categories and _is_whole(file, written, reading):
            yield from (_playbook(written, lang) for lang in LANGS)


def _names_are_known(file: PlaybookFile, shelf: Shelf, known: Known, reading: Reading) -> bool:
    before = len(reading.mistakes)
    for loc, given, allowed in _names(file.written, known):
        if given not in allowed:
            reading.unknown(file.tree, loc, given, allowed)
    for loc, zh, en in _oddities(file.written, shelf):
        reading.wrong(file.tree, loc, zh, en)
    return len(reading.mistakes) == before


def _names(written: WrittenPlaybook, known: Known) -> Iterator[tuple[Loc, str, Collection[str]]]:
    """Yield every name that a playbook uses: where, which, and what there is."""
    yield from ((("categories", at), name, known.categories) for at, name in enumerate(written.categories))
    yield from ((("statements", at), name, known.statements) for at, name in enumerate(written.statements))
    for number, step in enumerate(written.steps):
        if step.statement:
            yield ("steps", number, "statement"), step.statement, known.statements
        yield from ((("steps", number, "levels", at), name, known.levels) for at, name in enumerate(step.levels))


def _oddities(written: WrittenPlaybook, shelf: Shelf) -> Iterator[tuple[Loc, str, str]]:
    """Yield what is wrong with the way a playbook stands on another, and with ids that two steps share."""
    if written.extends and written.extends not in shelf:
        yield ("extends",), f"没有预案“{written.extends}”", f"there is no playbook “{written.extends}”"
    elif _in_a_circle(written, shelf):
        yield ("extends",), "预案互相以对方为基础", "playbooks extend each other in a circle"
    seen: set[str] = set()
    for number, step in enumerate(written.steps):
        if step.id in seen:
            yield ("steps", number, "id"), f"步骤“{step.id}”重复", f"the step “{step.id}” is there twice"
        if step.settles and step.within:
            zh = "写了 settles 就不写 within：时限由等级决定"
            yield ("steps", number, "within"), zh, "leave out within beside settles: the level sets the limit"
        seen.add(step.id)


def _in_a_circle(written: WrittenPlaybook, shelf: Shelf) -> bool:
    passed: set[str] = set()
    while written.extends in shelf and written.extends not in passed:
        passed.add(written.extends)
        written = shelf[written.extends].written
    return written.extends in passed


def _whole(written: WrittenPlaybook, shelf: Shelf) -> WrittenPlaybook:
    """Return a playbook laid over the one that it extends: steps of the same id change only the keys they name."""
    if written.extends not in shelf or _in_a_circle(written, shelf):
        return written
    base = _whole(shelf[written.extends].written, shelf)
    steps = {step.id: step for step in base.steps if step.id not in written.without}
    for step in written.steps:
        under = steps.get(step.id)
        steps[step.id] = step if under is None else _laid_over(under, step)
    return base.model_copy(
        update={
            **{key: getattr(written, key) for key in written.model_fields_set - {"steps"}},
            "statements": tuple(dict.fromkeys((*written.statements, *base.statements))),
            "steps": tuple(steps.values()),
        }
    )


def _laid_over(under: WrittenStep, step: WrittenStep) -> WrittenStep:
    return under.model_copy(update={key: getattr(step, key) for key in step.model_fields_set})


def _is_whole(file: PlaybookFile, written: WrittenPlaybook, reading: Reading) -> bool:
    """Keep what a playbook lacks, its base counted in: a name, complete steps, and one step for each limit."""
    before = len(reading.mistakes)
    if written.name is None:
        reading.wrong(file.tree, ("name",), "缺少名称", "the name is missing")
    for step in written.steps:
        if lacks := [key for key in ("title", "done", "role") if getattr(step, key) is None]:
            zh, en = f"步骤“{step.id}”缺少 {'、'.join(lacks)}", f"the step “{step.id}” lacks {', '.join(lacks)}"
            reading.wrong(file.tree, ("steps",), zh, en)
        if not step.within and not step.settles:
            zh, en = f"步骤“{step.id}”缺少 within", f"the step “{step.id}” lacks within"
            reading.wrong(file.tree, ("steps",), zh, en)
    for kind in SETTLED:
        settling = [step for step in written.steps if step.settles == kind]
        if len(settling) != 1 or settling[0].levels or settling[0].top:
            zh = f"须有且只有一个对所有等级适用的步骤写明 settles: {kind}"
            en = f"exactly one step, for every level, has to say settles: {kind}"
            reading.wrong(file.tree, ("steps",), zh, en)
    if len(written.steps) > MOST_STEPS:
        zh, en = f"步骤超过 {MOST_STEPS} 个", f"there are more than {MOST_STEPS} steps"
        reading.wrong(file.tree, ("steps",), zh, en)
    return len(reading.mistakes) == before


def _playbook(written: WrittenPlaybook, lang: str) -> Playbook:
    return Playbook(
        id=written.id,
        lang=lang,
        name=written.name.of(lang) if written.name else written.id,
        categories=written.categories,
        steps=tuple(_spec(step, lang) for step in written.steps),
        statements=written.statements,
        industries=written.industries,
    )


def _spec(step: WrittenStep, lang: str) -> StepSpec:
    assert step.title is not None and step.done is not None and step.role is not None
    return StepSpec(
        id=step.id,
        title=step.title.of(lang),
        done_means=step.done.of(lang),
        role=step.role,
        within=step.within or timedelta(0),
        statement=step.statement,
        levels=step.levels,
        top=step.top,
        settles=DeadlineKind(step.settles) if step.settles else None,
    )
