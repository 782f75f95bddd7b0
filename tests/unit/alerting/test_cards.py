from dataclasses import replace
from datetime import timedelta

from alerting.cards import card_of
from alerting.picture import take_picture
from domain.clock import MINUTE
from domain.incident import Acknowledgement
from domain.mention import Entry
from domain.notice import Card
from domain.person import Role
from domain.sentiment import Tone
from domain.step import Step, StepState
from tests.unit.alerting.house import House, engine, post
from tests.unit.alerting.making import NOW
from tests.unit.alerting.test_incidents import act

HOUR = timedelta(hours=1)
COPIED = "今天在门店喝出了虫子，店长电话13812345678一直没人接，请大家小心，图片都在下面"


def scandal() -> list[Entry]:
    """Return three copies of one text, two other texts and a calm day before them."""
    calm = [post(100 + n, at=NOW - (3 + n // 2) * HOUR, live=False, tone=Tone.NEUTRAL) for n in range(40)]
    copies = [
        post(n, COPIED, at=NOW - (20 - n) * MINUTE, risk="food_safety", tone=Tone.NEGATIVE, views=1_000 * n)
        for n in range(1, 4)
    ]
    others = [post(n, at=NOW - n * MINUTE, risk="food_safety", url=f"ftp://x/{n}", source="论坛") for n in (5, 6)]
    return [*calm, *copies, *others]


def shown(house: House, at: timedelta = timedelta(0)) -> Card:
    """Return the card of incident 1."""
    with house.ledger.read() as view:
        incident = view.incidents.get(1)
        return card_of(house.engine, incident, take_picture(view, house.engine, incident, NOW + at), (), ("论坛停更",))


def told(lang: str = "zh") -> House:
    house = House(engine(lang=lang))
    house.hear(scandal())
    return house


def test_the_card_says_what_happened_with_numbers_against_the_usual() -> None:
    first, tone, course, began, voices, spread = shown(told()).happened
    assert first.startswith("过去 1 小时 5 条提及，平时约 2")
    assert tone == "过去 24 小时 45 条提及：已判读 43 条中 3 条负面，2 条待判读。"
    assert course == "仍在上升：前一小时 0 条。"
    assert began == "最早一条：03-16 09:41 微博（网友1）。"
    assert voices == "24 小时内与此事有关的有 5 位作者、2 个来源。"
    assert spread == "传播最广的一条：1 篇、2 次转载、3 个账号、1 个来源。"


def test_the_card_says_the_same_in_english() -> None:
    card = shown(told("en"))
    assert card.happened[1] == "45 mentions in the last 24 hours: 3 negative of 43 scored, 2 not scored yet."
    assert card.why[0].startswith("Rule “食品安全词”: 03-16 08:44 to 09:43, 3 mentions (the alarm is at 3)")
    assert card.level_name == "Important" and card.lang == "en"


def test_an_hour_after_the_peak_the_card_says_so() -> None:
    course = shown(told(), timedelta(minutes=70)).happened[2]
    assert course == "已过峰值：03-16 09:00–10:00 最多，5 条。"


def test_three_posts_show_it_one_for_each_text_masked_and_with_safe_links() -> None:
    posts = shown(told()).posts
    assert [(post.reach, post.copies) for post in posts] == [(3_000, 3), (0, 1), (0, 1)]
    assert "138****5678" in posts[0].text and "13812345678" not in posts[0].text
    assert [post.url for post in posts] == ["", "", ""]


def test_the_card_says_why_by_rules_and_criteria_with_their_numbers() -> None:
    house = told()
    house.hear([post(50, risk="food_safety", views=150_000)])
    why = shown(house).why
    assert why[0] == "规则“食品安全词”：03-16 09:01 至 10:00 有 6 条提及（满 3 条即报警），6 位作者，2 个来源。"
    assert why[1] == "判级 重大 4/4：单条最高阅读 150,000 ≥ 100,001（依据：行业已公布的标准）。"


def test_a_late_signal_says_by_how_much() -> None:
    house = House()
    house.hear([post(n, at=NOW - 2 * HOUR + n * MINUTE, risk="food_safety") for n in range(3)])
    assert shown(house).why[0].endswith("；晚到 1 小时 58 分钟。")


def test_without_a_criterion_the_card_names_the_level_the_rule_starts_at() -> None:
    assert shown(told()).why[-1] == "现为 重要 2/4：这是触发规则的起始等级。"


def test_steps_show_owner_deadline_and_what_is_overdue() -> None:
    house = told()
    step = Step("isolate", "隔离批次", "批次已下架", Role.PRODUCT, "示例产品", NOW + HOUR)
    done = Step("call", "回访", "已回访", Role.PR, "", NOW - HOUR, state=StepState.DONE)
    act(house, steps=(step, done))
    lines = shown(house, 2 * HOUR).steps
    assert [(line.id, line.owner, line.done, line.overdue) for line in lines] == [
        ("isolate", "示例产品", False, True),
        ("call", "", True, False),
    ]


def test_the_card_says_how_to_see_more_and_to_take_it_on_until_somebody_has() -> None:
    house = told()
    assert shown(house).more == (
        "全部细节与时间线：fenghuo incidents show 1",
        "相关提及：fenghuo search --brand 山茶茶饮 --since 2026-03-15",
        "确认接手：fenghuo incidents ack 1 --as 姓名",
    )
    act(house, acknowledgement=Acknowledgement("示例值班", NOW, NOW + HOUR))
    card = shown(house)
    assert len(card.more) == 2 and card.acknowledged == "示例值班 03-16 10:00 确认接手"
    act(house, acknowledgement=Acknowledgement("示例值班", NOW, NOW + HOUR, lapsed=True))
    assert shown(house).acknowledged == "示例值班 03-16 10:00 的接手已失效"


def test_an_incident_on_a_scale_that_was_changed_is_still_shown() -> None:
    house = told()
    act(house, level="second", rank=3, proposed_level="third")
    assert (shown(house).level, shown(house).rank) == ("urgent", 3)


def test_blind_sources_stand_on_the_card() -> None:
    assert shown(told()).blind == ("论坛停更",)


def test_a_card_shows_the_next_steps_and_names_the_rest() -> None:
    house = told()
    steps = [Step(f"s{n}", f"步骤{n}", "完成", Role.PR, "", NOW + n * HOUR) for n in range(9)]
    first = replace(steps[0], state=StepState.DONE)
    act(house, steps=(first, *steps[1:]))
    card = shown(house)
    assert [line.id for line in card.steps] == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert any("3" in line for line in card.more)
