import pytest

from tests.unit.monitor.commands import CommandLine, post

LEGAL = ("--as", "示例法务", "--reason", "同一件事")
BUGS = ["山茶茶饮喝出虫子，店员说是茶叶", "朋友今天去山茶茶饮也喝出虫子了，问店员不理人，拍照投诉"]
STARS = ["山茶茶饮官宣新代言人，粉丝连夜排队", "路过看到山茶茶饮新代言人的海报，一群粉丝在合影"]
LATER = "又有人在山茶茶饮喝出虫子，这次店员不理人也不退款，可笑"
STREETS = "东南西北春夏秋冬梅兰竹菊江河湖海"


def listed(fenghuo: CommandLine) -> list[dict[str, object]]:
    return fenghuo("matters", "list", "--json").rows


@pytest.fixture
def stories(fenghuo: CommandLine) -> CommandLine:
    chatter = [
        post(f"路过山茶茶饮{number}号店，买了{number}杯给同事", minutes_ago=3_000 - number) for number in range(30)
    ]
    told = [post(text, author=text, minutes_ago=60 - 10 * at) for at, text in enumerate([*BUGS, *STARS])]
    fenghuo("import", str(fenghuo.write("a.jsonl", *chatter, *told)))
    return fenghuo


def number_of(fenghuo: CommandLine, words: str) -> int:
    return next(row["id"] for row in listed(fenghuo) if words in row["began_with"])  # type: ignore[operator,return-value]


def test_matters_are_listed_with_what_they_began_with_and_their_families(stories: CommandLine) -> None:
    rows = {str(row["began_with"]): row["families"] for row in listed(stories)}
    assert rows[BUGS[0]] == rows[STARS[0]] == 2
    shown = stories("matters", "show", str(number_of(stories, "虫子")), "--json").rows
    assert [row["text"] for row in shown] == [*reversed(BUGS)]


def test_what_arrives_later_joins_its_matter_after_a_restart(stories: CommandLine) -> None:
    before = number_of(stories, "虫子")
    stories("import", str(stories.write("b.jsonl", post(LATER, minutes_ago=1))))
    assert len(stories("matters", "show", str(before), "--json").rows) == 3


def test_merged_matters_stay_merged_for_what_comes_and_the_history_says_who_did_it(stories: CommandLine) -> None:
    bugs, stars = number_of(stories, "虫子"), number_of(stories, "代言人")
    assert stories("matters", "merge", str(bugs), str(stars), *LEGAL).code == 0
    stories("import", str(stories.write("b.jsonl", post(LATER, minutes_ago=1))))
    assert len(stories("matters", "show", str(stars), "--json").rows) == 5
    (act,) = stories("matters", "history", "--json").rows
    assert (act["act"], act["person"], act["reason"], act["families"]) == ("merge", "示例法务", "同一件事", 2)
    assert stories("doctor").code in (0, 1)


def test_a_family_can_be_split_off_into_a_matter_of_its_own(stories: CommandLine) -> None:
    bugs = number_of(stories, "虫子")
    (late, _) = stories("matters", "show", str(bugs), "--json").rows
    split = stories("matters", "split", str(bugs), "--family", str(late["family"]), *LEGAL)
    assert split.code == 0, split.err
    assert len(stories("matters", "show", str(bugs), "--json").rows) == 1
    assert max(row["id"] for row in listed(stories)) > bugs  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["merge", "1", "1", *LEGAL], "两个不同事由"),
        (["merge", "1", "999", *LEGAL], "没有事由 999"),
        (["merge", "1", "2", "--as", "示例法务"], "--reason"),
        (["merge", "1", "2", "--as", "路人", "--reason", "x"], "路人"),
        (["split", "1", "--family", "99999", *LEGAL], "99999"),
        (["show", "999"], "没有事由 999"),
        (["list", "--brand", "别家"], "别家"),
    ],
)
def test_what_can_not_be_done_says_why(stories: CommandLine, words: list[str], said: str) -> None:
    before = listed(stories)
    refused = stories("matters", *words)
    assert refused.code in (1, 2)
    assert said in refused.err
    assert listed(stories) == before
