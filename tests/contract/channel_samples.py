"""Notices for the tests of channels: ordinary ones, and ones whose every text from outside is hostile."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.notice import Card, Notice, NoticeKind, OutboxItem, Post, StatementLine, StepLine

NOW = datetime(2026, 7, 2, 18, 58, tzinfo=UTC)
"""02:58 at night in Shanghai."""

HOSTILE = (
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<@U0LEGAL>",
    "<@W12345678|boss>",
    "<#C0DUTY|general>",
    "<!subteam^S012345|@team>",
    "<!date^0^{date}|now>",
    "<https://evil.example|官方声明>",
    "&lt;!channel&gt;",
    "&#60;!channel&#62;",
    "@channel @here @everyone",
    "*bold* _italic_ ~strike~ `code`",
    "```block``` > quote",
    ":fire: :rotating_light:",
    "https://evil.example/path?a=1&b=2",
    "javascript:alert(1)",
    "[link](https://evil.example)",
    "[bold red]markup[/bold red] [link=https://evil.example]x[/link]",
    "[/] [/bold]",
    "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07x\x1b]8;;\x07",
    "\x1b[2J\x1b[H\x9b31m\x07\x08\x7f",
    "line\r\nbreak\u2028and\u2029more\x85end",
    "\u202eevil\u2066\u2069\u200b\u200f\ufeff\U000e0041",
    "z" + "\u0301" * 40,
    "\x00nul\x00",
    "\ud800lone",
    "{0} {name} %s %(x)s",
    "'\"; DROP TABLE outbox; --",
    "&" * 4_000,
    "长" * 9_000,
)
"""Texts that mean something to a chat server, a terminal, or a template."""

PEOPLE = ("示例值班", "示例法务", "无号同事")


def card(lang: str = "zh", hostile: str = "") -> Card:
    """A card as full as they come; with ``hostile`` every text that can come from outside carries it."""
    said = hostile or "顾客称在桃胶奶茶里喝出异物"
    sample = Card(
        incident=12,
        brand=hostile or "山茶茶饮",
        category=hostile or "food_safety",
        level="major",
        level_name="重大" if lang == "zh" else "Major",
        rank=4,
        top_rank=4,
        title=said,
        state="detected",
        drill=False,
        happened=("近 1 小时 214 条提及，平时约 6 条，仍在上升", said),
        posts=(post(said, hostile), replace(post("已经拉了三次肚子", ""), url="", reach=0, copies=1)),
        blind=(hostile or "消费投诉已 2 小时没有数据",),
        why=("规则：1 小时内至少 5 名作者提到食品安全", said),
        steps=(),
        statements=(),
        more=("fenghuo incidents show 12",),
        acknowledged="",
        at=NOW,
        lang=lang,
    )
    return replace(sample, steps=steps(), statements=statements(hostile))


def post(text: str, hostile: str) -> Post:
    author = hostile or "匿名食客"
    url = f"https://news.example/{hostile}" if hostile else "https://news.example/p?a=1&b=2"
    return Post(text, hostile or "微博", author, url, NOW - timedelta(minutes=50), 120_000, 35)


def steps() -> tuple[StepLine, ...]:
    later = NOW + timedelta(minutes=27)
    return (
        StepLine("ack", "确认接手并通知总指挥", "pr", "示例值班", later, False, False),
        StepLine("hold", "发布首次回应", "legal", "示例法务", later, False, False, "food-early"),
        StepLine("isolate", "封存同批次原料", "product", "", NOW - timedelta(minutes=3), False, True),
        StepLine("group", "建群", "pr", "示例值班", later, True, False),
    )


def statements(hostile: str = "") -> tuple[StatementLine, ...]:
    preview = f"我们注意到【待补：门店】顾客的反映。{hostile}"
    approvers = ("示例法务", "示例值班")
    return (
        StatementLine("food-early", "首次公开回应", "approved", approvers, (), "2026-12-31", preview, ("门店",)),
        StatementLine("food-script", "客服话术", "draft", (), ("legal", "pr")),
    )


def notice(kind: NoticeKind, channel: str = "duty", hostile: str = "", lang: str = "zh") -> Notice:
    """A notice of one kind about incident 12; operations messages are about none."""
    shows_card = kind in (NoticeKind.CARD, NoticeKind.EDIT)
    told = Notice(
        key=f"12:{kind}@{channel}",
        channel=channel,
        kind=kind,
        at=NOW,
        incident=0 if kind is NoticeKind.OPERATIONS else 12,
        text="" if shows_card else f"等级由 重要 2/4 升为 重大 4/4。{hostile}",
        card=card(lang, hostile) if shows_card else None,
    )
    return replace(told, people=PEOPLE) if told.rings else told


def item(told: Notice, card_ref: str = "", ambiguous: bool = False) -> OutboxItem:
    """A notice as claimed for its first try, or as unclear since a minute."""
    since = NOW - timedelta(minutes=1) if ambiguous else None
    return OutboxItem(1, told, int(ambiguous), ambiguous, since, card_ref)


def hostile_notices(channel: str) -> Iterator[Notice]:
    """Every kind of notice with every hostile text."""
    for kind in NoticeKind:
        for number, text in enumerate(HOSTILE):
            yield replace(notice(kind, channel, text), key=f"12:{kind}:{number}@{channel}")
