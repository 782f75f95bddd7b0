import gzip
import json
import random
from itertools import combinations

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared import shared
from tests.unit.text.making import strange_texts
from text.sketch import SAME_FAMILY, SIZE, similar, sketch

POST = "今天在山茶茶饮喝到虫子，店员说是茶叶，大家评评理，这像茶叶吗？我要投诉到底。"


@pytest.mark.parametrize(
    "copy",
    [
        f"转发微博 {POST}",
        f"//@示例用户：{POST} http://t.cn/A1b2C3",
        f"回复@示例用户:{POST}",
        f"RT @example: {POST}",
        f"转自示例网：{POST}",
        f"[怒]#山茶茶饮# {POST}",
        "今天在山茶茶飲喝到蟲子，店員說是茶葉，大家評評理，這像茶葉嗎？我要投訴到底。",
        POST.replace("，", " ").upper(),
        POST[:33],
        f"太过分了//@示例用户:{POST}",
        POST.replace("店员", "服务员"),
    ],
)
def test_a_repost_is_of_the_same_family(copy: str) -> None:
    assert similar(sketch(POST), sketch(copy)) >= SAME_FAMILY


def test_another_text_about_the_same_is_of_another_family() -> None:
    other = "山茶茶饮又出事了，有人喝出虫子，店员居然说是茶叶，建议大家先不要去。"
    assert similar(sketch(POST), sketch(other)) < SAME_FAMILY


def test_a_short_text_resembles_only_itself() -> None:
    assert similar(sketch("退款！"), sketch("//@示例用户: 退 款")) == 1
    assert similar(sketch("退款"), sketch("不退款")) == 0
    assert similar(sketch("吓人"), sketch(POST)) == 0


@pytest.mark.parametrize("text", ["", "转发微博", "//@示例用户: ！！！", "http://t.cn/abc", "[爱你][爱你]", "😀"])
def test_a_text_of_which_nothing_is_left_has_no_sketch_and_resembles_nothing(text: str) -> None:
    assert sketch(text) == ()
    assert similar((), ()) == similar(sketch(POST), ()) == 0


@given(strange_texts(), strange_texts())
def test_sketches_are_ascending_signed_numbers_and_resemblance_is_symmetric(one: str, other: str) -> None:
    first, second = sketch(one), sketch(other)
    assert len(first) <= SIZE
    assert list(first) == sorted(set(first))
    assert all(0 <= value < 1 << 63 for value in first)
    assert similar(first, second) == similar(second, first)
    assert not first or similar(first, first) == 1


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 1 << 30))
def test_the_estimate_is_near_the_true_resemblance(both: int, left: int, right: int, seed: int) -> None:
    numbers = random.Random(seed).sample(range(1 << 62), both + left + right)
    sketches = [
        tuple(sorted(each)[:SIZE]) for each in (numbers[: both + left], numbers[:both] + numbers[both + left :])
    ]
    truth = both / max(1, len(numbers))
    assert abs(similar(*sketches) - truth) <= 0.6
    if len(numbers) <= SIZE and all(sketches):
        assert similar(*sketches) == truth


@pytest.fixture(scope="module")
def posts() -> list[str]:
    with gzip.open(shared("data", "streams", "weibo_cascades", "dev.jsonl.gz"), "rt", encoding="utf-8") as lines:
        rows = (json.loads(line)["text"] for line, _ in zip(lines, range(40_000), strict=False))
        long = list({text for text in rows if len(text) >= 40})
    return random.Random(3).sample(sorted(long), 600)


def test_edited_posts_are_recalled_and_different_ones_kept_apart(posts: list[str]) -> None:
    dice, traditional = random.Random(5), opencc.OpenCC("s2t")
    found = 0
    for text in posts:
        changed = "".join(
            dice.choice(posts)[0] if dice.random() < 0.03 else each for each in text[: len(text) * 9 // 10]
        )
        copy = f"转发微博 //@示例用户:{traditional.convert(changed)} http://t.cn/abc"
        found += similar(sketch(text), sketch(copy)) >= SAME_FAMILY
    assert found / len(posts) >= 0.88
    pairs = combinations([sketch(text) for text in posts[:300]], 2)
    assert sum(similar(a, b) >= SAME_FAMILY for a, b in pairs) <= 15
