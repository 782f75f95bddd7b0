"""Steps 4 to 6 of the line of sight: match, find risk words, store. What comes in by any door passes through here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.mention import Appended, Entry, Mention
from domain.topic import NONE_TOPIC, Hit, brand_topic
from index.ports import Transaction
from monitor.appender import Arrival
from sentiment.risk import RiskFinder
from text.match import Matcher
from text.sketch import sketch


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads a mention as the ledger wants it: which topics it names, which risks it raises, its near-copy sketch."""

    matcher: Matcher
    risks: RiskFinder

    def read(self, mention: Mention, *, keep: bool = False) -> Entry:
        """Return the entry of a mention; ``keep`` files one that names nothing under the topic ``none``."""
        hits = self.matcher.match(mention)
        if not hits and keep:
            hits = (Hit(NONE_TOPIC),)
        if not hits:
            return Entry(mention, ())
        text = mention.full_text
        spans = [span for hit in hits if hit.topic.startswith(brand_topic("")) for span in hit.spans]
        return Entry(mention, hits, self.risks.find(text, spans), sketch=sketch(text))


def store(tx: Transaction, entries: Sequence[Entry], arrival: Arrival, now: datetime) -> Appended:
    """Store what arrived together: mentions, rows that could not be taken, and the source's new state."""
    appended = tx.mentions.append(entries, now)
    if arrival.rejected:
        tx.quarantine.put(arrival.rejected, now)
    if arrival.source is not None:
        tx.sources.put(arrival.source)
    return appended
