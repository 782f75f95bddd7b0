import orjson

from crawlers.intake import parse_intake
from tests.unit.crawlers.origins import NOON, PUSHED, ROW


def test_a_request_is_taken_whole() -> None:
    body = b"\n".join(orjson.dumps(ROW | {"id": number}) for number in range(3)) + b"\n\n"
    mentions, rejected = parse_intake(body, PUSHED, NOON)
    assert ([mention.arrived_at for mention in mentions], rejected) == ([NOON] * 3, None)


def test_one_bad_line_refuses_the_request_and_is_named() -> None:
    body = orjson.dumps(ROW) + b"\n\n" + b'{"time": "2024-03-16"}\n' + b"not json\n"
    mentions, rejected = parse_intake(body, PUSHED, NOON)
    assert list(mentions) == []
    assert rejected is not None
    assert (rejected.line, rejected.field, rejected.raw) == (3, "text", '{"time": "2024-03-16"}')


def test_an_empty_request_is_no_mistake() -> None:
    assert parse_intake(b"", PUSHED, NOON) == ([], None)
