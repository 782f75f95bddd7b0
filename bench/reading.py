"""How much of a generated table of Chinese encodings and dates is read right, and whether the rest is flagged.

Feeds of short and long texts in Simplified and Traditional characters, in each encoding that has them, declared right,
wrong or not at all, in the header or in the document, go through the reader of feeds. Times of three years are
written in the ways of Chinese pages and feeds, and read as of a moment after them. ``python bench/reading.py [cases]``
prints a row for each encoding and each way of writing: right, wrong but flagged, wrong and silent.
"""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import opencc

from crawlers.dates import place
from crawlers.readers import read_feed
from crawlers.reading import Fetched
from domain.errors import FenghuoError
from domain.mention import TimeFlag

ZONE = ZoneInfo("Asia/Shanghai")
CASES = 4000
RIGHT, FLAGGED, SILENT = "right", "flagged", "silent"
Table = Mapping[str, Counter[str]]
"""Outcomes by row of the table."""

SUBJECTS = (
    *("某茶饮品牌", "本市一家超市", "知名手机厂商", "这家网约车平台", "连锁药房"),
    *("新能源车企", "一家城商行", "外卖平台", "母婴店", "快递网点"),
)
EVENTS = (
    *("门店被曝使用过期原料", "客服电话无人接听", "充电时突然起火", "司机中途拒载并辱骂乘客", "多名用户信息疑似泄露"),
    *("理财产品逾期未兑付", "骑手与保安发生冲突", "婴儿奶粉检出异物", "包裹被暴力分拣", "召回两万件产品"),
)
ENDINGS = (
    *(
        "，监管部门已介入调查。",
        "，品牌方深夜致歉：对此我们深感抱歉！",
        "，网友：再也不买了……",
        "（视频来源：网友投稿）",
    ),
    *("，当事人要求退一赔三", "，记者多次致电未获回复", "？官方通报来了", "，话题冲上热搜第一", " iPhone 16 Pro 版"),
)
LEVEL_ONE = [bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]
"""The 3,666 characters of the first level of GB 2312, common and less common alike."""

ENCODINGS = {
    "hans": ("utf-8", "gb2312", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"),
    "hant": ("utf-8", "big5", "big5hkscs", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"),
}
DECLARED = ("", "utf-8", "gb2312", "gbk", "gb18030", "big5", "iso-8859-1", "windows-1252", "us-ascii")
TRADITIONAL = opencc.OpenCC("s2t")


def encodings(cases: int, dice: random.Random) -> Table:
    """Return what became of feeds in every encoding, by the encoding they were in and how it was declared."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for number in range(cases):
        script = ("hans", "hant")[number % 2]
        encoding = ENCODINGS[script][number // 2 % len(ENCODINGS[script])]
        title, text = (_said(dice, script) for _ in range(2))
        declared, place_of = dice.choice([encoding, *DECLARED]), dice.choice(["header", "document"])
        how = "right" if declared == encoding else "wrong" if declared else "not"
        body = _feed(title, text * dice.choice([0, 1, 5]), declared if place_of == "document" else "")
        try:
            written = body.encode(encoding)
        except UnicodeEncodeError:
            continue
        header = f"text/xml; charset={declared}" if declared and place_of == "header" else "text/xml"
        found[f"{encoding:10} declared {how}"][_read(written, header, title)] += 1
    return found


def _said(dice: random.Random, script: str) -> str:
    """Return a headline, or one time in four a few characters at random, as names of people and places are."""
    said = dice.choice(SUBJECTS) + dice.choice(EVENTS) + dice.choice(ENDINGS)
    if dice.random() < 0.25:
        said = "".join(dice.choices(LEVEL_ONE, k=dice.randrange(4, 15)))
    return TRADITIONAL.convert(said) if script == "hant" else said


def _feed(title: str, text: str, declared: str) -> str:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    item = f"<item><title>{title}</title><description>{text}</description></item>"
    return f'{head}<rss version="2.0"><channel><title>news</title>{item}</channel></rss>'


def _read(body: bytes, header: str, title: str) -> str:
    try:
        reading = read_feed(Fetched(body, header, "http://example.com/"))
    except FenghuoError:
        return FLAGGED
    read = reading.rows[0].get("title") if reading.rows else None
    return RIGHT if read == title else FLAGGED if reading.guessed or read is None else SILENT


def _part(at: datetime) -> tuple[str, int]:
    """Return the part of the day and the hour as people say them."""
    if at.hour < 6:
        return "凌晨", at.hour
    if at.hour < 12:
        return "上午", at.hour
    return ("中午", 12) if at.hour == 12 else ("下午", at.hour - 12) if at.hour < 18 else ("晚上", at.hour - 12)


Way = tuple[Callable[[datetime, datetime], str], timedelta, timedelta]
"""How a time is written as of a present, how exact that is, and how long before the present it may lie."""

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
YEARS, MONTHS = 1000 * DAY, 300 * DAY
WAYS: Mapping[str, Way] = {
    "2024-03-15 08:30:12": (lambda at, now: f"{at:%Y-%m-%d %H:%M:%S}", timedelta(seconds=1), YEARS),
    "2024/3/15 8:30": (lambda at, now: f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M}", MINUTE, YEARS),
    "2024.03.15 08:30": (lambda at, now: f"{at:%Y.%m.%d %H:%M}", MINUTE, YEARS),
    "2024年3月15日 8时30分": (lambda at, now: f"{at.year}年{at.month}月{at.day}日 {at.hour}时{at:%M}分", MINUTE, YEARS),
    "2024年03月15日 08:30": (lambda at, now: f"{at:%Y年%m月%d日 %H:%M}", MINUTE, YEARS),
    "3月15日 下午3点": (lambda at, now: f"{at.month}月{at.day}日 {_part(at)[0]}{_part(at)[1]}点", 60 * MINUTE, MONTHS),
    "3月15日 晚上8点半": (
        lambda at, now: f"{at.month}月{at.day}日{_part(at)[0]}{_part(at)[1]}点半",
        60 * MINUTE,
        MONTHS,
    ),
    "03-15 12:30": (lambda at, now: f"{at:%m-%d %H:%M}", MINUTE, MONTHS),
    "民國113年3月15日 15:30": (
        lambda at, now: f"民國{at.year - 1911}年{at.month}月{at.day}日 {at:%H:%M}",
        MINUTE,
        YEARS,
    ),
    "2小时前": (lambda at, now: f"{(now - at) // timedelta(hours=1)}小时前", 60 * MINUTE, DAY),
    "15分鐘前": (lambda at, now: f"{(now - at) // MINUTE}分鐘前", MINUTE, timedelta(hours=1)),
    "三天前": (lambda at, now: f"{'零一二三四五六七八九'[(now - at) // DAY]}天前", DAY, 9 * DAY),
    "今天 08:30": (lambda at, now: f"{_day_word(at, now)} {at:%H:%M}", MINUTE, 2 * DAY),
    "星期五 上午10:05": (lambda at, now: _weekday(at), MINUTE, YEARS),
    "发布时间：…": (lambda at, now: f"发布时间：{at:%Y-%m-%d %H:%M}", MINUTE, YEARS),
    "full width": (lambda at, now: f"{at:%Y-%m-%d %H:%M}".translate(FULL_WIDTH), MINUTE, YEARS),
    "RFC 822, no zone": (lambda at, now: f"{at:%a, %d %b %Y %H:%M:%S}", timedelta(seconds=1), YEARS),
    "RFC 822, GMT": (lambda at, now: format_datetime(at.astimezone(UTC), usegmt=True), timedelta(seconds=1), YEARS),
    "ISO 8601": (lambda at, now: at.isoformat(), timedelta(seconds=1), YEARS),
    "epoch ms": (lambda at, now: str(int(at.timestamp() * 1000)), timedelta(seconds=1), YEARS),
}
NO_TIMES = (
    "",
    "不详",
    "待定",
    "星期八 25:99",
    "2024-13-45 10:00",
    "2月30日 08:30",
    "2小时后",
    "0000-00-00",
    "下午",
    "1月",
    "第3期",
)
"""What states no time, or one that can't be: right is what is flagged and counts at its arrival."""

FULL_WIDTH = {ord(each): chr(ord(each) + 0xFEE0) for each in "0123456789-:"}


def _day_word(at: datetime, now: datetime) -> str:
    return ("今天", "昨天", "前天")[(now.date() - at.date()).days]


def _weekday(at: datetime) -> str:
    part, hour = _part(at)
    return f"{at.year}年{at.month}月{at.day}日 星期{'一二三四五六日'[at.weekday()]} {part}{hour}:{at:%M}"


def dates(cases: int, dice: random.Random) -> Table:
    """Return what became of times in every way of writing them."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for number in range(cases):
        name = list(WAYS)[number % len(WAYS)]
        write, exact, before = WAYS[name]
        now = datetime(2026, 3, 15, tzinfo=ZONE) + timedelta(seconds=dice.randrange(86_400 * 300))
        at = (now - before * dice.random()).replace(microsecond=0)
        placed = place(write(at, now), ZONE, now.astimezone(UTC))
        off = abs(placed.at - at)
        stated = placed.flag is TimeFlag.STATED
        found[name][RIGHT if stated and off <= exact else SILENT if stated else FLAGGED] += 1
    for words in NO_TIMES:
        flag = place(words, ZONE, datetime(2026, 3, 15, tzinfo=ZONE)).flag
        found["no time at all"][SILENT if flag is TimeFlag.STATED else RIGHT] += 1
    return found


def total(table: Table) -> Counter[str]:
    """Return the outcomes of a whole table."""
    return sum(table.values(), Counter())


def _printed(name: str, table: Table) -> Iterator[str]:
    whole = total(table)
    cases = whole.total()
    for row, counts in sorted(table.items()):
        share = counts[RIGHT] / counts.total()
        wrong = f"flagged {counts[FLAGGED]:4}  silent {counts[SILENT]:4}"
        yield f"  {row:32} {counts.total():5}  right {share:7.1%}  {wrong}"
    yield (
        f"{name}: {whole[RIGHT] / cases:.1%} of {cases} right, {whole[FLAGGED]} wrong and flagged, "
        f"{whole[SILENT]} wrong and silent"
    )


def main() -> None:
    """Print both tables."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    for name, table in (("encodings", encodings), ("dates", dates)):
        print("\n".join(_printed(name, table(cases, random.Random(5)))))


if __name__ == "__main__":
    main()
