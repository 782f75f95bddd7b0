import io
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.load import loads
from config.preset import rules_preset, words_preset
from domain.category import NAMES
from domain.clock import VirtualClock
from domain.incident import Incident
from domain.mention import Kind, Mention
from domain.topic import rule_topic
from index.ledger import open_ledger
from monitor.appender import Arrival
from monitor.intake import Reader, store_all
from monitor.watch import judge_all
from monitor.wiring import Monitor, assemble, open_reader, register_topics
from text.lint import lint_query
from text.query import parse

NOW = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)
TALK: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "industries.yaml").read_text("utf-8"))
INDUSTRIES = tuple(TALK)
STORIES = [(industry, story) for industry in INDUSTRIES for story in TALK[industry]["stories"]]
SINGLE = [
    (industry, category, text)
    for industry in INDUSTRIES
    for category, texts in TALK[industry]["single"].items()
    for text in texts
]
ORDINARY = [(industry, text) for industry in INDUSTRIES for text in TALK[industry]["ordinary"]]


@cache
def house(industry: str) -> Monitor:
    """Return a monitor of an industry; its ledger is replaced for each story."""
    brand = TALK[industry]["brand"]
    settings = loads(f"brands: [{{name: {brand}}}]\nindustry: {industry}\n", Path("/nowhere")).settings
    return assemble(settings, open_ledger(None), VirtualClock(NOW), io.StringIO())


@cache
def reader(industry: str) -> Reader:
    return open_reader(house(industry).settings)


def mentions(texts: Sequence[str]) -> list[Mention]:
    """Return what different people post, two minutes apart, the last of it now."""
    moments = [NOW - timedelta(minutes=2 * (len(texts) - number)) for number in range(1, len(texts) + 1)]
    return [
        Mention(
            id=f"{number:032x}",
            text=text,
            source="微博",
            kind=Kind.SOCIAL,
            event_time=at,
            arrived_at=at,
            author=f"网友{number}",
        )
        for number, (text, at) in enumerate(zip(texts, moments, strict=True))
    ]


def opened(industry: str, texts: Sequence[str]) -> Sequence[Incident]:
    """Return the incidents that the whole chain opens for these posts."""
    with closing(open_ledger(None)) as ledger:
        monitor = replace(house(industry), ledger=ledger)
        register_topics(monitor)
        store_all(ledger, monitor.reader, [Arrival(mentions(texts))], NOW)
        judge_all(monitor, NOW)
        with ledger.read() as view:
            return view.incidents.find()


def counted(industry: str, text: str) -> set[str]:
    """Return the categories that a post counts towards: by its risk words, and by rules with a query."""
    entry = reader(industry).read(mentions([text])[0])
    topics = {hit.topic for hit in entry.hits}
    brand = TALK[industry]["brand"]
    asked = {rule.category for rule in house(industry).settings.rules if rule_topic(rule.id, brand) in topics}
    return asked | {risk.category for risk in entry.risks}


@pytest.mark.parametrize(
    ("industry", "story"), STORIES, ids=lambda each: each if isinstance(each, str) else each["posts"][0][:14]
)
def test_a_crisis_of_the_trade_opens_an_incident_of_its_category_and_level(
    industry: str, story: dict[str, Any]
) -> None:
    scale = house(industry).settings.scale
    ranks = {each.category: each.rank for each in opened(industry, story["posts"])}
    assert ranks.get(story["category"], 0) >= scale.get(story["level"]).rank, ranks


@pytest.mark.parametrize(
    ("industry", "story"), STORIES, ids=lambda each: each if isinstance(each, str) else each["posts"][0][:14]
)
def test_every_post_of_a_story_counts_towards_it(industry: str, story: dict[str, Any]) -> None:
    missed = [text for text in story["posts"] if story["category"] not in counted(industry, text)]
    assert missed == []


def test_an_outage_that_thirty_people_tell_of_is_urgent_in_technology() -> None:
    posts = [f"青柠云打不开，等了{number}分钟" for number in range(1, 31)]
    assert [(each.category, each.level) for each in opened("technology", posts)] == [("outage", "urgent")]


@pytest.mark.parametrize(("industry", "category", "text"), SINGLE)
def test_a_single_complaint_raises_its_category(industry: str, category: str, text: str) -> None:
    assert category in counted(industry, text)


@pytest.mark.parametrize("industry", INDUSTRIES)
def test_the_ordinary_talk_of_the_trade_opens_nothing_though_it_all_comes_at_once(industry: str) -> None:
    assert opened(industry, TALK[industry]["ordinary"]) == []


@pytest.mark.parametrize(("industry", "text"), ORDINARY)
def test_ordinary_talk_raises_nothing_but_what_a_single_complaint_would(industry: str, text: str) -> None:
    entry = reader(industry).read(mentions([text])[0])
    assert [risk for risk in entry.risks if risk.intensity > 1] == []
    assert [hit.topic for hit in entry.hits if hit.topic.startswith("rule:")] == []


@pytest.mark.parametrize("industry", INDUSTRIES)
def test_words_of_an_industry_are_of_known_categories_and_none_stands_twice(industry: str) -> None:
    lexicon = words_preset(industry)
    assert set(lexicon) <= set(NAMES)
    words = [(category, spec.word) for category, specs in lexicon.items() for spec in specs]
    assert len(words) == len(set(words))


def test_words_of_an_industry_come_before_the_customers_own_and_only_with_that_industry() -> None:
    own = "brands: [{name: 甲}]\nlexicons: {fraud: [{word: 自有词, intensity: 3}]}\nindustry: "
    finance, general = (loads(own + each, Path("/x")).settings.risk_words for each in ("finance", "general"))
    assert [(word.category, word.word, word.intensity) for word in general] == [("fraud", "自有词", 3)]
    assert finance[-1] == general[0]
    assert ("fraud", "飞单", 3) in {(word.category, word.word, word.intensity) for word in finance}


@pytest.mark.parametrize("industry", INDUSTRIES)
def test_an_industry_listens_closer_than_the_general_rules_and_its_queries_read_well(industry: str) -> None:
    general = {rule.id for rule in rules_preset("general")}
    added = [rule for rule in rules_preset(industry) if rule.id not in general]
    assert len(added) >= 5
    assert [
        (rule.id, lint_query(parse(rule.where))) for rule in added if rule.where and lint_query(parse(rule.where))
    ] == []
