from datetime import date
from pathlib import Path

import pytest

from config.load import loads
from config.tree import Grower
from config.warn import deadlines

BRAND = "language: en\nbrands: [{name: Camellia}]\n"
FEED = 'sources: [{name: News, type: feed, url: "https://example.com/feed"}]\n'
STAFF = "people: [{name: 示例负责人, roles: [pr, commander, management]}]\n"


def warnings(written: str) -> list[str]:
    return [str(warning).partition(": ")[2] for warning in loads(written, Path("/x")).warnings]


def test_a_complete_configuration_has_no_warnings() -> None:
    assert warnings(BRAND + FEED + STAFF) == []


@pytest.mark.parametrize(
    ("written", "warning"),
    [
        (BRAND + STAFF, "sources: there are no sources, only what is pushed or imported is seen"),
        (
            BRAND + FEED + STAFF + "routes: {operations: []}",
            "routes.operations: this route has no channel, nobody is told",
        ),
        (
            BRAND + FEED + STAFF + "intake: {token_env: FENGHUO_SURELY_UNSET}",
            "intake.token_env: the token is not there yet, set the environment variable FENGHUO_SURELY_UNSET",
        ),
        (
            BRAND + FEED + STAFF + "intake: {token_file: token.txt}",
            "intake.token_file: the file of the token can't be read or is empty, check “token.txt”",
        ),
        (
            BRAND + STAFF + "sources: [{name: News, type: feed, url: 'http://10.0.0.8/feed'}]",
            "sources[0].url: “10.0.0.8” is no public address and will not be fetched, add it to network.allow",
        ),
        (
            BRAND
            + STAFF
            + "sources: [{name: A, type: feed, url: 'http://a.cn/'}, {name: B, type: feed, url: 'http://a.cn/'}]",
            "sources[1].url: has the address of “A”, the same is fetched twice",
        ),
        (
            "language: en\nbrands: [{name: Camellia}, {name: Theaceae, aliases: [camellia]}]\n" + FEED + STAFF,
            "brands[1].aliases[0]: “camellia” is also a name of Camellia, mentions count for both",
        ),
        (
            BRAND + FEED + STAFF + "levels: [{id: low, name: Low, rank: 1, first_response: 1h, resolve: 3d}]",
            "levels[0].who: nobody is named for the level “Low”, write who",
        ),
    ],
)
def test_a_doubt_is_told_and_does_not_keep_the_monitor_from_starting(written: str, warning: str) -> None:
    assert warnings(written) == [warning]


def test_people_without_a_chat_id_are_told_where_slack_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGHUO_TEST_TOKEN", "x")
    slack = "channels: [{name: duty, type: slack, channel: C, token_env: FENGHUO_TEST_TOKEN}]\n"
    assert warnings(BRAND + FEED + STAFF + slack) == [
        "people[0].name: “示例负责人” has no Slack id, alerts can't mention them; write slack"
    ]


def test_an_allowed_private_address_is_no_doubt() -> None:
    source = "sources: [{name: News, type: feed, url: 'http://10.0.0.8/feed'}]\nnetwork: {allow: [10.0.0.0/8]}\n"
    assert warnings(BRAND + STAFF + source) == []


def test_words_that_hit_too_much_are_doubted() -> None:
    (brand, topic) = warnings("brands: [{name: 茶}]\ntopics: [{name: 坏事, query: -好}]\nsources: []\n" + STAFF)[:2]
    assert brand.startswith("brands[0]: 「茶」太短")
    assert topic.startswith("topics[0].query: 查询只写了不要什么")


def test_a_calendar_about_to_end_is_told_until_holidays_are_listed() -> None:
    def told(more: str) -> list[str]:
        tree = Grower(Path("/x/fenghuo.yaml"), BRAND + more).grow()
        settings = loads(BRAND + more, Path("/x")).settings
        return [finding.code for finding in deadlines(settings, tree, date(2039, 12, 20))]

    assert told("") == ["calendar_ends"]
    assert told("holidays: [2040-01-01]") == []
