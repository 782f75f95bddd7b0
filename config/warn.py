"""Doubts: what may keep a configuration from doing what was meant, but never from starting."""

import os
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from config.finding import Finding
from config.secret import Secret
from config.settings import Settings
from config.sources import FeedSource
from config.tree import Tree
from domain.person import ROLE_NAMES, Role


def doubts(settings: Settings, tree: Tree, environ: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Yield everything doubtful about settings, pointing at where it was written."""
    if not settings.sources:
        yield tree.finding(("sources",), "no_sources")
    for name in ("default", "operations"):
        if not getattr(settings.routes, name):
            yield tree.finding(("routes", name), "empty_route")
    yield from unset_secrets(settings, tree, environ)
    yield from addresses(settings, tree)
    yield from aliases(settings, tree)
    yield from people(settings, tree)


def unset_secrets(settings: Settings, tree: Tree, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Doubt tokens that can't be read yet."""
    kept = [(("channels", index), getattr(each, "token", None)) for index, each in enumerate(settings.channels)]
    for loc, secret in [*kept, (("intake",), settings.intake.token)]:
        if isinstance(secret, Secret) and not secret.is_set(environ):
            if secret.file:
                yield tree.finding((*loc, "token_file"), "secret_unread", given=secret.file.name)
            else:
                yield tree.finding((*loc, "token_env"), "secret_unset", env=secret.env)


def addresses(settings: Settings, tree: Tree) -> Iterator[Finding]:
    """Doubt feeds that nobody may fetch and feeds that are fetched twice."""
    seen: dict[str, str] = {}
    for index, source in enumerate(settings.sources):
        if not isinstance(source, FeedSource):
            continue
        loc = ("sources", index, "url")
        if source.url in seen:
            yield tree.finding(loc, "same_address", given=seen[source.url])
        seen.setdefault(source.url, source.name)
        host = urlsplit(source.url).hostname or ""
        if is_private(host) and not any(ip_address(host) in network for network in settings.allow):
            yield tree.finding(loc, "private_address", given=host)


def is_private(host: str) -> bool:
    """Say whether a host is written as an address that is not public; names are looked up only when fetching."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def aliases(settings: Settings, tree: Tree) -> Iterator[Finding]:
    """Doubt names that two brands share and names so short that other words hold them."""
    owner: dict[str, str] = {}
    for index, brand in enumerate(settings.brands):
        names = [(("name",), brand.name), *((("aliases", at), alias) for at, alias in enumerate(brand.aliases))]
        for loc, name in names:
            other = owner.setdefault(name.casefold(), brand.name)
            if other != brand.name:
                yield tree.finding(("brands", index, *loc), "shared_alias", given=name, brand=other)
            if len(name) == 1 and not brand.exclude:
                yield tree.finding(("brands", index, *loc), "short_alias", given=name)


def people(settings: Settings, tree: Tree) -> Iterator[Finding]:
    """Doubt an escalation chain with holes, and people whom Slack can't mention."""
    for role in settings.escalation:
        if not settings.filling(role):
            yield tree.finding(("people",), "nobody_escalates", role=role_name(role, settings))
    if any(channel.type == "slack" for channel in settings.channels):
        for index, person in enumerate(settings.people):
            if "slack" not in person.chat:
                yield tree.finding(("people", index, "name"), "no_chat_id", given=person.name)


def unfilled(settings: Settings, tree: Tree, needed: Mapping[Role, Sequence[str]]) -> Iterator[Finding]:
    """Doubt roles that ``needed`` (role → ids of the playbooks that need it) names and nobody fills."""
    for role, needs in needed.items():
        if not settings.filling(role):
            yield tree.finding(("people",), "nobody", role=role_name(role, settings), needs=list(needs))


def role_name(role: Role, settings: Settings) -> str:
    """Return a role's id and name, as people look for both."""
    return f"{role.value} ({settings.says(*ROLE_NAMES[role])})"
