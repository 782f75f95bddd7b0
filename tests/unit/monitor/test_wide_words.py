"""Words of queries that match too much of what was stored are told by ``fenghuo doctor`` and ``fenghuo check``."""

from tests.unit.monitor.commands import CONFIGURATION, CommandLine, post

WIDE = (
    CONFIGURATION
    + "rules:\n  - {id: w, type: keyword, category: quality, window: 1h, level: general, where: 门店 OR 发霉}\n"
)


def test_a_word_that_most_stored_mentions_have_is_told_and_a_rare_one_is_not(fenghuo: CommandLine) -> None:
    fenghuo.configure(WIDE)
    rows = [
        post(f"山茶茶饮第{number}家门店{'发霉' if number % 40 == 0 else '开业'}", author=f"网友{number}")
        for number in range(240)
    ]
    fenghuo("import", str(fenghuo.write("a.jsonl", *rows)))
    words = {row["part"]: row["finding"] for row in fenghuo("doctor", "--json").rows if row["part"].startswith("词 ")}
    assert set(words) == {"词 门店"}
    assert "240 条提及中有 240 条" in words["词 门店"]
    assert "词 门店：最近 240 条提及中有 240 条" in fenghuo("check").out


def test_of_little_history_nothing_is_said(fenghuo: CommandLine) -> None:
    fenghuo.configure(WIDE)
    fenghuo("import", str(fenghuo.write("a.jsonl", *(post(f"山茶茶饮门店{n}", author=str(n)) for n in range(20)))))
    assert not [row for row in fenghuo("doctor", "--json").rows if row["part"].startswith("词 ")]
