"""A house with a real ledger in memory: mentions in, changes and notices out, as the monitor chains the steps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from alerting import incidents, judge, notices
from alerting.cards import card_of
from alerting.changes import is_news
from alerting.engine import Engine, Watch
from alerting.picture import take_picture
from domain.change import Change
from domain.level import Criterion
from domain.mention import Entry, Kind, Mention
from domain.notice import Notice
from domain.risk import Risk
from domain.rule import Rule, RuleType
from domain.sentiment import Sentiment, Tone
from domain.topic import Hit, brand_topic, rule_topic
from index.ledger import open_ledger
from index.ports import Ledger, Transaction
from tests.unit.alerting.making import BRAND, FOUR, NOW
from text.sketch import sketch

FOOD = Rule("food", RuleType.KEYWORD, "food_safety", timedelta(hours=1), "important", "食品安全词", count=3, authors=2)
REFUND = Rule("refund", RuleType.KEYWORD, "refund", timedelta(hours=1), "general", "退款词", count=3, authors=2)
SURGE = Rule("surge", RuleType.VOLUME, "other", timedelta(hours=1), "general", "声量异常")
CRITERIA = (
    Criterion("reads", "major", {"views_max": 100_001}, source="published"),
    Criterion("spread", "urgent", {"severity": 3, "risk_24h": 8, "authors_24h": 5}, source="own"),
)
POLICY = "topic:行业监管"


def engine(
    rules: Sequence[Rule] = (FOOD, REFUND, SURGE), lang: str = "zh", queries: Sequence[str] = (), **more: object
) -> Engine:
    """Return an engine that watches one brand and one policy topic; ``queries`` are rules with a topic of their own."""
    brands = tuple(Watch(rule, BRAND, BRAND, brand_topic(BRAND), True) for rule in rules if rule.id not in queries)
    asked = {
        rule_topic(rule.id, BRAND): (Watch(rule, BRAND, BRAND, rule_topic(rule.id, BRAND), True),)
        for rule in rules
        if rule.id in queries
    }
    policy = tuple(Watch(rule, POLICY, "行业监管", POLICY, False) for rule in rules)
    given: Mapping[str, object] = {"channels": ("duty", "screen"), "operations": ("screen",), **more}
    return Engine(
        watches={brand_topic(BRAND): brands, POLICY: policy, **asked},
        topics={BRAND: brand_topic(BRAND)},
        scale=FOUR,
        criteria=CRITERIA,
        categories={},
        zone=ZoneInfo("Asia/Shanghai"),
        lang=lang,
        **given,  # type: ignore[arg-type]
    )


def post(
    number: int,
    text: str = "",
    *,
    at: datetime = NOW,
    risk: str = "",
    intensity: int = 2,
    tone: Tone | None = None,
    topic: str = brand_topic(BRAND),
    **fields: object,
) -> Entry:
    """Return a post about the brand, by an author of its own unless one is given."""
    said = text or "".join(chr(0x4E00 + byte * 37 + number % 37) for byte in sha256(f"{number}".encode()).digest())
    given = {"source": "微博", "kind": Kind.SOCIAL, "author": f"网友{number}", "lang": "zh-Hans", **fields}
    return Entry(
        Mention(id=f"{number:032x}", text=said, event_time=at, arrived_at=at, **given),  # type: ignore[arg-type]
        (Hit(topic),),
        (Risk(risk, intensity, ("异物",)),) if risk else (),
        None if tone is None else Sentiment(0.1, tone, "m1"),
        sketch(said),
    )


class House:
    """One brand's monitor over a ledger; ``changes`` and ``notices`` are all there were, in order."""

    def __init__(self, by: Engine | None = None, ledger: Ledger | None = None) -> None:
        self.engine = by or engine()
        self.ledger = ledger or open_ledger(None)
        self.changes: list[Change] = []
        self.notices: list[Notice] = []

    def hear(self, entries: Iterable[Entry], now: datetime = NOW) -> list[Change]:
        """Store mentions, then judge."""
        with self.ledger.write() as tx:
            tx.mentions.append(list(entries), now)
        return self.judge(now)

    def judge(self, now: datetime) -> list[Change]:
        """Judge everything that is marked or due, save it and compose its notices, in one transaction."""
        with self.ledger.write() as tx:
            marks, due = tx.marks.take(64), tx.rules.due(now)
            signals = judge.judge_topics(tx, self.engine, marks, due, now)
            found = incidents.weigh(tx, self.engine, signals, marks, now, due)
            saved = [self._save(tx, change) for change in found if is_news(change)]
            news = [self._news(tx, change, now) for change in saved]
            self.notices += notices.compose(self.engine, news, now)
        self.changes += saved
        return saved

    def _save(self, tx: Transaction, change: Change) -> Change:
        keep = tx.incidents.replace if change.before else tx.incidents.add
        saved = replace(change, after=keep(change.after, change.entries, ()))
        for signal in change.signals:
            tx.rules.add_signal(signal, saved.after.id)
        return saved

    def _news(self, tx: Transaction, change: Change, now: datetime) -> notices.News:
        picture = take_picture(tx, self.engine, change.after, now)
        return notices.News(change, card_of(self.engine, change.after, picture, (), ()), ("示例值班",))
