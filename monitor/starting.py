"""What ``init`` writes and what ``check`` doubts."""

import sys
from collections.abc import Sequence
from pathlib import Path

from config.settings import Settings
from domain.errors import UsageError
from domain.person import ROLE_NAMES
from domain.step import Playbook
from monitor.language import say

MAIN = "fenghuo.yaml"


def write_starter(
    folder: Path, brand: str, aliases: list[str], industry: str, language: str, *, force: bool
) -> list[str]:
    """Write a configuration for a brand and its drop folder; return what to tell and what to do next."""
    from config.init import starter
    from config.load import loads

    target = folder / MAIN
    if target.exists() and not force:
        raise UsageError(
            say(f"{target} 已存在；用 --force 覆盖。", f"{target} is there already; use --force to overwrite it.")
        )
    text = starter(brand, aliases, industry, "Asia/Shanghai", language)
    loads(text, folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "inbox").mkdir(exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return [
        say(f"已写入 {target}。", f"Wrote {target}."),
        say("下一步：fenghuo check，然后 fenghuo run。", "Next: fenghuo check, then fenghuo run."),
        say(
            "把 JSON Lines 文件放进 inbox/，或在 sources: 下加入订阅地址，提及就会进来。",
            "Drop JSON Lines files into inbox/, or add feeds under sources:, and mentions come in.",
        ),
    ]


def doubts(folder: Path) -> list[str]:
    """Return every doubt about configuration, roles and channels; ConfigError where there are mistakes."""
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
    return found


def _unfilled(settings: Settings, playbooks: Sequence[Playbook]) -> list[str]:
    """Return a doubt for each role that a playbook or the escalation chain needs and nobody fills."""
    from playbooks.duty import unfilled_roles

    used = [each for each in playbooks if each.lang == settings.language]
    return [
        settings.says(
            f"people: 没有人担任 {role}（{settings.says(*ROLE_NAMES[role])}），需要它的有：{'、'.join(needs)}",
            f"people: nobody fills {role} ({settings.says(*ROLE_NAMES[role])}), needed by {', '.join(needs)}",
        )
        for role, needs in unfilled_roles(used, settings.people, settings.escalation).items()
    ]
