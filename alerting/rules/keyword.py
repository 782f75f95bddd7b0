"""Keyword rules: enough mentions that raise a risk, or match a query, by enough people in enough places."""

from alerting.baseline import hours_of
from alerting.engine import Engine
from alerting.episodes import episodes
from alerting.phrasing import mentions, number, voices
from alerting.rules.decider import Ask, Decider
from alerting.rules.firing import Firing
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
        raised = (risk.intensity for risk in stored.risks if risk.category == rule.category)
        return bool(rule.where) or any(intensity >= rule.intensity for intensity in raised)

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
        seen = tuple(ask.reading.witnesses(window.first, window.last))
        asked = (rule.count, rule.authors, rule.sources, rule.families)
        scales = ask.reading.scales(window.first, window.last)
        weighed = scales.total(seen)
        found = (
            weighed,
            len({each.author for each in seen}),
            len({each.source for each in seen}),
            len({each.family for each in seen}),
        )
        enough = all(number >= least for number, least in zip(found, asked, strict=True))
        if not enough or rule.dynamic and self._is_usual(ask, int(weighed)):
            return None
        return Firing(window, len(seen), rule.count, seen, numbers=scales.numbers())

    def _is_usual(self, ask: Ask, count: int) -> bool:
        """Say whether a brand so much spoken of has so many at this hour of the week anyhow; two days must be known."""
        window, minutes = ask.window, max(1, ask.rule.window // MINUTE)
        baseline = ask.reading.habit(window.first, window.last).without(hours_of(episodes(ask.state), minutes))
        if baseline.since is None or window.first // 60 - baseline.since < KNOWN_HOURS:
            return False
        return not baseline.of_window(window.first, window.last).is_beyond(count, ask.rule.rarity)
