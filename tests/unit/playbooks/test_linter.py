from dataclasses import replace

import pytest

from domain.statement import Audience, Stage, Statement
from playbooks.linter import lint, lint_filled
from playbooks.linter_words import LintKind
from playbooks.template import names

GOOD = {
    "zh": "我们正在核实。{{ 下次更新时间 }} 前再说明，请拨打 {{ 联系电话 }}。",
    "en": "We are checking. We speak again by {{ next_update }}; please call {{ contact }}.",
}


def text(body: str, lang: str = "zh", stage: Stage = Stage.EARLY, audience: Audience = Audience.PUBLIC) -> Statement:
    return Statement("x", lang, "标题", body, stage, audience, "pr", "", (), names(body), {})


def kinds(body: str, lang: str = "zh", stage: Stage = Stage.EARLY, audience: Audience = Audience.PUBLIC) -> list[str]:
    return [remark.kind for remark in lint(text(f"{GOOD[lang]}\n{body}", lang, stage, audience))]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_careful_text_passes(lang: str) -> None:
    assert lint(text(GOOD[lang], lang)) == ()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("这个不能退。", LintKind.REFUSAL),
        ("无可奉告。", LintKind.REFUSAL),
        ("这不可能。", LintKind.REFUSAL),
        ("此事与我司无关。", LintKind.REFUSAL),
        ("系顾客自身原因。", LintKind.BLAME),
        ("您误会了。", LintKind.BLAME),
        ("对恶意抹黑保留追责权利。", LintKind.BLAME),
        ("我们保证不再发生。", LintKind.PROMISE),
        ("我们会尽快答复。", LintKind.PROMISE),
        ("我们采用最严格的标准。", LintKind.SUPERLATIVE),
        ("产品绝对安全。", LintKind.SUPERLATIVE),
        ("合格率 100%。", LintKind.SUPERLATIVE),
        ("我们已启动舆情预案。", LintKind.JARGON),
        ("是我们的责任。", LintKind.ADMISSION),
        ("经查，情况属实。", LintKind.ADMISSION),
    ],
)
def test_what_a_chinese_reviewer_stops_at_is_found(words: str, kind: LintKind) -> None:
    assert kind in kinds(words)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("No comment.", LintKind.REFUSAL),
        ("We cannot refund this.", LintKind.REFUSAL),
        ("This was your own fault.", LintKind.BLAME),
        ("You should have kept it cold.", LintKind.BLAME),
        ("We guarantee that it is safe.", LintKind.PROMISE),
        ("We will answer as soon as possible.", LintKind.PROMISE),
        ("Our kitchens are the best.", LintKind.SUPERLATIVE),
        ("We will leverage synergies.", LintKind.JARGON),
        ("It was our fault.", LintKind.ADMISSION),
    ],
)
def test_what_an_english_reviewer_stops_at_is_found(words: str, kind: LintKind) -> None:
    assert kind in kinds(words, "en")


def test_a_promise_with_a_date_passes() -> None:
    assert kinds("我们承诺在 3 个工作日内退款。") == []
    assert kinds("我们确保在 {{ 整改完成日期 }} 前完成。") == []
    assert kinds("We promise a refund within 3 working days.", "en") == []


def test_harmless_words_that_only_look_alike_pass() -> None:
    assert kinds("最近、最新、最终的情况，近期购买的顾客。") == []
    assert kinds("Most people, the price, a spring day.", "en") == []


def test_facts_may_be_concluded_once_the_first_stage_is_over() -> None:
    assert kinds("经查，是我们的责任。", stage=Stage.LATE) == []


def test_staff_know_the_jargon() -> None:
    assert kinds("请按话术答复。", audience=Audience.STAFF) == []


def test_personal_data_in_a_text_is_found_and_shown_masked() -> None:
    (remark,) = lint(text(GOOD["zh"] + "\n请联系 13812341234"))
    assert (remark.kind, remark.line) == (LintKind.PERSONAL_DATA, 2)
    assert "13812341234" not in remark.words


def test_contact_and_time_of_the_next_update_are_asked_for() -> None:
    assert [each.kind for each in lint(text("我们正在核实。"))] == [LintKind.NO_CONTACT, LintKind.NO_NEXT_UPDATE]
    assert [each.kind for each in lint(text("已查清。", stage=Stage.LATE))] == [LintKind.NO_CONTACT]


def test_a_remark_points_at_its_line_and_says_what_to_write_instead() -> None:
    (remark,) = lint(text(GOOD["zh"] + "\n\n这个不能退。"))
    assert (remark.line, remark.words) == (3, "不能")
    assert "能做什么" in remark.advice
    (remark,) = lint(text(GOOD["en"] + "\nNo comment.", "en"))
    assert "what can be done" in remark.advice


def test_a_number_that_contradicts_the_fact_sheet_is_found() -> None:
    sheet = {"涉及范围": "3 家门店，1,200 杯", "发现时间": "3月15日 14:30"}
    found = lint_filled(text(""), "涉及 5 家门店、1200 杯，3月16日 18:00 前再说，2 小时内。", sheet)
    assert [(each.kind, each.words) for each in found] == [(LintKind.CONTRADICTION, "5 家")]
    english = replace(text(""), lang="en")
    assert [each.words for each in lint_filled(english, "It concerns 5 stores.", {"scope": "3 stores"})] == ["5 stores"]


def test_what_is_left_unfilled_is_found() -> None:
    found = lint_filled(text(""), "在【待补：门店】，\n{{ 品牌 }}", {})
    assert [(each.kind, each.line) for each in found] == [(LintKind.UNFILLED, 1), (LintKind.UNFILLED, 2)]
