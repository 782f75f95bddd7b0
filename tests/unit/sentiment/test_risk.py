"""Risk words: found in any spelling, and taken back where the sentence takes them back."""

import json
import time

import pytest

from domain.category import NAMES
from sentiment.risk import RiskFinder, default_risk_finder
from sentiment.riskforms import Verdict
from sentiment.risklexicon import load_risk_lexicon
from tests.shared import shared

FINDER = default_risk_finder()
BRAND = "山茶茶饮"


def categories(text: str) -> set[str]:
    return {risk.category for risk in FINDER.find(text, spans(text))}


def spans(text: str) -> list[tuple[int, int]]:
    at = text.find(BRAND)
    return [(at, at + len(BRAND))] if at >= 0 else []


def verdicts(text: str) -> set[Verdict]:
    return {hit.verdict for hit in FINDER.explain(text, spans(text))}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("奶茶喝出虫子了", "food_safety"),
        ("奶茶裡喝出了一隻蟲子", "food_safety"),
        ("喝出曱甴，退.款！", "food_safety"),
        ("用户数据泄露", "privacy"),
        ("充电宝自燃", "injury"),
        ("某品牌被约谈", "regulator"),
        ("APP崩了打不开", "outage"),
        ("They refused to refund me", "refund"),
        ("再也不买了", "boycott"),
    ],
)
def test_a_told_matter_raises_its_category(text: str, category: str) -> None:
    assert category in categories(text)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("没有发现异物", Verdict.NEGATED),
        ("经检测未发现食物中毒", Verdict.NEGATED),
        ("喝出虫子不属实", Verdict.NEGATED),
        ("如果喝出虫子怎么办", Verdict.IMAGINED),
        ("消防演练：模拟火灾", Verdict.IMAGINED),
        ("有没有食物中毒的情况", Verdict.ASKED),
        ("There was no explosion", Verdict.NEGATED),
    ],
)
def test_what_did_not_happen_raises_nothing(text: str, verdict: Verdict) -> None:
    assert verdicts(text) == {verdict}
    assert FINDER.find(text) == ()


def test_words_that_only_contain_a_negator_do_not_negate() -> None:
    assert "food_safety" in categories("没想到喝出虫子")
    assert "food_safety" in categories("没吃完就拉肚子")


def test_a_negator_does_not_reach_over_the_end_of_its_clause() -> None:
    assert "food_safety" in categories("他们没有道歉，喝出虫子")


def test_a_complaint_of_something_not_done_is_not_negated() -> None:
    assert "refund" in categories("到现在还没退款")
    assert "refund" in categories("不退款")


def test_a_bare_question_mark_lowers_by_one_and_hearsay_stays_mild() -> None:
    assert FINDER.find("食物中毒")[0].intensity == 3
    assert FINDER.find("食物中毒？")[0].intensity == 2
    assert FINDER.find("听说食物中毒了，是真的吗？")[0].intensity == 2
    assert [risk.intensity for risk in FINDER.find("网传有没有食物中毒") if risk.category == "food_safety"] == [1]


def test_blame_on_another_shop_is_not_the_brands() -> None:
    assert verdicts("隔壁那家喝出蟑螂，还是山茶茶饮干净") == {Verdict.OTHER_PARTY}
    assert "food_safety" in categories("山茶茶饮和隔壁那家一样喝出蟑螂")


def test_what_a_brand_does_to_others_is_not_done_to_it() -> None:
    assert "lawsuit" not in categories("山茶茶饮起诉造谣者")
    assert "lawsuit" in categories("山茶茶饮被起诉")


def test_longer_harmless_words_swallow_risk_words() -> None:
    assert categories("开大火，转小火，爆炸头") == set()
    assert categories("he pursued the issue") == set()


def test_hits_are_shown_as_they_were_written() -> None:
    text = "【急】喝出曱甴，退.款！"
    words = [word for risk in FINDER.find(text) for word in risk.words]
    assert {"喝出曱甴", "退.款"} <= set(words)
    assert all(text[slice(*hit.span)] for hit in FINDER.explain(text))


def test_a_customers_own_words_raise_their_category() -> None:
    finder = default_risk_finder([("allergen", "坚果未标示", 3), ("quality", "珍珠+太硬", 1)])
    found = finder.find("坚果未标示，珍珠还太硬")
    assert [(risk.category, risk.intensity) for risk in found] == [("allergen", 3), ("quality", 1)]


def test_every_category_of_the_lexicon_is_known() -> None:
    assert {word.category for word in load_risk_lexicon().words} == set(NAMES)


def test_finding_takes_a_small_multiple_of_reading_the_text() -> None:
    finder = RiskFinder(load_risk_lexicon())
    text = "今天天气不错，和朋友一起去喝了奶茶，排队的人很多，店员小姐姐态度很好，下次还会再来的，推荐大家试试看呀"
    finder.find(text)
    began = time.process_time()
    for _ in range(2000):
        finder.find(text)
    assert (time.process_time() - began) / 2000 < 200e-6


def share(name: str, label: str = "") -> float:
    lines = shared("data", "sentiment", "dev", f"{name}.jsonl").read_text("utf-8").splitlines()
    texts = [row["text"][:60] for row in map(json.loads, lines) if not label or row["label"] == label]
    return sum(bool(FINDER.find(text)) for text in texts) / len(texts)


def test_disasters_raise_a_risk_and_neutral_news_hardly_ever() -> None:
    calm = (share("news_general") + share("news_finance") + share("weibo_usual", "neutral")) / 3
    assert share("news_disaster") >= 0.97
    assert calm <= 0.03
