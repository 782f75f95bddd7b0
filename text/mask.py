"""Masking personal data as people write it in posts: phones, identity and bank cards, mail addresses, licence plates.

The masked text is as long as the original, so spans stay true. Everything is found in linear time. Separators, spaces
and full-width forms are seen through. Order numbers, amounts, dates and hotlines (400, 95…) stay as they are.
"""

import re
from collections.abc import Iterator
from datetime import date

_TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TO_ASCII |= dict.fromkeys((0x00A0, 0x2002, 0x2003, 0x2009, 0x3000), ord(" "))
_TO_ASCII |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), ord("-"))
_TO_ASCII |= dict.fromkeys((0x00B7, 0x2022, 0x2027, 0x30FB), ord("."))

_GAP = "[ .-]"
_START = r"(?<![A-Za-z0-9*])(?<![0-9*][.-])"
_END = r"(?![A-Za-z0-9*]|[.-][0-9*])"
_DIGITS_END = r"(?![0-9*]|[.-][0-9*])"

_MOBILE = re.compile(
    rf"(?:{_START}|(?<=[A-Za-z]))(?:(?:\+|00)?86{_GAP}?|0)?"
    rf"(?P<kept>1[3-9][0-9]{_GAP}?[0-9]{{4}}{_GAP}?[0-9]{{4}}|1[3-9][0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}"
    rf"|1[3-9][0-9]{_GAP}[0-9]{{3}}{_GAP}[0-9]{{5}}|1(?P<gap>{_GAP})[3-9](?:(?P=gap)[0-9]){{9}}){_DIGITS_END}"
)
_AREA = "(?:10|2[0-57-9]|[3-9][0-9]{2})"
_LANDLINE = re.compile(
    rf"{_START}(?:(?:\+|00)86[ -]?0?{_AREA}|0{_AREA}|\(0{_AREA}\))[ -]{{0,2}}"
    rf"(?P<kept>[2-8][0-9]{{2,3}}[ -]?[0-9]{{4}}){_DIGITS_END}"
)
_LOCAL_NUMBER = re.compile(
    r"(?:电话|電話|座机|座機|热线|熱線|联系|聯繫|[Tt][Ee][Ll])[^0-9A-Za-z*\n]{0,4}"
    rf"(?P<kept>[2-8][0-9]{{2,3}}[ -]?[0-9]{{4}}){_DIGITS_END}"
)
_IDENTITY = re.compile(
    rf"(?:{_START}|(?<=[A-WYZa-wyz]))(?P<kept>[1-9][0-9]{{5}}{_GAP}?(?:18|19|20)[0-9]{{2}}{_GAP}?[0-9]{{2}}{_GAP}?[0-9]{{2}}"
    rf"{_GAP}?[0-9]{{3}}{_GAP}?[0-9Xx]){_END}"
)
_OLD_IDENTITY = re.compile(rf"(?:身份证|身份證|证件)[^0-9\n*]{{0,8}}(?P<kept>[1-9][0-9]{{14}}){_END}")
_CARD = re.compile(rf"(?:{_START}|(?<=[A-Za-z]))(?P<kept>[2-6][0-9]{{3}}(?:{_GAP}?[0-9]){{9,15}}){_DIGITS_END}")
_ORDER = re.compile(
    r"(?:单号|單號|订单|訂單|编号|編號|流水|快递|运单|条码|条形码|型号|[Oo]rder|[Nn][Oo]\.?|SN|ISBN)[^0-9\n]{0,6}$"
)
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])(?P<kept>[A-Za-z0-9_%+-][A-Za-z0-9._%+-]*)(?:@| @ )(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}"
)
_PLATE = re.compile(
    r"[京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊使]"
    r"[A-HJ-NP-Za-hj-np-z][ .]?(?P<number>[DFdf][A-HJ-NP-Za-hj-np-z0-9][0-9]{4}|[0-9]{5}[DFdf]"
    r"|[A-HJ-NP-Za-hj-np-z0-9]{4}[A-HJ-NP-Za-hj-np-z0-9挂掛学學警港澳])(?![A-Za-z0-9])"
)

_CANDIDATE = re.compile(r"\d.*\d|[@＠]", re.DOTALL)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83)
)


def mask(text: str) -> str:
    """Return the text with the telling part of each personal datum as ``*``: 138****1234, z***@example.com.

    Identity cards need a true province, date and check digit, bank cards a true Luhn digit; what is called an order
    number is no bank card. Masking a masked text changes nothing.
    """
    if not _CANDIDATE.search(text):
        return text
    plain = text if text.isascii() else text.translate(_TO_ASCII)
    for find in _FINDERS:
        if hidden := list(find(plain)):
            text, plain = _hide(text, hidden), _hide(plain, hidden)
    return text


def _hide(text: str, hidden: list[int]) -> str:
    """Return the text with a star at each of the places."""
    characters = list(text)
    for at in hidden:
        characters[at] = "*"
    return "".join(characters)


def _identities(plain: str) -> Iterator[int]:
    """Find identity cards: the six digits of the place and the last four stay."""
    for match in _IDENTITY.finditer(plain):
        digits = _digits(plain, match.span("kept"))
        if _is_identity("".join(plain[at] for at in digits)):
            yield from digits[6:-4]
    for match in _OLD_IDENTITY.finditer(plain):
        yield from _digits(plain, match.span("kept"))[6:-3]


def _cards(plain: str) -> Iterator[int]:
    """Find bank cards: the first and last four digits stay."""
    for match in _CARD.finditer(plain):
        digits = _digits(plain, match.span("kept"))
        named_order = _ORDER.search(plain, max(0, match.start() - 24), match.start())
        if not named_order and _is_luhn([int(plain[at]) for at in digits]):
            yield from digits[4:-4]


def _phones(plain: str) -> Iterator[int]:
    """Find phones: of mobile ones the first three and last four digits stay, of others the last four."""
    for match in _MOBILE.finditer(plain):
        yield from _digits(plain, match.span("kept"))[3:-4]
    for pattern in (_LANDLINE, _LOCAL_NUMBER):
        for match in pattern.finditer(plain):
            yield from _digits(plain, match.span("kept"))[:-4]


def _mails(plain: str) -> Iterator[int]:
    """Find mail addresses: the first character and the domain stay."""
    for match in _MAIL.finditer(plain):
        start, end = match.span("kept")
        yield from range(start + 1 if end - start > 1 else start, end)


def _plates(plain: str) -> Iterator[int]:
    """Find licence plates with at least three digits: province, city and the last two characters stay."""
    for match in _PLATE.finditer(plain):
        start, end = match.span("number")
        if sum(each.isdigit() for each in plain[start:end]) >= 3:
            yield from range(start, end - 2)


_FINDERS = (_mails, _identities, _phones, _cards, _plates)


def _digits(plain: str, span: tuple[int, int]) -> list[int]:
    """Return where the characters that are no separators stand in a span."""
    return [at for at in range(*span) if plain[at] not in " .-"]


def _is_identity(number: str) -> bool:
    """Say whether 18 characters are an identity number: province, date of birth, check digit (GB 11643)."""
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return int(number[:2]) in _PROVINCES and number[17].upper() == "10X98765432"[total % 11]


def _is_luhn(digits: list[int]) -> bool:
    """Say whether the last digit checks the others by Luhn's rule, and they aren't all alike."""
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0 and len(set(digits)) > 1
