"""The product's scorer: labels people can rely on, and silence where it doesn't know."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sentiment import Emotion, Tone
from sentiment.lines import line_scorer
from sentiment.scorer import load_scorer

SCORER = load_scorer()
KEYS = ["text", "score", "label", "snownlp", "emotion", "risk", "lang", "model"]


def score_line(text: str, explain: bool = False) -> dict[str, Any]:
    return line_scorer().score_lines([text], explain=explain)[0]


def tone(text: str) -> Tone | None:
    return SCORER.score_many([text])[0].tone


@pytest.mark.parametrize(
    "text",
    [
        "奶茶喝出虫子",
        "奶茶喝出蟲子！噁心",
        "客服态度极差，再也不买了",
        "辣鸡商家，智商税",
        "公司净利润下滑，大股东拟减持",
    ],
)
def test_complaints_and_bad_news_are_negative(text: str) -> None:
    assert tone(text) is Tone.NEGATIVE


@pytest.mark.parametrize("text", ["今天的奶茶真好喝，推荐", "服務熱情，環境乾淨", "公司净利润同比增长，拟回购股份"])
def test_praise_and_good_news_are_positive(text: str) -> None:
    assert tone(text) is Tone.POSITIVE


def test_a_fact_without_tone_is_neutral_although_it_is_a_risk() -> None:
    line = score_line("某品牌被约谈")
    assert line["label"] == "neutral"
    assert line["risk"] == [{"category": "regulator", "intensity": 2, "words": ["被约谈"]}]


def test_negation_turns_praise_into_complaint() -> None:
    good, bad = SCORER.score_many(["这家店推荐", "这家店我不会推荐"])
    assert good.score is not None and bad.score is not None
    assert bad.score < 0.5 < good.score


def test_simplified_and_traditional_score_the_same() -> None:
    simplified, traditional = SCORER.score_many(["态度很差，东西难吃", "態度很差，東西難吃"])
    assert simplified.score == traditional.score


def test_other_spellings_score_as_their_word() -> None:
    plain, other = SCORER.score_many(["这什么垃圾，退款", "这什么辣鸡，退.款"])
    assert plain.score == other.score


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "😀😀",
        "12345",
        "le service est terrible et le personnel est vraiment impoli",
        "このお茶はまずいです",
        "맛이 없어요",
    ],
)
def test_empty_texts_and_other_languages_are_never_guessed(text: str) -> None:
    sentiment = SCORER.score_many([text])[0]
    assert (sentiment.score, sentiment.tone, sentiment.emotion) == (None, None, Emotion.NONE)


def test_english_goes_to_the_english_scorer() -> None:
    assert tone("They lost my bag and nobody answers the phone") is Tone.NEGATIVE
    assert tone("Thank you so much, the crew was wonderful") is Tone.POSITIVE
    assert tone("great flight, thanks") is Tone.POSITIVE


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("气死我了，黑心商家，投诉", Emotion.ANGRY),
        ("太失望了，再也不会来", Emotion.DISAPPOINTED),
        ("吓死人，会不会中毒，好害怕", Emotion.FEAR),
        ("好开心，谢谢店家", Emotion.JOY),
        ("据报道，市场监管局已公布检测报告", Emotion.FACTUAL),
        ("今天路过门店", Emotion.NONE),
    ],
)
def test_the_prevailing_emotion_is_named(text: str, emotion: Emotion) -> None:
    assert SCORER.score_many([text])[0].emotion is emotion


def test_a_line_has_exactly_the_promised_keys() -> None:
    for text in ("奶茶喝出虫子", "", "great flight", "bonjour"):
        assert list(score_line(text)) == KEYS
    assert list(score_line("奶茶喝出虫子", explain=True)) == [*KEYS, "explain"]


def test_snownlps_own_score_stands_beside_ours_unfolded() -> None:
    from snownlp import sentiment

    for text in ("奶茶喝出虫子", "喝出蟲子，噁心", "APP崩了ＡＢＣ"):
        assert score_line(text)["snownlp"] == pytest.approx(sentiment.classify(text), abs=1e-9)
    assert score_line("")["snownlp"] is None
    assert score_line("no Chinese here")["snownlp"] is None


def test_an_explained_line_names_the_words_that_moved_it() -> None:
    explained = score_line("没有发现异物，但是服务态度很差", explain=True)["explain"]
    assert "态度很差" in [word["word"] for word in explained["words"]]
    assert [(hit["verdict"], hit["because"]) for hit in explained["risk"] if hit["category"] == "food_safety"] == [
        ("negated", "没有")
    ]


def test_the_version_names_model_and_lexicons() -> None:
    assert SCORER.version.startswith("fenghuo-1-")
    assert {each.model for each in SCORER.score_many(["好", ""])} == {SCORER.version}


@given(
    st.lists(
        st.sampled_from(["奶茶喝出蟲子！", "", "great flight, thanks", "约谈", "ＡＢＣ好喝", "お茶", "真好喝，推荐"])
    )
)
def test_texts_scored_together_come_out_as_one_by_one(texts: list[str]) -> None:
    assert line_scorer().score_lines(texts) == [score_line(text) for text in texts]
