"""The chosen filters as chips, each with the address without it."""

from dataclasses import dataclass, replace

from dashboard.filters import Filters
from dashboard.house import House
from dashboard.words import field_name, label
from index.panels.panel import Field


@dataclass(frozen=True, slots=True)
class Chip:
    """One chosen value; ``without`` is the address of the page that isn't limited by it."""

    name: str
    value: str
    without: str


def chips_of(house: House, filters: Filters, path: str) -> tuple[Chip, ...]:
    """Return what a page is limited to beside time and brand, which have places of their own."""
    zone = house.settings.timezone
    found = [
        Chip(field_name(house, name), label(house, name, value), filters.toggled(name, value).address(path, zone))
        for name, values in filters.where.items()
        if name is not Field.BRAND
        for value in values
    ]
    if filters.incident:
        without = replace(filters, incident="").address(path, zone)
        found.append(Chip(house.says("事件证据", "Evidence of incident"), f"#{filters.incident}", without))
    if filters.signal:
        without = replace(filters, signal="").address(path, zone)
        found.append(Chip(house.says("信号证据", "Evidence of signal"), filters.signal[:8], without))
    if filters.query:
        without = replace(filters, query="").address(path, zone)
        found.append(Chip(house.says("查找", "Search"), filters.query, without))
    return tuple(found)


def span_name(house: House, span: str) -> str:
    """Return what a named span is called."""
    number, unit = span[:-1], span[-1]
    return house.says(f"{number} {'小时' if unit == 'h' else '天'}", f"{number} {unit}")


def sorts_of(house: House, filters: Filters, path: str) -> tuple[tuple[str, str, bool], ...]:
    """Return (name, address, chosen) of each order that mentions can be listed in; relevance is one of searches."""
    names = {
        "time": ("最新", "newest"),
        "reach": ("触达最广", "widest reach"),
        "relevance": ("最相关", "most relevant"),
    }
    offered = names if filters.query else {name: named for name, named in names.items() if name != "relevance"}
    zone = house.settings.timezone
    return tuple(
        (house.says(*named), replace(filters, sort=name).address(path, zone), filters.sort == name)
        for name, named in offered.items()
    )
