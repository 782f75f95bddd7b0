"""Dates in words: Chinese (昨天 08:30, 民國113年3月15日下午3點), English, mail headers, and how long ago.

A date is first rewritten until only one numeric form is left (2024-3-15 15:30), then read.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_SIMPLE = str.maketrans("點時鐘個週後剛兩號國凌間發於禮", "点时钟个周后刚两号国凌间发于礼")
_NUMERALS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile(
    r"[零〇一二三四五六七八九两十]+(?=\s*(?:[年月日号点时分秒刻周天个]|小时|星期))|(?<=点)[一二三四五六七八九十]+"
)
_CHINESE_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天](?!前)\)?")
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[,.]?")
_LABEL = re.compile(
    r"^(?:发布|发表|更新|修改|时间|日期|于|在|posted|published|updated|on|at|[\s:])+|(?:发布|发表|更新)$"
)
_COMMENT = re.compile(r"\s*\([^()]*\)$")

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Month names as they begin, in order."""
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?"
_ENGLISH = (
    re.compile(rf"{_MONTH}\s+(?P<day>\d{{1,2}})\s+(?P<time>\d{{1,2}}:\d\d(?::\d\d)?(?:\s+\S+)?)\s+(?P<year>\d{{4}})$"),
    re.compile(rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b,?(?:\s+at\b)?(?P<time>.*)$"),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}}|\d\d)\b,?(?P<time>.*)$"),
)

_HOURS_FROM_UTC = {
    **{"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "cet": 1, "west": 1, "met": 1, "cest": 2, "mest": 2},
    **{"eet": 2, "eest": 3, "msk": 3, "sgt": 8, "hkt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "ast": -4},
    **{"adt": -3, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8},
}
_OFFSET = re.compile(r"(:\d\d(?:\.\d+)?)\s*(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d\d))?$")
_ZONE_NAME = re.compile(r"(:\d\d(?:\.\d+)?)\s+([a-z]{1,5})$")
_BEIJING = re.compile(r"\s*\(?(?:北京|中国标准)时间\)?\s*:?")

_UNITS = {
    **dict.fromkeys(("秒", "秒钟", "s", "sec", "secs", "second", "seconds"), timedelta(seconds=1)),
    **dict.fromkeys(("分", "分钟", "m", "min", "mins", "minute", "minutes"), timedelta(minutes=1)),
    **dict.fromkeys(("小时", "个小时", "h", "hr", "hrs", "hour", "hours"), timedelta(hours=1)),
    **dict.fromkeys(("天", "日", "d", "day", "days"), timedelta(days=1)),
    **dict.fromkeys(("周", "星期", "个星期", "week", "weeks"), timedelta(days=7)),
    **dict.fromkeys(("个月", "月", "month", "months"), timedelta(days=30)),
    **dict.fromkeys(("年", "year", "years"), timedelta(days=365)),
}
_AMOUNT = re.compile(rf"(\d{{1,6}}|半|an?)\s*({'|'.join(sorted(_UNITS, key=len, reverse=True))})\s*")
_AGO = re.compile(r"(.+?)(?:之前|以前|前|ago)")
_NOW = ("刚刚", "刚才", "just now", "now")
_DAYS_AGO = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2, "前日": 2, "大前天": 3}

_DATE = re.compile(
    rf"(?:(?P<ago>{'|'.join(sorted(_DAYS_AGO, key=len, reverse=True))})(?:\s*at\b)?"
    r"|(?:(?P<roc>民国)?\s*(?P<year>\d{2,4})\s*[年/.-]\s*)?(?P<month>\d{1,2})\s*[月/.-]\s*(?P<day>\d{1,2})\s*[日号]?)"
    r"[\st,]*"
)
_TIME = re.compile(
    r"(?P<part>凌晨|清晨|早上|早晨|早间|上午|中午|午后|下午|傍晚|晚上|晚间|夜里|深夜|早|晚)?\s*"
    r"(?P<hour>\d{1,2})\s*[:点时]\s*(?:(?P<half>半)|整|钟|(?P<quarter>[123])刻|(?P<minute>\d{1,2})\s*分?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?:[.,]\d+)?\s*秒?)?)?\s*(?:(?P<meridiem>[ap])\.?m\.?)?\s*"
)
_AFTERNOON = ("午后", "下午", "傍晚")
_EVENING = ("晚上", "晚间", "晚", "深夜", "夜里")


def read_words(words: str, zone: tzinfo, now: datetime) -> datetime | None:
    """Return the instant that words state, naive where they name no zone; None or ValueError if they don't."""
    plain = _numeric(unicodedata.normalize("NFKC", words).lower().translate(_SIMPLE))
    if plain in _NOW:
        return now
    ago = _AGO.fullmatch(plain)
    if ago:
        return _before(ago[1], now)
    plain, named = _without_zone(plain, zone)
    here = now.astimezone(named or zone)
    day = _DATE.match(plain)
    time = _TIME.fullmatch(plain, day.end() if day else 0)
    if not time and not (day and day.end() == len(plain)):
        return None
    midnight = _day(day, here) if day else here.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    moment = midnight + (_time_of_day(time) if time else timedelta(0))
    return moment.replace(tzinfo=named) if named else moment


def _numeric(plain: str) -> str:
    """Rewrite numerals as digits and month names as numbers, and drop what says nothing: weekdays and labels."""
    plain = _WEEKDAY.sub(" ", _CHINESE_WEEKDAY.sub(" ", plain))
    plain = _NUMERAL.sub(lambda found: _digits(found[0]), plain)
    plain = _LABEL.sub("", plain).strip(" ,;")
    for pattern in _ENGLISH:
        found = pattern.match(plain)
        if found:
            return f"{found['year']}-{MONTHS.index(found['month']) + 1}-{found['day']} {found['time'].strip()}".strip()
    return plain


def _digits(numeral: str) -> str:
    """Return 十五 as 15, 二〇二四 as 2024."""
    if "十" not in numeral:
        return "".join(str(_NUMERALS[character]) for character in numeral)
    tens, _, ones = numeral.partition("十")
    return str((_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0))


def _before(amounts: str, now: datetime) -> datetime | None:
    """Return ``now`` less amounts such as 1小时30分钟."""
    found = list(_AMOUNT.finditer(amounts))
    if not found or sum(len(each[0]) for each in found) != len(amounts):
        return None
    for each in found:
        now -= _UNITS[each[2]] * (0.5 if each[1] == "半" else 1 if each[1][0] == "a" else int(each[1]))
    return now


def _without_zone(plain: str, zone: tzinfo) -> tuple[str, tzinfo | None]:
    """Split off the zone that is named. A name that the source's own zone bears means that zone: CST is not Chicago's
    time in a Chinese feed."""
    shorter = _BEIJING.sub(" ", plain).strip()
    if shorter != plain:
        return shorter, timezone(timedelta(hours=8))
    plain = _COMMENT.sub("", plain)
    offset = _OFFSET.search(plain)
    if offset:
        minutes = int(offset[3]) * 60 + int(offset[4] or 0)
        return plain[: offset.end(1)], timezone(timedelta(minutes=-minutes if offset[2] == "-" else minutes))
    name = _ZONE_NAME.search(plain)
    if name and name[2] not in ("am", "pm"):
        own = {(zone.tzname(datetime(2024, month, 1)) or "").lower() for month in (1, 7)}  # noqa: DTZ001
        hours = _HOURS_FROM_UTC.get(name[2])
        if name[2] in own or hours is not None:
            return plain[: name.end(1)], zone if name[2] in own else timezone(timedelta(hours=hours or 0))
    return plain, None


def _day(found: re.Match[str], here: datetime) -> datetime:
    """Return midnight of the day; without a year it is the latest such day that has begun anywhere."""
    today = here.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if found["ago"]:
        return today - timedelta(days=_DAYS_AGO[found["ago"]])
    month, day = int(found["month"]), int(found["day"])
    if found["year"]:
        return datetime(_year(found, here), month, day)  # noqa: DTZ001 (the caller adds the zone)
    for year in range(today.year + 1, today.year - 8, -1):
        if _exists(year, month, day) and datetime(year, month, day) <= today + timedelta(days=1):  # noqa: DTZ001
            return datetime(year, month, day)  # noqa: DTZ001
    raise ValueError("no such day")


def _year(found: re.Match[str], here: datetime) -> int:
    """Return the year of the common era; three digits, or 民国, count from 1912."""
    year = int(found["year"])
    if found["roc"] or len(found["year"]) == 3:
        return 1911 + year
    return year if len(found["year"]) == 4 else 2000 + year if year <= here.year % 100 + 1 else 1900 + year


def _exists(year: int, month: int, day: int) -> bool:
    try:
        datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return False
    return True


def _time_of_day(found: re.Match[str]) -> timedelta:
    """Return how long after midnight; ValueError where a clock can't show it."""
    hour, second = int(found["hour"]), min(int(found["second"] or 0), 59)
    minute = 30 if found["half"] else 15 * int(found["quarter"] or 0) or int(found["minute"] or 0)
    if hour > 24 or minute > 59 or (found["meridiem"] and not 1 <= hour <= 12):
        raise ValueError("no such time of day")
    return timedelta(hours=_hour(hour, found["part"] or "", found["meridiem"] or ""), minutes=minute, seconds=second)


def _hour(hour: int, part: str, meridiem: str) -> int:
    """Return the hour of a day of 24 hours, or 24 for the midnight that ends it."""
    if meridiem:
        return hour % 12 + (12 if meridiem == "p" else 0)
    if (part in _AFTERNOON and hour < 12) or (part == "中午" and hour < 4) or (part in _EVENING and 5 <= hour < 12):
        return hour + 12
    if hour == 12 and part in _EVENING:
        return 24
    return 0 if hour == 12 and part == "凌晨" else hour
