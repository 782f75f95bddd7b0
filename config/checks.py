"""Cross-checks of everything but names, on the tree itself, so that one mistake never hides another."""

from collections.abc import Iterator
from pathlib import Path

from config.fields import RSSHUB
from config.finding import Finding, Loc, Said
from config.names import preset_rules, repeated, rows, shared_channels, text, texts, unknown
from config.refusal import shown
from config.rule_keys import KINDS_OF, NARROWING, keys_needed, keys_of
from config.sections import RuleSpec
from config.tree import Tree
from domain.category import NAMES
from domain.errors import QueryError
from domain.rule import RuleType
from domain.topic import Brand
from text.query import bind, parse

LOGINS = ("password_env", "password_file", "api_key_env", "api_key_file")
"""Where a secret of Elasticsearch's may be kept: in one of these."""


def mistakes_across(tree: Tree) -> Iterator[Finding]:
    """Yield every mistake that one value alone does not show."""
    yield from repeated(tree)
    yield from shared_channels(tree)
    yield from unknown(tree)
    yield from ranks(tree)
    yield from categories(tree)
    yield from substitutes(tree)
    yield from tokens(tree)
    yield from routes(tree)
    yield from rules(tree)
    yield from queries(tree)
    yield from folders(tree)
    yield from model_file(tree)
    yield from library(tree)


def ranks(tree: Tree) -> Iterator[Finding]:
    """Check that own levels count from 1 without gap or repeat."""
    given = [text(row, "rank") for _, row in rows(tree, "levels")]
    if given and all(rank.isdecimal() for rank in given):
        numbers = sorted(int(rank) for rank in given)
        if numbers != list(range(1, len(numbers) + 1)):
            yield tree.finding(("levels",), "ranks", ranks=numbers)


def categories(tree: Tree) -> Iterator[Finding]:
    """Check that an own category does not take the id of a built-in one."""
    for loc, row in rows(tree, "categories"):
        if (name := text(row, "id")) in NAMES:
            yield tree.finding((*loc, "id"), "built_in_category", given=name)


def substitutes(tree: Tree) -> Iterator[Finding]:
    """Check that nobody stands in for themselves."""
    for loc, row in rows(tree, "people"):
        if (name := text(row, "name")) and name == text(row, "substitute"):
            yield tree.finding((*loc, "substitute"), "own_substitute", given=shown(name))


def tokens(tree: Tree) -> Iterator[Finding]:
    """Check that a token is kept in one place, and that Slack has one."""
    json = [(loc, row, False) for loc, row in rows(tree, "sources") if text(row, "type") == "json"]
    slack = [(loc, row, True) for loc, row in rows(tree, "channels") if text(row, "type") == "slack"]
    intake = tree.at("intake")
    for loc, row, needed in [*slack, *json, *([(("intake",), intake, False)] if intake else [])]:
        here = [key for key in ("token_env", "token_file") if text(row, key)]
        if len(here) == 2:
            yield tree.finding((*loc, "token_file"), "two_tokens")
        signing = [key for key in ("signing_secret_env", "signing_secret_file") if text(row, key)]
        if len(signing) == 2:
            yield tree.finding((*loc, signing[1]), "two_logins", given=shown(signing[1]), other=signing[0])
        if not here and needed:
            yield tree.finding(loc, "no_token")


def routes(tree: Tree) -> Iterator[Finding]:
    """Check that an RSSHub is named where a source is a route of it."""
    for loc, row in rows(tree, "sources"):
        if text(row, "url").startswith(RSSHUB) and not text(tree, "rsshub", "base"):
            yield tree.finding((*loc, "url"), "no_rsshub")


def rules(tree: Tree) -> Iterator[Finding]:
    """Check that each own rule is complete and has only keys of its type."""
    preset = {rule.id: rule for rule in preset_rules(tree)}
    for loc, row in rows(tree, "rules.own"):
        name, written = text(row, "id"), row.value if isinstance(row.value, dict) else {}
        under = preset.get(name)
        kind = text(row, "type") or (under.type.value if under and under.type else "")
        inherits = under is not None and under.type == kind
        needed = keys_needed(kind, text(row, "category"))
        lacks = [key for key in needed if not text(row, key) and not inherits]
        if name and lacks:
            yield tree.finding(loc, "rule_lacks", given=shown(name), lacks=lacks)
        if kind == RuleType.COMPOSITE and not any(list(texts(tree, (*loc, key))) for key in ("all_of", "any_of")):
            yield tree.finding(loc, "rule_members")
        which = text(row, "of") or (under.of or "" if inherits and under else "")
        yield from _which(tree, loc, kind, which)
        if kind == RuleType.SILENCE:
            yield from _silence(tree, loc, which)
        allowed = keys_of(RuleType(kind)) if kind in list(RuleType) else frozenset(written)
        for key in written:
            if key not in allowed and key in RuleSpec.model_fields:
                yield tree.finding((*loc, key), "rule_key", type=kind, allowed=sorted(allowed))


def _which(tree: Tree, loc: Loc, kind: str, given: str) -> Iterator[Finding]:
    """Check that a rule of several kinds says which one it is."""
    allowed = KINDS_OF.get(RuleType(kind)) if kind in list(RuleType) else None
    if allowed and given not in allowed:
        yield tree.finding((*loc, "of"), "rule_of", type=kind, allowed=sorted(allowed))


def _silence(tree: Tree, loc: Loc, which: str) -> Iterator[Finding]:
    """Check that a silence names whom it listens to, and whose incident it opens where it is about no brand."""
    if which == "source" and not list(texts(tree, (*loc, "named"))):
        yield tree.finding(loc, "silence_of_nobody")
    if which in ("source", "intake") and text(tree, *loc, "category") and not list(texts(tree, (*loc, "brands"))):
        yield tree.finding((*loc, "category"), "silence_without_brand")
    unfit = {"source": NARROWING, "intake": NARROWING | {"named"}, "brand": {"named"}}.get(which, frozenset())
    allowed = sorted(keys_of(RuleType.SILENCE) - unfit)
    for key in sorted(unfit):
        if tree.at(*loc, key):
            yield tree.finding((*loc, key), "rule_key", type=f"silence (of: {which})", allowed=allowed)


def queries(tree: Tree) -> Iterator[Finding]:
    """Check that every query can be read, and that ``{brand}`` means some brand."""
    wheres = [((*loc, "where"), text(row, "where"), True) for loc, row in rows(tree, "rules.own")]
    topics = [((*loc, "query"), text(row, "query"), bool(text(row, "brand"))) for loc, row in rows(tree, "topics")]
    for loc, query, named in [*wheres, *topics]:
        if not query:
            continue
        try:
            node = parse(query)
        except QueryError as error:
            (why_zh, hint_zh), (why, hint) = error.zh, error.en
            yield tree.finding(loc, "query", column=error.column, why=Said(why_zh, why), hint=Said(hint_zh, hint))
            continue
        if not named and bind(node, Brand("?")) != node:
            yield tree.finding(loc, "query_brand")


def folders(tree: Tree) -> Iterator[Finding]:
    """Check that the folders of own playbooks and statements are there."""
    for key in ("playbooks", "statements"):
        for loc, given in texts(tree, (key,)):
            node = tree.at(*loc)
            if node and given and not is_folder(node.place.file.parent / given):
                yield tree.finding(loc, "no_folder", given=shown(given))


def model_file(tree: Tree) -> Iterator[Finding]:
    """Check that the file of an own model of tone is there."""
    loc = ("sentiment", "model")
    node = tree.at(*loc)
    given = str(node.value) if node and node.value else ""
    if node and given and not (node.place.file.parent / given).is_file():
        yield tree.finding(loc, "no_model", given=shown(given))


def library(tree: Tree) -> Iterator[Finding]:
    """Check that there is one way to log in to Elasticsearch, and that the CA's file is there and of use."""
    loc = ("library", "elasticsearch")
    row = tree.at(*loc)
    here = [key for key in LOGINS if row and text(row, key)]
    if len(here) > 1:
        yield tree.finding((*loc, here[1]), "two_logins", given=shown(here[1]), other=here[0])
    if row and text(row, "user") and not here:
        yield tree.finding((*loc, "user"), "user_without_password")
    node = tree.at(*loc, "ca_file")
    given = str(node.value) if node and node.value else ""
    if node and given and not (node.place.file.parent / given).is_file():
        yield tree.finding((*loc, "ca_file"), "no_ca", given=shown(given))
    if given:
        yield from _without_tls(tree, loc)


def _without_tls(tree: Tree, loc: tuple[str, ...]) -> Iterator[Finding]:
    listed = tree.at(*loc, "other_urls")
    others = len(listed.value) if listed and isinstance(listed.value, list) else 0
    for key in (("url",), *(("other_urls", number) for number in range(others))):
        address = tree.at(*loc, *key)
        if address and str(address.value).strip().lower().startswith("http:"):
            yield tree.finding((*loc, *key), "ca_without_tls", given=shown(str(address.value)))


def is_folder(path: Path) -> bool:
    """Say whether a path is a folder; a path that can't be one is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
