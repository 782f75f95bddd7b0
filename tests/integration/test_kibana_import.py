"""Handing an export to Kibana: a loopback server that answers as its saved-objects API does."""

import json
import threading
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from domain.errors import FenghuoError
from index.kibana.export import ndjson
from index.kibana.sending import Kibana, send
from index.kibana.style import Style
from index.library.names import Names

EXPORT = ndjson(Style("zh", Names(), "http://127.0.0.1:8600"), {})
KEY = "示例-key-that-nobody-may-see"


class LoopbackKibana(ThreadingHTTPServer):
    """Keeps what is imported by id, and can be told to refuse."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.kept: dict[tuple[str, str], Any] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answers: tuple[int, bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def take(self, body: bytes, content_type: str) -> dict[str, Any]:
        """Import as Kibana does: one file part, one object a line."""
        message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
        (part,) = list(message.iter_parts())  # type: ignore[attr-defined]
        assert part.get_param("name", header="content-disposition") == "file"
        assert part.get_filename().endswith(".ndjson")
        objects = [json.loads(line) for line in part.get_payload(decode=True).decode().splitlines() if line]
        self.kept.update({(each["type"], each["id"]): each for each in objects})
        return {"success": True, "successCount": len(objects)}


class _Handler(BaseHTTPRequestHandler):
    server: LoopbackKibana

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        if self.server.answers:
            status, answer = self.server.answers
        elif self.headers.get("kbn-xsrf") != "true":
            status, answer = 400, b'{"message": "Request must contain a kbn-xsrf header."}'
        else:
            status, answer = 200, json.dumps(self.server.take(body, self.headers["Content-Type"])).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/login")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def kibana() -> Iterator[LoopbackKibana]:
    with LoopbackKibana() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_everything_is_imported_and_a_second_time_replaces_it(kibana: LoopbackKibana) -> None:
    for _ in range(2):
        assert send(Kibana(kibana.url), EXPORT) == len(EXPORT.splitlines())
        assert len(kibana.kept) == len(EXPORT.splitlines())
    assert kibana.asked[0][0] == "/api/saved_objects/_import?overwrite=true"


def test_a_space_and_a_login_are_used_as_given(kibana: LoopbackKibana) -> None:
    send(Kibana(f"{kibana.url}/", space="危机 pr", api_key="abc"), EXPORT)
    send(Kibana(kibana.url, user="elastic", password="p:ass"), EXPORT)
    assert kibana.asked[0][0].startswith("/s/%E5%8D%B1%E6%9C%BA%20pr/api/saved_objects/_import")
    assert kibana.asked[0][1]["authorization"] == "ApiKey abc"
    assert kibana.asked[1][1]["authorization"] == "Basic ZWxhc3RpYzpwOmFzcw=="


@pytest.mark.parametrize(
    ("status", "answer", "advice"),
    [
        (401, b"", "--api-key-env"),
        (403, b"", "Saved Objects Management"),
        (404, b"", "--space"),
        (302, b"", "another address"),
        (500, b"boom", "boom"),
        (200, b"<html>", "check --url"),
        (200, b"[]", "no Kibana"),
        (
            200,
            b'{"success": false, "errors": [{"type": "dashboard", "id": "x", "error": {"type": "conflict"}}]}',
            "conflict",
        ),
        (200, b'{"success": false}', "no reason"),
    ],
)
def test_what_is_refused_says_what_to_do_and_never_the_key(
    kibana: LoopbackKibana, status: int, answer: bytes, advice: str
) -> None:
    kibana.answers = (status, answer)
    with pytest.raises(FenghuoError) as refused:
        send(Kibana(kibana.url, user="示例", password=KEY), EXPORT)
    assert advice in str(refused.value)
    assert KEY not in str(refused.value)


def test_a_kibana_that_is_away_is_told() -> None:
    with pytest.raises(FenghuoError, match="can't be reached"):
        send(Kibana("http://127.0.0.1:9"), EXPORT)
