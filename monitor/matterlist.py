"""Matters as the command line lists them, and what people do with them: merge, split."""

from collections.abc import Sequence

from domain.errors import NotFoundError, UsageError
from domain.matter import MatterAct, Parting
from domain.mention import StoredMention
from index.ports import Transaction
from monitor.language import say
from monitor.wiring import Monitor
from text.excerpt import excerpt, one_line
from text.mask import mask

TITLE_LENGTH = 60
MOST_FAMILIES = 10_000
Row = dict[str, object]


def matter_rows(monitor: Monitor, brand: str, limit: int) -> list[Row]:
    """Return the matters of the brands (of one, if named) whose families came last, newest first."""
    zone = monitor.settings.timezone
    with monitor.ledger.read() as view:
        rows: list[Row] = []
        for name in _brands(monitor, brand):
            sizes = view.matters.sizes(name, limit)
            titles = {each.mention.id: each for each in view.mentions.get([size.first_id for size in sizes])}
            rows += [
                {
                    "id": size.matter,
                    "brand": name,
                    "families": size.families,
                    "since": size.first_at.astimezone(zone),
                    "last": size.last_at.astimezone(zone),
                    "began_with": _title(titles[size.first_id]) if size.first_id in titles else "",
                }
                for size in sizes
            ]
        return rows


def family_rows(monitor: Monitor, matter: int) -> list[Row]:
    """Return the families of one matter, newest first."""
    zone = monitor.settings.timezone
    with monitor.ledger.read() as view:
        for brand in _brands(monitor, ""):
            if found := view.matters.first_mentions(brand, matter, MOST_FAMILIES):
                return [
                    {"family": each.family, "time": each.mention.event_time.astimezone(zone), "text": _title(each)}
                    for each in found
                ]
    raise _unknown(matter)


def merge(monitor: Monitor, matter: int, into: int, who: str, reason: str) -> None:
    """Put one matter into another of the same brand; what comes later is drawn by both stories as one."""
    _may(monitor, who, reason)
    with monitor.ledger.write() as tx:
        brand, families = _found(monitor, tx, matter)
        other, _ = _found(monitor, tx, into)
        if brand != other or matter == into:
            raise UsageError(
                say("只能合并同一品牌的两个不同事由。", "Only two different matters of one brand can be merged.")
            )
        moved = tuple(each.family for each in families)
        now = monitor.clock.now()
        tx.matters.record(MatterAct(Parting.MERGE, brand, matter, into, moved, who, now, reason))


def split(monitor: Monitor, matter: int, families: Sequence[int], who: str, reason: str) -> int:
    """Move families of a matter into a new one, and return its number."""
    _may(monitor, who, reason)
    with monitor.ledger.write() as tx:
        brand, held = _found(monitor, tx, matter)
        known = {each.family for each in held}
        if strange := sorted(set(families) - known):
            listed = ", ".join(map(str, strange))
            raise UsageError(
                say(
                    f"事由 {matter} 没有转发族 {listed}；用 fenghuo matters show {matter} 查看。",
                    f"Matter {matter} has no family {listed}; fenghuo matters show {matter} lists them.",
                )
            )
        if not families or known == set(families):
            raise UsageError(
                say("请用 --family 指明要拆出的一部分转发族。", "Name some, not all, of its families with --family.")
            )
        new = tx.matters.next_number()
        now = monitor.clock.now()
        tx.matters.record(MatterAct(Parting.SPLIT, brand, matter, new, tuple(sorted(set(families))), who, now, reason))
        return new


def act_rows(monitor: Monitor) -> list[Row]:
    """Return what people did to matters, newest first."""
    zone = monitor.settings.timezone
    with monitor.ledger.read() as view:
        return [
            {
                "time": act.at.astimezone(zone),
                "act": act.act.value,
                "brand": act.brand,
                "id": act.matter,
                "into": act.into,
                "families": len(act.families),
                "person": act.person,
                "reason": act.reason,
            }
            for act in reversed(view.matters.acts())
        ]


def _may(monitor: Monitor, who: str, reason: str) -> None:
    monitor.desk.person(who)
    if not reason.strip():
        raise monitor.desk.refusal("需要写明原因（--reason），原因会留在记录中。", "A reason is needed (--reason).")


def _found(monitor: Monitor, tx: Transaction, matter: int) -> tuple[str, Sequence[StoredMention]]:
    for brand in _brands(monitor, ""):
        if found := tx.matters.first_mentions(brand, matter, MOST_FAMILIES):
            return brand, found
    raise _unknown(matter)


def _unknown(matter: int) -> NotFoundError:
    return NotFoundError(
        say(
            f"没有事由 {matter}；用 fenghuo matters list 查看编号。",
            f"There is no matter {matter}; fenghuo matters list shows the numbers.",
        )
    )


def _brands(monitor: Monitor, brand: str) -> list[str]:
    names = [each.name for each in monitor.settings.brands]
    if brand and brand not in names:
        raise UsageError(say(f"没有品牌“{brand}”；有：{'、'.join(names)}。", f"No brand “{brand}”; there are {names}."))
    return [brand] if brand else names


def _title(stored: StoredMention) -> str:
    return excerpt(mask(one_line(stored.mention.full_text)), TITLE_LENGTH)
