"""First rules: somebody who was not there before and who changes everything, such as a national outlet."""

from collections.abc import Sequence

from alerting.engine import Engine
from alerting.outlets import SHIPPED
from alerting.rules.decider import Ask, Decider, Reading
from alerting.rules.firing import Firing, witness_of
from alerting.rules.risks import is_trouble
from domain.clock import MINUTE
from domain.incident import SignalRef
from domain.measure import Counts
from domain.mention import Kind, StoredMention
from domain.rule import Rule

WORDS = ("regulator", "media")
"""Firsts that are words of a risk category."""

MOST_EARLIER = 500
"""So many of the mentions before are looked at at most, the newest ones."""

SAID = {
    "outlet": ("首家全国性媒体报道", "the first national outlet reports"),
    "verified": ("首位认证作者发声", "the first verified author speaks up"),
    "reach": ("首位高影响力作者发声", "the first author of wide reach speaks up"),
    "regulator": ("首次出现监管相关表述", "the first word of a regulator"),
    "media": ("首次出现媒体曝光相关表述", "the first word of media exposure"),
}


class First(Decider):
    """Fires at a mention of a sort that was not seen for ``window``; minute by minute, as one is enough."""

    adds_up = grows = False

    def length(self, rule: Rule) -> int:
        """Return one minute: the rule's window looks back, it is not added up."""
        return 1

    def quiet(self, rule: Rule) -> int:
        """Return how long nothing of the sort may have been seen: another one before that is none of the first."""
        return max(rule.quiet, rule.window) // MINUTE

    def least(self, rule: Rule) -> int:
        """Return one."""
        return 1

    def counted(self, rule: Rule, counts: Counts) -> int:
        """Return the mentions of a minute that may be of the sort."""
        if rule.of in WORDS:
            return counts.risk.get(rule.of, 0)
        return counts.mentions if rule.where or counts.risk or counts.negative else 0

    def witness_risk(self, rule: Rule) -> str:
        """Return the category whose words are looked for; otherwise any trouble will do."""
        return rule.of if rule.of in WORDS else ""

    def bears(self, rule: Rule, stored: StoredMention) -> bool:
        """Say whether a mention is of the sort, and trouble."""
        mention, outlets = stored.mention, rule.outlets or SHIPPED
        match rule.of:
            case "outlet":
                return mention.kind is Kind.NEWS and bool(outlets.national(mention)) and is_trouble(rule, stored)
            case "verified":
                return outlets.is_verified(mention) and is_trouble(rule, stored)
            case "reach":
                return mention.reach >= rule.reach and is_trouble(rule, stored)
            case _:
                return True

    def may_break(self, rule: Rule, reading: Reading, first: int, last: int) -> bool:
        """Say whether there is a mention of the sort at all."""
        return bool(reading.witnesses(first, last))

    def why(self, engine: Engine, ref: SignalRef) -> str:
        """Say what came first, and who it was."""
        said = engine.says(*SAID.get(ref.about.partition(":")[0], ("首次出现", "the first of its sort")))
        who = ref.about.partition(":")[2]
        return said + (engine.says(f"（{who}）", f" ({who})") if who else "")

    def proof(self, ask: Ask) -> Firing | None:
        """Return the breach if nothing of the sort was seen before the window for as long as the rule asks."""
        rule, window = ask.rule, ask.window
        seen = tuple(ask.reading.witnesses(window.first, window.last))
        if not seen:
            return None
        if not ask.confirm:
            return Firing(window, len(seen), 1)
        if self._earlier(ask):
            return None
        earliest = ask.reading.posts(window.first, window.last, MOST_EARLIER)[-1]
        who = (rule.outlets or SHIPPED).national(earliest.mention) or earliest.mention.source
        named = who if rule.of == "outlet" or rule.of in WORDS else earliest.mention.author or who
        return Firing(window, len(seen), 1, (witness_of(earliest),), about=f"{rule.of}:{named}")

    def _earlier(self, ask: Ask) -> Sequence[StoredMention]:
        first, last = ask.window.first - self.quiet(ask.rule), ask.window.first - 1
        if ask.rule.of == "reach":
            return ask.reading.widest(first, last)
        return ask.reading.posts(first, last, MOST_EARLIER)
