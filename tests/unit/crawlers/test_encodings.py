import pytest

from crawlers.encodings import decode

HANS = "国家市场监督管理总局：山茶茶饮部分门店使用过期原料，消费者投诉后公司已道歉。"
HANT = "國家市場監督管理總局：山茶茶飲部分門店使用過期原料，消費者投訴後公司已道歉。"
CHINESE = [(HANS, "gb18030"), (HANT, "gb18030"), (HANT, "big5hkscs"), (HANS, "utf-8"), (HANT, "utf-8")]
DECLARED = [
    "",
    "utf-8",
    "gb2312",
    "gbk",
    "big5",
    "iso-8859-1",
    "us-ascii",
    "windows-1252",
    "nonsense",
    "utf-7",
    "rot13",
]


@pytest.mark.parametrize(("text", "encoding"), CHINESE)
@pytest.mark.parametrize("declared", DECLARED)
def test_chinese_is_read_right_whatever_was_declared(text: str, encoding: str, declared: str) -> None:
    decoded = decode(text.encode(encoding), f"text/xml; charset={declared}")
    assert decoded.text == text


@pytest.mark.parametrize(
    ("encoding", "declared", "sure"),
    [
        ("gb18030", "gb2312", True),
        ("gb18030", "utf-8", False),
        ("gb18030", "", False),
        ("big5hkscs", "big5", True),
        ("big5hkscs", "gbk", False),
        ("utf-8", "utf-8", True),
        ("utf-8", "", True),
        ("utf-8", "gbk", False),
    ],
)
def test_a_guess_says_that_it_is_one(encoding: str, declared: str, sure: bool) -> None:
    assert decode(HANT.encode(encoding), f"text/html; charset={declared}").sure is sure


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_at_the_beginning_decides(encoding: str) -> None:
    decoded = decode(HANS.encode(encoding), "text/xml; charset=gbk")
    assert (decoded.text, decoded.sure) == (HANS, True)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_without_a_mark_show_by_their_zeros(encoding: str) -> None:
    assert decode(f"<rss>{HANS}</rss>".encode(encoding)).text == f"<rss>{HANS}</rss>"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Café où l’on déjà vu", "cp1252"),
        ("これは日本語のテキストです", "shift_jis"),
        ("한국어 텍스트입니다", "euc_kr"),
    ],
)
def test_other_languages_are_read_as_declared(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), f"text/html; charset={encoding}").text == text


@pytest.mark.parametrize("head", ['<?xml version="1.0" encoding="gbk"?>', '<html><meta charset="gbk">'])
def test_the_document_may_declare_its_encoding_itself(head: str) -> None:
    decoded = decode((head + HANS).encode("gbk"))
    assert (decoded.text, decoded.sure) == (head + HANS, True)


def test_a_damaged_text_is_read_as_far_as_it_goes_and_flagged() -> None:
    decoded = decode(HANS.encode() + b"\xe5\x9b", "text/xml; charset=utf-8")
    assert decoded.text.startswith(HANS)
    assert not decoded.sure
