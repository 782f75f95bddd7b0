"""Keyword rules: enough mentions that raise a risk, or match a query, by enough people in enough places."""

from collections.abc import Sequence
from dataclasses import replace

from alerting.baseline import Baseline, hours_of
from alerting.engine import Engine
from alerting.episodes import episodes
from alerting.phrasing import mentions, number, voices
from alerting.rules.decider import Ask, Decider
from alerting.rules.firing import Firing, Witness
from alerting.windows import Bar, bar_of_hour
from domain.clock import MINUTE
from domain.incident import SignalRef
from domain.measure import Counts
from domain.mention import StoredMention, speaks
from domain.rule import Rule

KNOWN_HOURS = 48
"""Hours of history from which a dynamic rule follows the brand's habit; before that its count alone decides."""


class Keyword(Decider):
    """Counts the mentions that raise the category; with ``where`` its topic holds nothing else, so all are counted."""

    def counted(self, rule: Rule, counts: Counts) -> int:
        """Return the mentions that raise the rule's category, or all that its query matched."""
        return counts.mentions if rule.where else counts.risk.get(rule.category, 0)

    def least(self, rule: Rule) -> int:
        """Return the number of mentions that it takes."""
        return rule.count

    def witness_risk(self, rule: Rule) -> str:
        """Return the rule's category, unless a query says what is counted."""
        return "" if rule.where else rule.category

    def bears(self, rule: Rule, stored: StoredMention) -> bool:
        """Leave out what is too mild, and what is of another kind or language: measures know of neither."""
        mention = stored.mention
        if rule.kinds and mention.kind not in rule.kinds:
            return False
        if rule.languages and not speaks(mention.lang, rule.languages):
            return False
        if rule.where:
            return True
        category, intensity = rule.category, rule.intensity
        for risk in stored.risks:  # noqa: SIM110 (asked of every mention of every window)
            if risk.category == category and risk.intensity >= intensity:
                return True
        return False

    def why(self, engine: Engine, ref: SignalRef) -> str:
        """Say how many, by whom, and how many it takes."""
        count, line = mentions(engine, ref.numbers.get("count", 0)), number(ref.numbers.get("line", 0))
        said = voices(engine, ref.numbers)
        return engine.says(f"{count}（满 {line} 条即报警），{said}", f"{count} (the alarm is at {line}), {said}")

    def proof(self, ask: Ask) -> Firing | None:
        """Return the breach if enough mentions, authors, sources and different texts bear witness."""
        rule, window = ask.rule, ask.window
        if not ask.confirm:
            return Firing(window, window.count, rule.count)
        if rule.dynamic and self._is_usual(ask, window.count):
            return None
        seen = tuple(ask.reading.witnesses(window.first, window.last))
        scales = ask.reading.scales(window.first, window.last)
        weighed = scales.total(seen)
        if weighed < rule.count or _wanting(rule, seen):
            return None
        if rule.dynamic and weighed < window.count and self._is_usual(ask, int(weighed)):
            return None
        return Firing(window, len(seen), rule.count, seen, numbers=scales.numbers())

    def bar(self, ask: Ask) -> Bar | None:
        """Return what a quiet rule still needs: to be more than usual in this hour, or so many more mentions."""
        window = ask.window
        if ask.state.raised_at is not None:
            return None
        if ask.rule.dynamic and self._is_usual(ask, window.count):
            least = _habit(ask).least_beyond(window.first, window.last, ask.rule.rarity)
            return replace(bar_of_hour(least, window, window.first), since=window.last)
        wanting = _wanting(ask.rule, ask.reading.witnesses(window.first, window.last))
        return Bar(ask.reading.counted(0, window.last) + wanting, since=window.last, ever=True)

    def _is_usual(self, ask: Ask, count: int) -> bool:
        """Say whether a brand so much spoken of has so many at this hour of the week anyhow; two days must be known."""
        window, baseline = ask.window, _habit(ask)
        if baseline.since is None or window.first // 60 - baseline.since < KNOWN_HOURS:
            return False
        return not baseline.of_window(window.first, window.last).is_beyond(count, ask.rule.rarity)


def _habit(ask: Ask) -> Baseline:
    minutes = max(1, ask.rule.window // MINUTE)
    return ask.reading.habit(ask.window.first, ask.window.last).without(hours_of(episodes(ask.state), minutes))


def _wanting(rule: Rule, seen: Sequence[Witness]) -> int:
    """Return how many mentions more it takes at least, 0 where they are enough."""
    asked = (rule.count, rule.authors, rule.sources, rule.families)
    found = (
        len(seen),
        len({each.author for each in seen}),
        len({each.source for each in seen}),
        len({each.family for each in seen}),
    )
    return max(0, *(least - number for number, least in zip(found, asked, strict=True)))
