"""Calls to Slack's Web API: one try each, and every way in which one can fail told apart."""

import logging
import re
import socket
import ssl
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from domain.notice import RejectedByChannel, Retry

TIMEOUT_SECONDS = 10
"""How long one call waits for Slack, connecting and between two pieces of the answer."""

LARGEST_ANSWER_BYTES = 2_000_000
"""More than any answer needs; the rest of a longer one is not read."""

LONGEST_WAIT_SECONDS = 86_400.0
"""A Retry-After above a day is taken for a mistake and kept to a day."""

BUSY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded", "team_added_to_org"})
"""Errors after which Slack surely did nothing, but will later."""

UNCLEAR = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Errors of which Slack says that part of the work may have been done."""

ERROR_CODE = re.compile(r"[a-z][a-z0-9_]{1,60}")

Answer = dict[str, Any]
"""The JSON of a call that Slack answered with ok."""


class NoRedirects(HTTPRedirectHandler):
    """Follows nothing: a redirect would carry the token to wherever it points."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Refuse, so that the redirect itself is the answer."""


class OneTryClient(WebClient):
    """The SDK's client with one way out: no retries, no redirects, proxies as urllib finds them, no_proxy included."""

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        with build_opener(NoRedirects).open(req, timeout=self.timeout) as answer:
            body = answer.read(LARGEST_ANSWER_BYTES).decode("utf-8", errors="replace")
            return {"status": answer.status, "headers": answer.headers, "body": body}


class SlackCalls:
    """Calls one workspace with one bot token, which no outcome, log line or representation shows."""

    def __init__(self, token: str, base_url: str, timeout: int = TIMEOUT_SECONDS) -> None:
        silent = logging.getLogger("fenghuo.slack")
        silent.setLevel(logging.CRITICAL)
        self._client = OneTryClient(token, base_url, timeout=timeout, retry_handlers=[], logger=silent)

    def call(self, method: str, **arguments: Any) -> Answer | Retry | RejectedByChannel:
        """Call a method with a JSON body, once."""
        return self._answer(method, json=arguments)

    def read(self, method: str, **arguments: Any) -> Answer | Retry | RejectedByChannel:
        """Call a method that only reads, with form fields, once."""
        return self._answer(method, params=arguments)

    def _answer(self, method: str, **body: Any) -> Answer | Retry | RejectedByChannel:
        try:
            data = self._client.api_call(method, **body).data
        except Exception as error:  # whatever the far end sent, it became of one message and must not end delivery
            return judge(error)
        return data if isinstance(data, dict) else Retry("unreadable_answer", ambiguous=True)


def judge(error: Exception) -> Retry | RejectedByChannel:
    """Return what a failed call means for the message it carried; ambiguous whenever Slack may have read it."""
    if isinstance(error, SlackApiError):
        return _judge_answer(error.response.status_code, error.response.data, error.response.headers)
    never_sent = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
    if isinstance(error, URLError) and isinstance(error.reason, never_sent):
        return Retry(f"unreachable_{type(error.reason).__name__}")
    return Retry(type(error).__name__, ambiguous=True)


def _judge_answer(status: int, data: object, headers: dict[str, str]) -> Retry | RejectedByChannel:
    named = str(data.get("error", "")) if isinstance(data, dict) else ""
    code = named if ERROR_CODE.fullmatch(named) else ""
    if status == 429 or code in BUSY:
        return Retry(code or "ratelimited", after=retry_after(headers))
    if status >= 500 or not code:
        return Retry(f"http_{status}", after=retry_after(headers), ambiguous=True)
    return Retry(code, ambiguous=True) if code in UNCLEAR else RejectedByChannel(code)


def retry_after(headers: dict[str, str]) -> float | None:
    """Return the seconds that Retry-After names, None where it is absent or no number."""
    value = next((text for name, text in headers.items() if name.lower() == "retry-after"), "").strip()
    return min(float(value), LONGEST_WAIT_SECONDS) if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", value) else None
