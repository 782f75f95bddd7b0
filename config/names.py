"""Cross-checks of names: none given twice, and every name that is used is somewhere given."""

from collections.abc import Iterator
from typing import get_args

from config.finding import Finding, Loc
from config.preset import levels_preset, rules_preset
from config.refusal import choice, shown
from config.sections import Industry, LevelPreset, RuleSpec
from config.tree import Tree
from domain.category import NAMES

LISTS = (
    ("brands", "name"),
    ("topics", "name"),
    ("sources", "name"),
    ("people", "name"),
    ("channels", "name"),
    ("routes.own", "name"),
)
IDS = (("levels", "id"), ("level_criteria", "id"), ("categories", "id"), ("rules.own", "id"))
SCREEN = "screen"


def rows(tree: Tree, path: str) -> Iterator[tuple[tuple[str | int, ...], Tree]]:
    """Yield (way, node) of each row of a list; whatever is no list has none."""
    loc: tuple[str | int, ...] = tuple(path.split("."))
    node = tree.at(*loc)
    for index, child in enumerate(node.value if node and isinstance(node.value, list) else []):
        yield (*loc, index), child


def text(node: Tree | None, *loc: str | int) -> str:
    """Return the text at a way, "" where there is none."""
    found = node.at(*loc) if node else None
    return found.value.strip() if found and isinstance(found.value, str) else ""


def texts(tree: Tree, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Yield (way, text) of each text in the list at a way."""
    node = tree.at(*loc)
    for index, child in enumerate(node.value if node and isinstance(node.value, list) else []):
        if isinstance(child.value, str):
            yield (*loc, index), child.value.strip()


def repeated(tree: Tree) -> Iterator[Finding]:
    """Yield names that are given twice in one list."""
    for path, key in (*LISTS, *IDS, ("routes.own", "name")):
        seen: dict[str, int] = {}
        for loc, row in rows(tree, path):
            name, node = text(row, key), row.at(key)
            if name in seen:
                yield tree.finding((*loc, key), "same_name", given=shown(name), line=seen[name])
            elif name and node:
                seen[name] = node.place.line


def shared_channels(tree: Tree) -> Iterator[Finding]:
    """Yield channels that two routes of incidents have: whichever rings, people there would hear it twice."""
    ways = [("routes", "default"), *((*loc, "channels") for loc, _ in rows(tree, "routes.own"))]
    seen: dict[str, int] = {}
    for loc, name in (each for way in ways for each in texts(tree, way)):
        node = tree.at(*loc)
        if name in seen:
            yield tree.finding(loc, "same_name", given=shown(name), line=seen[name])
        elif node:
            seen[name] = node.place.line


def unknown(tree: Tree) -> Iterator[Finding]:
    """Yield names that are used and nowhere given."""
    for loc, name, known in used(tree):
        if name and name not in known:
            yield tree.finding(loc, "unknown", **{"given": shown(name), **choice(name, sorted(known))})


def used(tree: Tree) -> Iterator[tuple[Loc, str, set[str]]]:
    """Yield (way, name, names there are) of every name that is used."""
    brands, people = named(tree, "brands"), named(tree, "people")
    channels = named(tree, "channels") or {SCREEN}
    categories, levels = set(NAMES) | named(tree, "categories", "id"), levels_in(tree)
    for route in ("default", "operations"):
        yield from ((loc, name, channels) for loc, name in texts(tree, ("routes", route)))
    yield ("routes", "always"), text(tree, "routes", "always"), levels
    for loc, row in rows(tree, "routes.own"):
        yield from ((way, name, channels) for way, name in texts(tree, (*loc, "channels")))
        yield from ((way, name, brands) for way, name in texts(tree, (*loc, "brands")))
        yield from ((way, name, categories) for way, name in texts(tree, (*loc, "categories")))
        yield from (((*loc, key), text(row, key), levels) for key in ("level", "always"))
    for loc, row in rows(tree, "people"):
        yield (*loc, "substitute"), text(row, "substitute"), people
    for loc, row in rows(tree, "topics"):
        yield (*loc, "brand"), text(row, "brand"), brands
    for path in ("rules.own", "level_criteria"):
        for loc, row in rows(tree, path):
            yield (*loc, "level"), text(row, "level"), levels
            yield (*loc, "category"), text(row, "category"), categories
            yield from ((way, name, categories) for way, name in texts(tree, (*loc, "categories")))
            yield from ((way, name, brands) for way, name in texts(tree, (*loc, "brands")))
    lexicons = tree.at("lexicons")
    for category in lexicons.value if lexicons and isinstance(lexicons.value, dict) else ():
        yield ("lexicons", category), category, categories
    known = {rule.id for rule in preset_rules(tree)} | named(tree, "rules.own", "id")
    yield from ((loc, name, known) for loc, name in texts(tree, ("rules", "disable")))
    for loc, _ in rows(tree, "rules.own"):
        for key in ("all_of", "any_of", "none_of"):
            yield from ((way, name, known) for way, name in texts(tree, (*loc, key)))


def named(tree: Tree, path: str, key: str = "name") -> set[str]:
    """Return the names that the rows of a list have."""
    return {text(row, key) for _, row in rows(tree, path)} - {""}


def preset_rules(tree: Tree) -> tuple[RuleSpec, ...]:
    """Return the rules of the industry that is written, the general ones where it is no industry."""
    industry = text(tree, "industry")
    return rules_preset(industry if industry in get_args(Industry) else "general")


def levels_in(tree: Tree) -> set[str]:
    """Return the ids of the levels that are written, or of the preset that is named."""
    preset = text(tree, "levels")
    name = preset if preset in get_args(LevelPreset) else "four"
    return named(tree, "levels", "id") or {level.id for level in levels_preset(name).levels}
