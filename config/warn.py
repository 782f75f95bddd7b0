"""Doubts: what may keep a configuration from doing what was meant, but never from starting."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from config.calendar import published
from config.fields import GAP
from config.finding import Finding, Loc
from config.names import rows, text
from config.secret import Secret
from config.settings import Settings
from config.sources import AddressedSource, can_write
from config.tree import Tree
from text.lint import lint_brand, lint_query
from text.query import parse


def doubts(settings: Settings, tree: Tree, environ: Mapping[str, str], today: date) -> Iterator[Finding]:
    """Yield everything doubtful about settings, pointing at where it was written."""
    if not settings.sources:
        yield tree.finding(("sources",), "no_sources")
    for name in ("default", "operations"):
        if not getattr(settings.routes, name):
            yield tree.finding(("routes", name), "empty_route")
    yield from unset_secrets(settings, tree, environ)
    yield from addresses(settings, tree)
    yield from unwritable(settings, tree)
    yield from aliases(settings, tree)
    yield from queries(settings, tree)
    yield from people(settings, tree)
    yield from deadlines(settings, tree, today)


def unset_secrets(settings: Settings, tree: Tree, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Doubt tokens that can't be read yet."""
    kept: list[tuple[Loc, object]] = [
        (("channels", index), getattr(each, "token", None)) for index, each in enumerate(settings.channels)
    ]
    written = ways(tree)
    kept += [(written[each.group], getattr(each, "token", None)) for each in settings.sources]
    found = [(loc, "token", secret) for loc, secret in [*kept, (("intake",), settings.intake.token)]]
    pressed = ((index, getattr(each, "signing_secret", None)) for index, each in enumerate(settings.channels))
    found += [(("channels", index), "signing_secret", secret) for index, secret in pressed]
    if library := settings.library:
        way = ("library", "elasticsearch")
        found += [(way, "password", library.password), (way, "api_key", library.api_key)]
    for loc, key, secret in found:
        if isinstance(secret, Secret) and not secret.is_set(environ):
            if secret.file:
                yield tree.finding((*loc, f"{key}_file"), "secret_unread", given=secret.file.name)
            else:
                yield tree.finding((*loc, f"{key}_env"), "secret_unset", env=secret.env)


def addresses(settings: Settings, tree: Tree) -> Iterator[Finding]:
    """Doubt addresses that nobody may fetch and addresses that are fetched twice."""
    seen: dict[str, str] = {}
    written = ways(tree)
    for source in settings.sources:
        if not isinstance(source, AddressedSource):
            continue
        loc = (*written[source.group], "url")
        if source.url in seen:
            yield tree.finding(loc, "same_address", given=seen[source.url])
        seen.setdefault(source.url, source.name)
        host = urlsplit(source.url).hostname or ""
        if is_private(host) and not any(ip_address(host) in network for network in settings.allow):
            yield tree.finding(loc, "private_address", given=host)


def ways(tree: Tree) -> dict[str, Loc]:
    """Return where each source is written, by its name."""
    return {text(row, "name"): loc for loc, row in rows(tree, "sources")}


def unwritable(settings: Settings, tree: Tree) -> Iterator[Finding]:
    """Doubt names of brands that the addresses of a source can't hold."""
    names = [name for brand in settings.brands for name in (brand.name, *brand.aliases)]
    for loc, row in rows(tree, "sources"):
        encoding = text(row, "alias_encoding") or "utf-8"
        for name in names if GAP in text(row, "url") else ():
            if not can_write(name, encoding):
                yield tree.finding((*loc, "url"), "unwritable_alias", given=name, encoding=encoding)


def is_private(host: str) -> bool:
    """Say whether a host is written as an address that is not public; names are looked up only when fetching."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def aliases(settings: Settings, tree: Tree) -> Iterator[Finding]:
    """Doubt names that two brands share, and words of brands that will surprise."""
    owner: dict[str, str] = {}
    for index, brand in enumerate(settings.brands):
        names = [(("name",), brand.name), *((("aliases", at), alias) for at, alias in enumerate(brand.aliases))]
        for loc, name in names:
            other = owner.setdefault(name.casefold(), brand.name)
            if other != brand.name:
                yield tree.finding(("brands", index, *loc), "shared_alias", given=name, brand=other)
        for says in lint_brand(brand, settings.language):
            yield tree.finding(("brands", index), "lint", says=says)


def queries(settings: Settings, tree: Tree) -> Iterator[Finding]:
    """Doubt queries of topics and own rules that will surprise."""
    written = [(*loc, "query") for loc, _ in rows(tree, "topics")]
    written += [(*loc, "where") for loc, _ in rows(tree, "rules.own")]
    for loc in written:
        query = text(tree, *loc)
        for says in lint_query(parse(query), settings.language) if query else ():
            yield tree.finding(loc, "lint", says=says)


def people(settings: Settings, tree: Tree) -> Iterator[Finding]:
    """Doubt people whom Slack can't mention; whether every role is filled is asked where playbooks are known."""
    if any(channel.type == "slack" for channel in settings.channels):
        for index, person in enumerate(settings.people):
            if "slack" not in person.chat:
                yield tree.finding(("people", index, "name"), "no_chat_id", given=person.name)


def deadlines(settings: Settings, tree: Tree, today: date) -> Iterator[Finding]:
    """Doubt own levels that nobody is named for, and a calendar that ends within the month."""
    for loc, row in rows(tree, "levels"):
        if not text(row, "who"):
            yield tree.finding((*loc, "who"), "no_who", given=text(row, "name"))
    soon = today + timedelta(days=31)
    if published(soon) is None and not any(day.year >= soon.year for day in settings.holidays):
        yield tree.finding(("holidays",), "calendar_ends", year=soon.year)
