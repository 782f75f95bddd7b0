"""Small things that every sentence of this room is made of, in Chinese and English."""

from datetime import datetime, timedelta, tzinfo

from domain.level import Level, Scale
from domain.person import ROLE_NAMES, Role

LANGS = ("zh", "en")


def pick(lang: str, zh: str, en: str) -> str:
    """Return the wording of a language; Chinese is the default."""
    return en if lang == "en" else zh


def listed(items: tuple[str, ...] | list[str], lang: str) -> str:
    """Return items in one enumeration."""
    return pick(lang, "、", ", ").join(items)


def role_name(role: Role, lang: str) -> str:
    """Return what a role is called."""
    return pick(lang, *ROLE_NAMES[role])


def level_name(scale: Scale, level: Level, lang: str) -> str:
    """Return a level with its place in the scale (重大 4/4), as names swap places between scales."""
    return f"{pick(lang, level.name, level.name_en or level.name)} {level.rank}/{scale.top}"


def span(length: timedelta, lang: str) -> str:
    """Return a length of time in its two largest units (1 小时 50 分钟, 2 d 3 h), below a minute as 1 minute."""
    minutes = max(1, int(length.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = pick(lang, "天 小时 分钟", "d h min").split()
    parts = [f"{number} {unit}" for number, unit in zip((days, hours, rest), units, strict=True) if number]
    return " ".join(parts[:2])


def local(moment: datetime, zone: tzinfo) -> str:
    """Return an instant as the house's clocks show it (03-15 14:30)."""
    return f"{moment.astimezone(zone):%m-%d %H:%M}"
