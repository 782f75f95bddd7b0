"""Steps 4 to 6 of the line of sight: match, find risk words, store. What comes in by any door passes through here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawlers.platforms import heard
from domain.mention import Appended, Entry, Mention
from domain.topic import NONE_TOPIC, Hit, brand_topic
from index.ports import Ledger, Transaction
from monitor.appender import Arrival
from sentiment.risk import RiskFinder
from text.match import Matcher
from text.sketch import sketch_of

_BRAND = brand_topic("")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads a mention as the ledger wants it: which topics it names, which risks it raises, its near-copy sketch.

    Both parts go by the same table of variants: the text is folded and cut once for all.
    """

    matcher: Matcher
    risks: RiskFinder

    def read(self, mention: Mention, *, keep: bool = False) -> Entry:
        """Return the entry of a mention; ``keep`` files one that names nothing under the topic ``none``."""
        document = self.matcher.document(mention)
        hits = self.matcher.hits(document)
        if not hits and keep:
            hits = (Hit(NONE_TOPIC),)
        if not hits:
            return Entry(mention, ())
        full = document.full
        spans = [span for hit in hits if hit.topic.startswith(_BRAND) for span in hit.spans]
        risks = self.risks.find_in(full.text, full.folded, spans)
        return Entry(mention, hits, risks, sketch=sketch_of(full.plain.text), words=full.search_text)


def read_all(reader: Reader, arrivals: Sequence[Arrival]) -> list[list[Entry]]:
    """Return the entries of several arrivals."""
    return [[reader.read(mention) for mention in arrival.mentions] for arrival in arrivals]


def store(tx: Transaction, entries: Sequence[Entry], arrival: Arrival, now: datetime) -> Appended:
    """Store what arrived together, in the transaction that is open."""
    return store_many(tx, [entries], [arrival], now)[0]


def store_many(
    tx: Transaction, entries: Sequence[Sequence[Entry]], arrivals: Sequence[Arrival], now: datetime
) -> Sequence[Appended]:
    """Store several arrivals at once, in the transaction that is open; return what became of each."""
    for arrival in arrivals:
        if arrival.rejected:
            tx.quarantine.put(arrival.rejected, now)
        if arrival.source is not None:
            tx.sources.put(arrival.source)
        tx.outbox.put(arrival.notices)
    mentions = (mention for arrival in arrivals for mention in arrival.mentions)
    for state in heard(mentions, tx.sources.get, tx.sources.all):
        tx.sources.put(state)
    return tx.mentions.append_all(entries, now)


def store_all(ledger: Ledger, reader: Reader, arrivals: Sequence[Arrival], now: datetime) -> Sequence[Appended]:
    """Read and store several arrivals in one transaction; return what became of each."""
    read = read_all(reader, arrivals)
    with ledger.write() as tx:
        return store_many(tx, read, arrivals, now)
