"""What ``init`` writes and what ``check`` warns of."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from config.settings import Settings
from domain.errors import UsageError
from domain.person import ROLE_NAMES, Role
from domain.step import Playbook
from monitor.language import say
from monitor.offering import Kept

MAIN = "fenghuo.yaml"
NAMED = 3
"""Playbooks that a warning names before it only counts them."""


def write_starter(
    folder: Path,
    brand: str,
    aliases: list[str],
    industry: str,
    language: str,
    find: Callable[[], Kept],
    *,
    force: bool,
) -> list[str]:
    """Write a configuration for a brand and its drop folder; return what to tell and what to do next.

    ``find`` is asked for ready sources once all else is known to be right.
    """
    from config.init import starter
    from config.load import loads

    target = folder / MAIN
    if target.exists() and not force:
        raise UsageError(
            say(f"{target} 已存在；用 --force 覆盖。", f"{target} is there already; use --force to overwrite it.")
        )
    loads(starter(brand, aliases, industry, "Asia/Shanghai", language), folder)
    kept = find()
    text = starter(brand, aliases, industry, "Asia/Shanghai", language, kept.sources, kept.beside)
    loads(text, folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "inbox").mkdir(exist_ok=True)
    target.write_text(text, encoding="utf-8")
    count = len(kept.sources)
    return [
        say(f"已写入 {target}，含 {count} 个现成来源。", f"Wrote {target} with {count} ready source(s)."),
        say("下一步：fenghuo check，然后 fenghuo run。", "Next: fenghuo check, then fenghuo run."),
        say(
            "把 JSON Lines 文件放进 inbox/，或用 fenghuo sources add 网址 加入订阅，提及就会进来。",
            "Drop JSON Lines files into inbox/, or add feeds with fenghuo sources add URL, and mentions come in.",
        ),
    ]


def warnings(folder: Path) -> list[str]:
    """Return every warning about configuration, roles, channels and rules; ConfigError where there are mistakes."""
    from config.load import load
    from monitor.wiring import open_channels
    from playbooks.handbook import load_handbook

    loaded = load(folder)
    settings = loaded.settings
    handbook = load_handbook(settings)
    found = [str(warning) for warning in loaded.warnings]
    found += _unfilled(settings, handbook.playbooks)
    for name, channel in open_channels(settings, sys.stderr).items():
        found += [f"channels: {name}: {problem}" for problem in channel.check()]
    return [*found, *_by_history(settings)]


def _by_history(settings: Settings) -> list[str]:
    """Return what the stored history says against rules and words; nothing where nothing is stored yet."""
    from index.ledger import open_ledger
    from monitor.hindsight import doubts_of
    from monitor.wiring import LEDGER_FILE
    from sentiment.variants import default_variants

    path = settings.store / LEDGER_FILE
    if not path.exists():
        return []
    ledger = open_ledger(path, variants=default_variants())
    try:
        return [
            settings.says(f"{each.part}：{each.told}", f"{each.part}: {each.told}")
            for each in doubts_of(ledger, settings)
        ]
    finally:
        ledger.close()


def _unfilled(settings: Settings, playbooks: Sequence[Playbook]) -> list[str]:
    """Return a warning for the roles that a playbook or the escalation chain needs and nobody fills."""
    from playbooks.duty import unfilled_roles

    used = [each for each in playbooks if each.lang == settings.language]
    unfilled = unfilled_roles(used, settings.people, settings.escalation)
    if settings.people or not unfilled:
        return [_nobody_is(role, needs, settings) for role, needs in unfilled.items()]
    roles = ", ".join(unfilled)
    return [
        settings.says(
            f"people: 还没有写任何人，步骤没有责任人，告警不会点名；需要的角色：{roles}",
            f"people: nobody is named, so steps have no owner and alerts call nobody; roles needed: {roles}",
        )
    ]


def _nobody_is(role: Role, needs: Sequence[str], settings: Settings) -> str:
    shown = settings.says("、", ", ").join(needs[:NAMED])
    zh, en = (f"等 {len(needs)} 处", f" and {len(needs) - NAMED} more") if len(needs) > NAMED else ("", "")
    return settings.says(
        f"people: 没有人担任 {role}（{ROLE_NAMES[role][0]}），需要它的有：{shown}{zh}",
        f"people: nobody is {role} ({ROLE_NAMES[role][1]}), needed by {shown}{en}",
    )
