"""What the stored history says against rules and queries: told by ``fenghuo doctor`` and by ``fenghuo check``."""

from collections.abc import Iterator
from dataclasses import dataclass

from config.settings import Settings
from index.ports import Ledger
from monitor.language import say
from monitor.verdicts import noisy_rules
from monitor.wide_words import wide_words


@dataclass(frozen=True, slots=True)
class Doubt:
    """A rule or a word that does not do what was meant: ``part`` names it."""

    part: str
    told: str


def doubts_of(ledger: Ledger, settings: Settings) -> Iterator[Doubt]:
    """Yield the rules that people found wrong more often than right, and the words that match too much."""
    for judged in noisy_rules(ledger, settings):
        precision, words = judged.precision, " ".join(judged.words)
        zh, en = f"；可考虑排除：{words}" if words else "", f"; might exclude: {words}" if words else ""
        told = say(
            f"误报多：{precision.judged} 次结论中 {precision.right} 次真危机{zh}；见 fenghuo rules precision",
            f"noisy: {precision.right} real of {precision.judged} judged{en}; see fenghuo rules precision",
        )
        yield Doubt(say(f"规则 {precision.rule}", f"rule {precision.rule}"), told)
    for wide in wide_words(ledger, settings):
        by = "、".join(wide.asked_by[:3])
        told = say(
            f"最近 {wide.looked_at} 条提及中有 {wide.hits} 条含有它（用于：{by}）：请换更具体的词，或加上语境词",
            f"{wide.hits} of the last {wide.looked_at} mentions have it (asked for by {by}): use a more specific word",
        )
        yield Doubt(say(f"词 {wide.word}", f"word {wide.word}"), told)
