from datetime import timedelta

import pytest

from alerting.facts import facts_of
from alerting.outlets import SHIPPED
from alerting.picture import take_picture
from config.preset import outlets_of
from config.sections import OutletsSpec
from domain.clock import MINUTE
from domain.facts import Fact
from domain.mention import Entry, Kind
from domain.rule import Rule, RuleType
from domain.sentiment import Tone
from domain.topic import Hit, brand_topic, rule_topic
from tests.unit.alerting.house import FOOD, SURGE, House, engine, post
from tests.unit.alerting.making import BRAND, NOW

HOUR = timedelta(hours=1)


def measured(entries: list[Entry], house: House | None = None) -> dict[str, float]:
    """Return the facts of incident 1 after these mentions."""
    house = house or House(engine((FOOD,)))
    house.hear(entries)
    with house.ledger.read() as view:
        incident = view.incidents.get(1)
        return facts_of(take_picture(view, house.engine, incident, NOW), incident, outlets=house.engine.outlets)


def food(number: int, minutes: float = 1, **more: object) -> Entry:
    return post(number, at=NOW - minutes * MINUTE, risk="food_safety", **more)  # type: ignore[arg-type]


def test_every_fact_of_the_vocabulary_is_measured() -> None:
    assert set(measured([food(n) for n in range(3)])) == {fact.value for fact in Fact}


def test_counts_of_the_hour_and_the_day_carry_their_denominators() -> None:
    calm = [post(100 + n, at=NOW - 5 * HOUR, tone=Tone.NEUTRAL) for n in range(4)]
    facts = measured([*(food(n, tone=Tone.NEGATIVE) for n in range(3)), food(9), *calm])
    assert (facts["mentions_1h"], facts["mentions_24h"]) == (4, 8)
    assert (facts["negative_24h"], facts["scored_24h"]) == (3, 7)
    assert facts["negative_share_24h"] == pytest.approx(3 / 7)
    assert (facts["risk_1h"], facts["risk_24h"]) == (4, 4)


def test_growth_is_against_the_hour_before() -> None:
    facts = measured([*(food(n, 90) for n in range(2)), *(food(10 + n) for n in range(6))])
    assert facts["growth_1h"] == 3


def test_voices_are_those_who_speak_of_the_matter() -> None:
    others = [post(50 + n, source=f"站{n}") for n in range(9)]
    facts = measured([food(1), food(2), food(3, source="论坛"), food(4, author=""), food(5, author=""), *others])
    assert (facts["authors_24h"], facts["sources_24h"]) == (4, 2)


def test_a_campaign_of_the_brand_does_not_count_as_reach_of_the_crisis() -> None:
    campaign = post(50, views=5_000_000, kind=Kind.VIDEO)
    facts = measured([food(1, views=900), food(2, reposts=70), food(3, kind=Kind.VIDEO, views=40), campaign])
    assert (facts["views_max"], facts["views_video_max"], facts["reposts_max"]) == (900, 40, 70)
    assert (facts["reach_max"], facts["reach_sum_24h"]) == (900, 940)


def test_of_a_mere_surge_only_what_is_negative_or_raises_a_risk_counts() -> None:
    loud = [post(n, at=NOW - n * MINUTE / 4, views=500_000, tone=Tone.POSITIVE) for n in range(160)]
    bad = [post(300, tone=Tone.NEGATIVE, views=70), post(301, risk="service", views=60)]
    facts = measured([*loud, *bad], House(engine((SURGE,))))
    assert (facts["views_max"], facts["authors_24h"]) == (70, 2)
    assert facts["mentions_1h"] == 162


def test_severity_is_the_gravest_word_of_the_category() -> None:
    assert measured([food(1, intensity=1), food(2, intensity=3), food(3)])["severity"] == 3


def test_copies_of_one_text_are_one_text() -> None:
    copies = [food(n, text="门店后厨看到了不该出现的东西，请大家都来看看") for n in range(4)]
    facts = measured([*copies, food(9)])
    assert (facts["families_24h"], facts["largest_family"]) == (2, 4)


def test_the_second_complaint_of_a_person_is_a_repeat() -> None:
    calls = [food(n, kind=Kind.COMPLAINT, author=author) for n, author in enumerate(["甲", "甲", "乙", "", ""])]
    facts = measured(calls)
    assert (facts["complaints_24h"], facts["repeats_24h"]) == (5, 1)


def test_the_press_is_counted_by_kind_rank_and_language() -> None:
    news = [
        food(1, kind=Kind.NEWS, source="新华社"),
        food(2, kind=Kind.NEWS, source="地方晚报", url="https://www.thepaper.cn/newsDetail_1"),
        food(3, kind=Kind.NEWS, source="Reuters", lang="en"),
        food(4, kind=Kind.NEWS, source="不详", lang="und"),
        food(5, source="新京报"),
    ]
    facts = measured(news)
    assert (facts["media_24h"], facts["national_outlets_24h"], facts["foreign_24h"]) == (4, 2, 1)


def test_the_rank_of_an_outlet_and_its_front_page_are_counted() -> None:
    news = [
        food(1, kind=Kind.NEWS, source="新华社"),
        food(2, kind=Kind.NEWS, source="新京报", extra={"版面": "A01"}),
        food(3, kind=Kind.NEWS, source="地方晚报", extra={"front_page": True}),
        food(4, kind=Kind.NEWS, source="人民网", extra={"版面": "12版"}),
    ]
    facts = measured(news)
    assert (facts["national_outlets_24h"], facts["central_outlets_24h"], facts["front_page_24h"]) == (3, 2, 1)


def test_a_complaint_is_of_safety_by_its_own_word_or_by_the_risk_it_raises() -> None:
    complaints = [
        *(food(number, kind=Kind.COMPLAINT) for number in range(3)),
        food(4, kind=Kind.SOCIAL),
    ]
    facts = measured(complaints)
    assert (facts["complaints_24h"], facts["safety_complaints_24h"]) == (3, 3)


def test_what_matches_the_query_of_a_rule_is_part_of_its_matter() -> None:
    ill = Rule("ill", RuleType.KEYWORD, "food_safety", HOUR, "urgent", count=3, authors=2, where="住院")
    house = House(engine((ill,), queries=("ill",)))
    hits = (Hit(brand_topic(BRAND)), Hit(rule_topic("ill", BRAND)))
    entries = [Entry(each.mention, hits, sketch=each.sketch) for each in (post(n, views=50) for n in range(4))]
    facts = measured(entries, house)
    assert (facts["risk_24h"], facts["authors_24h"], facts["views_max"]) == (4, 4, 50)


def test_the_usual_does_not_learn_from_the_crisis_itself() -> None:
    calm = [post(1_000 + n, at=NOW - (1 + n // 2) * HOUR, live=False) for n in range(1300)]
    facts = measured([*calm, *(food(n) for n in range(40))])
    assert facts["times_usual_1h"] == pytest.approx(20, rel=0.25)


def test_a_host_that_only_looks_like_an_outlet_is_none() -> None:
    assert SHIPPED.of(post(1, url="https://news.cn.example.com/a").mention) == ""
    assert SHIPPED.of(post(1, url="http://[broken").mention) == ""
    assert SHIPPED.of(post(1, url="https://m.news.cn/a").mention) == "news.cn"


def test_outlets_of_ones_own_count_beside_the_shipped_ones_and_may_have_another_tier() -> None:
    own = outlets_of(OutletsSpec(national=("江城晚报", "Morning.Example"), foreign=("联合早报",), central=("财新",)))
    told = [
        news(1, source="江城晚报"),
        news(2, source="某订阅", url="https://m.morning.example/a"),
        news(3, source="联合早报"),
        news(4, source="财新"),
        news(5, source="路边小报"),
    ]
    facts = measured(told, House(engine(outlets=own)))
    asked = ("media_24h", "national_outlets_24h", "central_outlets_24h", "foreign_24h")
    assert [facts[fact] for fact in asked] == [5, 3, 1, 1]


def test_a_report_of_ones_own_country_in_another_language_is_not_foreign() -> None:
    told = [news(1, source="中国日报", lang="en"), news(2, source="Some Daily", lang="en"), news(3)]
    assert measured(told, House())["foreign_24h"] == 1


def news(number: int, **more: object) -> Entry:
    return post(number, kind=Kind.NEWS, risk="food_safety", **more)  # type: ignore[arg-type]
