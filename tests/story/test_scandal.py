"""From ordinary days to one incident: what is raised, what is seen in the chat, what rings and what stays quiet."""

from datetime import timedelta

from domain.incident import EventKind
from playbooks import actions
from tests.story.texts import SCANDAL, SPREAD, UNRELATED, burst, ordinary, said
from tests.story.world import World

HEADINGS = ("发生了什么", "为什么报警", "处置步骤", "可用声明", "更多")


def test_ordinary_days_raise_nothing(world: World) -> None:
    world.hear(list(ordinary(world.now, world.now + timedelta(hours=6))))
    world.wait(timedelta(hours=18))
    assert world.incidents() == []
    assert world.slack.messages == []
    assert world.screen.getvalue() == ""


def test_two_grumbles_and_a_park_in_bloom_raise_nothing(world: World) -> None:
    park = said(UNRELATED, world.now, "公园")
    assert world.arrive([*burst(SCANDAL[5:], world.now, 2), park]).unmatched == 1
    world.settle()
    assert world.incidents() == []


def test_the_scandal_opens_one_incident_with_one_card_that_rings_the_person_on_duty(world: World) -> None:
    world.hear(burst(SCANDAL, world.now + timedelta(minutes=12), 6))
    [incident] = world.incidents()
    assert (incident.brand, incident.category, incident.level) == ("山茶茶饮", "food_safety", "important")
    [card] = world.cards
    assert world.mentioned(card) == {"U0DUTY"}
    assert world.rings == []
    assert world.timeline()[0] == EventKind.OPENED
    assert world.screen.getvalue().count("值班：示例值班") == 1


def test_the_card_says_everything_in_its_order(world: World) -> None:
    world.hear(burst(SCANDAL, world.now + timedelta(minutes=4), 3))
    seen = world.cards[0].seen
    assert seen.startswith("🟡 重要 2/4 · 山茶茶饮 · 食品安全\n")
    places = [seen.index(f"*{heading}*") for heading in HEADINGS]
    assert places == sorted(places)
    happened, why, steps, statements, more = world.sections(world.cards[0], HEADINGS)
    assert "过去 1 小时 7 条提及，平时约 2.5 条" in happened
    assert "最早一条：03-05 15:00 浪花微博" in happened
    assert happened.count("“") == 3
    assert "规则“食品安全风险词”" in why and "3 条提及（满 3 条即报警），3 位作者，1 个来源" in why
    assert "公关：示例值班" in steps and "客服：无人担任，请指派" in steps and "03-05 23:04 前" in steps
    assert "等 法务（示例法务）、公关（示例值班） 批准" in statements
    assert "fenghuo incidents show 1" in more


def test_no_telephone_number_of_a_post_leaves_the_house(world: World) -> None:
    world.flood(SCANDAL, 6)
    world.flood(SCANDAL[:1], 1, views=200)
    shown = world.cards[0].seen + world.screen.getvalue()
    assert "138****8000" in shown
    assert "13800138000" not in shown + repr(world.slack.requests)


def test_routine_news_edits_the_card_and_rings_nobody(world: World) -> None:
    world.flood(SCANDAL, 4)
    before = world.cards[0].seen
    world.hear(burst(SCANDAL, world.now + timedelta(minutes=20), 4, minutes=4, source="城市论坛"))
    [card] = world.cards
    assert card.edits > 0 and card.seen != before
    assert "2 个来源" in card.seen
    assert world.rings == []
    assert world.quiet_lines(card) != []
    assert not any("<@" in line for line in world.quiet_lines(card))


def test_each_raise_rings_once_and_names_what_it_rests_on(world: World) -> None:
    world.flood(SCANDAL, 6)
    world.hear(burst(SPREAD, world.now + timedelta(minutes=30), 10))
    world.wait(timedelta(minutes=30))
    [raised] = world.rings
    assert "等级由 重要 2/4 升为 紧急 3/4" in raised.seen
    assert raised.pings == ["U0DUTY"]
    [card] = world.cards
    assert card.seen.startswith("🟠 紧急 3/4")
    world.flood(SPREAD, 1, views=126_000)
    assert len(world.rings) == 2
    assert "等级由 紧急 3/4 升为 重大 4/4" in world.rings[-1].seen
    assert "单条最高阅读 126,000" in world.rings[-1].seen
    assert [incident.level for incident in world.incidents()] == ["major"]


def test_a_person_raises_and_lowers_with_a_reason_that_stays_on_the_record(world: World) -> None:
    world.flood(SCANDAL, 6)
    world.act(lambda desk, case, now: actions.raise_level(case, "示例法务", desk, now, reason="总部要求"))
    world.act(lambda desk, case, now: actions.lower_level(case, "示例法务", "general", desk, now, "查明是误会"))
    [raised] = world.rings
    assert "示例法务 把等级由 重要 2/4 升为 紧急 3/4：总部要求" in raised.seen
    assert world.incident().level_reason == "查明是误会"
    assert "查明是误会" in world.quiet_lines(world.cards[0])[-1]
    world.flood(SCANDAL, 1)
    assert world.incident().level == "general"


def test_the_english_house_gets_an_english_card(english: World) -> None:
    english.flood(SCANDAL, 6)
    [card] = english.cards
    assert card.seen.startswith("🟡 Important 2/4 · 山茶茶饮 · Food safety\n")
    headings = ("What happened", "Why this alarm", "What to do", "What may be said", "More")
    happened, why, steps, statements, _ = english.sections(card, headings)
    assert "in the last hour, usually about" in happened
    assert "Words of food safety" in why
    assert "Take the batch off sale at the store" in steps
    assert "waits for Legal (示例法务)" in statements
