import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.json_list import MOST_ITEMS, ListError, at_path, read_json_list
from crawlers.reading import Fetched, Reading

URL = "https://api.example.com/hot?page=1&tab=all"


def read(body: object, url: str = URL, **options: object) -> Reading:
    return read_json_list(Fetched(orjson.dumps(body), "application/json", url, options))


def test_a_hot_list_becomes_rows_by_the_paths_of_its_fields() -> None:
    body = {"data": {"list": [{"word": "山茶茶饮 异物", "n": {"hot": "12万"}, "link": "/q/1"}, {"word": "天气"}]}}
    fields = {"title": "word", "views": "n.hot", "url": "link", "platform": "=示例热搜"}
    rows = read(body, items="data.list", fields=fields).rows
    assert rows == [
        {"title": "山茶茶饮 异物", "views": "12万", "url": "https://api.example.com/q/1", "platform": "示例热搜"},
        {"title": "天气", "platform": "示例热搜"},
    ]


def test_markup_of_a_status_is_read_as_text() -> None:
    body = [{"content": "<p>山茶茶饮&amp;异物</p>", "account": {"acct": "a@example.com"}}]
    rows = read(body, fields={"text": "content", "author": "account.acct"}).rows
    assert rows == [{"text": "山茶茶饮&异物", "author": "a@example.com"}]


def test_items_are_taken_as_they_are_where_no_fields_are_written() -> None:
    assert read([{"text": "异物", "time": 1}, "山茶茶饮"]).rows == [{"text": "异物", "time": 1}, {"text": "山茶茶饮"}]


def test_an_answer_in_gbk_is_read() -> None:
    body = '[{"text": "山茶茶饮喝出异物，门店回应正在调查"}]'.encode("gbk")
    (row,) = read_json_list(Fetched(body, "application/json; charset=gbk", URL)).rows
    assert row == {"text": "山茶茶饮喝出异物，门店回应正在调查"}


@pytest.mark.parametrize(
    ("body", "items", "said"),
    [
        ({"code": 403, "message": "no"}, "data.list", "no list at items: 'data.list'; the answer has the keys code"),
        ({"data": {"list": {}}}, "data.list", "no list at items"),
        (3, ".", "has no keys"),
    ],
)
def test_an_answer_without_the_list_is_a_failure_and_no_calm_day(body: object, items: str, said: str) -> None:
    with pytest.raises(ListError, match=said):
        read(body, items=items)


@pytest.mark.parametrize("body", [b"<html>log in</html>", b"", b"[" * 100_000])
def test_what_is_no_json_is_a_failure(body: bytes) -> None:
    with pytest.raises(ListError):
        read_json_list(Fetched(body, "", URL))


def test_a_longer_list_is_cut_and_says_so() -> None:
    reading = read(["x"] * (MOST_ITEMS + 5))
    assert (len(reading.rows), reading.dropped) == (MOST_ITEMS, 5)


def test_pages_are_followed_by_the_link_the_answer_gives_as_often_as_allowed() -> None:
    body = {"items": [1], "links": {"next": "/hot?cursor=2"}}
    (step,) = read(body, items="items", next="links.next", pages=3).follow
    assert (step.url, step.reader, step.options["pages"]) == ("https://api.example.com/hot?cursor=2", "json", 2)
    assert read(body, items="items", next="links.next", pages=1).follow == ()
    assert read({"items": [1], "links": None}, items="items", next="links.next", pages=3).follow == ()


def test_pages_are_counted_up_until_one_is_empty() -> None:
    (step,) = read([1], page="page", pages=2).follow
    assert step.url == "https://api.example.com/hot?tab=all&page=2"
    (step,) = read([1], url="https://api.example.com/hot", page="p", pages=2).follow
    assert step.url == "https://api.example.com/hot?p=2"
    assert read([], page="page", pages=2).follow == ()


def test_a_path_goes_by_keys_and_numbers_and_may_lead_nowhere() -> None:
    body = {"a": [{"b": 1}]}
    assert (at_path(body, "a.0.b"), at_path(body, "a.1.b"), at_path(body, "a.b"), at_path(body, ".")) == (
        1,
        None,
        None,
        body,
    )


json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json, st.text(max_size=8), st.dictionaries(st.sampled_from(["text", "url", "time"]), st.text(min_size=1)))
def test_whatever_is_answered_is_rows_or_a_failure(body: object, items: str, fields: dict[str, str]) -> None:
    try:
        reading = read(body, items=items, fields=fields, next="next", pages=2)
    except ListError:
        return
    assert all(isinstance(row, dict) for row in reading.rows)
