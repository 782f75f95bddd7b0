"""The figures at the top of a page, each with what it is of and where it leads."""

from dataclasses import dataclass

from dashboard.filters import Filters
from dashboard.house import House
from index.panels.catalogue import MENTIONS, NEGATIVE, REACH, SCORED, WAITING
from index.panels.panel import Chart, Data, Field, Panel
from index.ports import View


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: ``tone`` colours it ("alarm", "calm" or "")."""

    name: str
    value: str
    note: str
    href: str
    tone: str = ""


_FIGURES = Panel("figures", "", "", ("", ""), Data.MENTIONS, (MENTIONS, NEGATIVE, SCORED, REACH, WAITING), Chart.BARS)


def tiles_of(view: View, house: House, filters: Filters) -> tuple[Tile, ...]:
    """Return mentions, negative share with its denominator, reach, open incidents."""
    zone = house.settings.timezone
    (row,) = house.library.measure(_FIGURES, filters.scope(house.now(), zone)).rows
    mentions, negative, scored, reach, waiting = (int(number or 0) for number in row.numbers)
    burning = view.incidents.find(open_only=True, limit=1000)
    chosen = filters.where.get(Field.BRAND)
    burning = [each for each in burning if not chosen or each.brand in chosen]
    untaken = sum(not each.is_acknowledged for each in burning)
    return (
        Tile(
            house.says("未关闭事件", "Open incidents"),
            f"{len(burning)}",
            house.says(f"{untaken} 件无人接手", f"{untaken} not taken on"),
            filters.address("/incidents", zone),
            "alarm" if untaken else "calm",
        ),
        Tile(
            house.says("提及", "Mentions"),
            f"{mentions:,}",
            house.says(f"{waiting:,} 条待判读", f"{waiting:,} waiting for a tone"),
            filters.address("/mentions", zone),
        ),
        Tile(
            house.says("负面占比", "Negative share"),
            f"{negative / scored:.0%}" if scored else "–",
            house.says(f"{negative:,} / 已判读 {scored:,}", f"{negative:,} of {scored:,} scored"),
            filters.only(Field.TONE, "negative").address("/mentions", zone),
        ),
        Tile(
            house.says("触达合计", "Reach"),
            short(house, reach),
            house.says("同一人可能重复计", "people may count twice"),
            filters.address("/mentions", zone),
        ),
    )


def short(house: House, number: int) -> str:
    """Return a large number as people say it: 1.2 亿, 34.5 万, 1.2 M."""
    if house.lang == "en":
        return f"{number / 1e6:.1f} M" if number >= 1e6 else f"{number:,}"
    if number >= 1e8:
        return f"{number / 1e8:.1f} 亿"
    return f"{number / 1e4:.1f} 万" if number >= 1e4 else f"{number:,}"
