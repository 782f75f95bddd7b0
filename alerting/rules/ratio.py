"""Ratio rules: the mood turns, out of so many that were judged."""

from math import ceil

from alerting.baseline import LONGEST_LEFT_OUT, REACH_BACK
from alerting.engine import Engine
from alerting.episodes import episodes
from alerting.phrasing import number
from alerting.rules.decider import Ask, Decider
from alerting.rules.firing import Firing
from alerting.rules.shares import lower_bound
from domain.clock import MINUTE
from domain.incident import SignalRef
from domain.measure import Counts
from domain.mention import StoredMention
from domain.rule import Rule
from domain.sentiment import Tone

USUAL_SHARE = 0.2
PRIOR_SCORED = 30.0
"""The share assumed to be negative of a brand of which nothing is known, and how many scored mentions it weighs."""


class Ratio(Decider):
    """Asks for a share of negative mentions that is surely high, and surely higher than this brand's usual one."""

    counts = "negative"
    looks_ahead = True

    def judges_whole_minutes(self, rule: Rule) -> bool:
        """Say yes: a share falls again with every mention that is not negative."""
        return True

    def counted(self, rule: Rule, counts: Counts) -> int:
        """Return the negative mentions of a minute."""
        return counts.negative

    def least(self, rule: Rule) -> int:
        """Return the fewest negative mentions that can be the share of the fewest scored ones."""
        return max(1, ceil(rule.share * rule.floor))

    def bears(self, rule: Rule, stored: StoredMention) -> bool:
        """Say whether a mention is negative."""
        return stored.sentiment is not None and stored.sentiment.tone is Tone.NEGATIVE

    def why(self, engine: Engine, ref: SignalRef) -> str:
        """Say the share with its denominator, what is usual, and how many have no tone yet."""
        numbers = ref.numbers
        negative, scored = (number(numbers.get(name, 0)) for name in ("count", "scored"))
        share, bound, usual = (f"{numbers.get(name, 0):.0%}" for name in ("share", "bound", "usual_share"))
        waiting = number(numbers.get("waiting", 0))
        return engine.says(
            f"{scored} 条已判情感的提及，其中 {negative} 条负面，占 {share}（至少 {bound}），平时约 {usual}；"
            f"另有 {waiting} 条待判",
            f"{negative} negative of {scored} scored, {share} (at least {bound}), usually about {usual}; "
            f"{waiting} not yet scored",
        )

    def proof(self, ask: Ask) -> Firing | None:
        """Return the breach if enough are scored, and enough of those are negative, whatever chance did."""
        rule, window = ask.rule, ask.window
        scored = ask.reading.counted(window.first, window.last, "scored")
        bound = lower_bound(window.count, scored)
        if scored < rule.floor or bound < rule.share:
            return None
        usual = usual_share(ask)
        if bound - usual < rule.drop:
            return None
        counts = ask.reading.total(window.first, window.last)
        numbers = {
            "scored": float(counts.scored),
            "waiting": float(counts.waiting),
            "share": counts.negative / counts.scored,
            "bound": bound,
            "usual_share": usual,
        }
        return Firing(window, counts.negative, self.least(rule), numbers=numbers)


def usual_share(ask: Ask) -> float:
    """Return the share that was negative in the four weeks before a window, without the rule's own episodes.

    While older tones are of another model, only those of the present one are compared; the older share is what is
    assumed to begin with, instead of a mood that swings with the model.
    """
    last = ask.window.first - 1
    first = last - REACH_BACK * 60
    since = min(ask.reading.toned_since(), last + 1)
    if since <= first:
        return _share(ask, first, last, USUAL_SHARE)
    return _share(ask, since, last, _share(ask, first, since - 1, USUAL_SHARE))


def _share(ask: Ask, first: int, last: int, assumed: float) -> float:
    """Return the negative share of minutes ``first``..``last`` outside episodes, with what is assumed weighed in."""
    length = ask.rule.window // MINUTE
    known = ask.reading.total(first, last)
    scored, negative = known.scored, known.negative
    for began, ended in episodes(ask.state):
        span = max(first, began - length), min(last, ended, began + LONGEST_LEFT_OUT)
        if span[0] <= span[1]:
            spoilt = ask.reading.total(*span)
            scored, negative = scored - spoilt.scored, negative - spoilt.negative
    return (negative + assumed * PRIOR_SCORED) / (scored + PRIOR_SCORED)
