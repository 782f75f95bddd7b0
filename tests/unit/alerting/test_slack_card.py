"""A Slack card stays inside every limit, whatever it is made of, and cuts what matters least first."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerting.channels.slack.blocks import escaped, plain
from alerting.channels.slack.card import card_blocks
from domain.notice import Card, Post, StatementLine, StepLine
from tests.contract.channel_samples import NOW, card
from tests.loopback_slack.messages import Message
from tests.loopback_slack.rules import block_problems
from tests.shared import shared

ZONE = ZoneInfo("Asia/Shanghai")
SOMETHING = st.one_of(
    st.text(max_size=300), st.sampled_from(["<&>" * 900, "长" * 5_000, "\n" * 50, "🔥" * 400, "https://例子.中国/<|>"])
)
MOMENTS = st.datetimes(min_value=NOW.replace(tzinfo=None) - timedelta(days=9), max_value=NOW.replace(tzinfo=None)).map(
    lambda moment: moment.replace(tzinfo=NOW.tzinfo)
)
POSTS = st.builds(
    Post, SOMETHING, SOMETHING, SOMETHING, SOMETHING, MOMENTS, st.integers(0, 10**12), st.integers(0, 10**6)
)
STEPS = st.builds(
    StepLine, SOMETHING, SOMETHING, SOMETHING, SOMETHING, MOMENTS, st.booleans(), st.booleans(), SOMETHING
)
NAMES = st.lists(SOMETHING, max_size=3).map(tuple)
STATEMENTS = st.builds(StatementLine, SOMETHING, SOMETHING, SOMETHING, NAMES, NAMES, SOMETHING, SOMETHING, NAMES)


def many(each: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(each, max_size=12).map(tuple)


CARDS = st.builds(
    Card,
    incident=st.integers(1, 10**9),
    brand=SOMETHING,
    category=SOMETHING,
    level=SOMETHING,
    level_name=SOMETHING,
    rank=st.integers(1, 9),
    top_rank=st.integers(1, 9),
    title=SOMETHING,
    state=SOMETHING,
    drill=st.booleans(),
    happened=many(SOMETHING),
    posts=many(POSTS),
    blind=many(SOMETHING),
    why=many(SOMETHING),
    steps=many(STEPS),
    statements=many(STATEMENTS),
    more=many(SOMETHING),
    acknowledged=SOMETHING,
    at=MOMENTS,
    lang=st.sampled_from(["zh", "en"]),
)


@settings(max_examples=60, deadline=None)
@given(CARDS)
def test_any_card_is_one_valid_message(made: Card) -> None:
    shared("data", "slack", "SlackBlocks.json")
    assert block_problems(card_blocks(made, ZONE, "值班：<@U0DUTY>", "【可能重复】", buttons=True)) == []


@given(st.text(), st.integers(1, 200))
def test_a_text_is_never_cut_inside_an_entity(text: str, most: int) -> None:
    short = escaped(text, most)
    assert len(short) <= most
    assert all(after.startswith(("amp;", "lt;", "gt;")) for after in short.split("&")[1:])
    assert not set("<>") & set(short)


def test_an_empty_text_is_still_a_valid_text_object() -> None:
    assert plain("")["text"] == " "


def test_representative_posts_are_cut_before_anything_else() -> None:
    posts = (replace(card().posts[0], text="长" * 280),) * 40
    blocks = card_blocks(replace(card(), posts=posts), ZONE)
    seen = read(replace(card(), posts=posts))
    assert block_problems(blocks) == []
    assert "…另有" in seen
    assert all(step.title in seen for step in card().steps)
    assert all(line.id in seen for line in card().statements)
    assert all(line in seen for line in card().why)


def test_a_note_says_how_many_entries_were_left_out() -> None:
    seen = read(replace(card(), posts=card().posts[:1] * 40))
    shown = seen.count("“顾客称在桃胶奶茶里喝出异物”")
    assert f"…另有 {40 - shown} 条" in seen


def test_steps_stand_beside_their_deadlines_on_the_readers_own_clock() -> None:
    seen = Message("C0DUTY", "1.0", "", card_blocks(card(), ZONE))
    due = int(card().steps[0].due_at.timestamp())
    assert f"!date^{due}^{{date_short_pretty}} {{time}}|07-03 03:25" in seen.specials
    assert "1. 确认接手并通知总指挥 · 公关：示例值班\n⏰ 07-03 03:25 前" in seen.seen
    assert "3. 封存同批次原料 · 产品：无人担任，请指派\n❗ 已逾期（07-03 02:55 前应完成）" in seen.seen
    assert "4. 建群 · 公关：示例值班\n✅ 已完成" in seen.seen


def test_a_drill_says_so_before_anything_else() -> None:
    assert read(replace(card(), drill=True)).startswith("🔴 【演练】重大 4/4")


@pytest.mark.parametrize(
    ("rank", "top", "mark"), [(4, 4, "🔴"), (3, 4, "🟠"), (2, 4, "🟡"), (1, 4, "🔵"), (3, 3, "🔴")]
)
def test_the_gravest_level_is_red_on_every_scale(rank: int, top: int, mark: str) -> None:
    assert read(replace(card(), rank=rank, top_rank=top)).startswith(f"{mark} 重大 {rank}/{top}")


def test_a_card_without_playbook_or_statement_says_what_to_do_instead() -> None:
    seen = read(replace(card(), steps=(), statements=()))
    assert "没有匹配的预案" in seen
    assert "没有匹配的声明" in seen


def read(made: Card) -> str:
    return Message("C0DUTY", "1.0", "", card_blocks(made, ZONE)).seen
