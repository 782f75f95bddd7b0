"""Handing an export to a running Kibana by its saved-objects API; a second time replaces what the first one made."""

import base64
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

from domain.errors import FenghuoError

TIMEOUT = 60.0
MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Kibana:
    """A Kibana and how to log in: an API key, or a user with a password, or nothing where its security is off.

    ``space`` "" is the default one; ``ca`` is a certificate file to trust beside the system's.
    """

    url: str
    space: str = ""
    api_key: str = ""
    user: str = ""
    password: str = ""
    ca: Path | None = None


def send(kibana: Kibana, export: str) -> int:
    """Import an export, replacing objects of the same id; return how many were taken.

    FenghuoError says what was refused and what to do; it never carries a key or password.
    """
    space = f"/s/{quote(kibana.space, safe='')}" if kibana.space else ""
    address = f"{kibana.url.rstrip('/')}{space}/api/saved_objects/_import?overwrite=true"
    boundary = token_hex(16)
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="fenghuo.ndjson"\r\n'
        "Content-Type: application/ndjson\r\n\r\n"
    )
    body = head.encode() + export.encode() + f"\r\n--{boundary}--\r\n".encode()
    headers = {"kbn-xsrf": "true", "Content-Type": f"multipart/form-data; boundary={boundary}", **_login(kibana)}
    answer = _post(kibana, urllib.request.Request(address, data=body, headers=headers, method="POST"))
    if not answer.get("success"):
        raise FenghuoError(f"Kibana at {kibana.url} did not take everything: {_refused(answer)}.")
    taken = answer.get("successCount")
    return taken if isinstance(taken, int) else 0


def _login(kibana: Kibana) -> dict[str, str]:
    if kibana.api_key:
        return {"Authorization": f"ApiKey {kibana.api_key}"}
    if kibana.user:
        pair = base64.b64encode(f"{kibana.user}:{kibana.password}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    return {}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A login page that another address answers with must not get the key."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Follow nothing."""


def _post(kibana: Kibana, request: urllib.request.Request) -> Mapping[str, object]:
    context = ssl.create_default_context(cafile=str(kibana.ca) if kibana.ca else None)
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _NoRedirects())
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            given = json.loads(answer.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        raise FenghuoError(f"Kibana at {kibana.url} answers {error.code}: {_advice(error)}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise FenghuoError(f"Kibana at {kibana.url} can't be reached ({reason}); check --url and --ca.") from error
    if not isinstance(given, dict):
        raise FenghuoError(f"What answers at {kibana.url} is no Kibana.")
    return given


def _advice(error: urllib.error.HTTPError) -> str:
    match error.code:
        case 401:
            return "it wants a login; give --api-key-env, or --user and --password-env."
        case 403:
            return "this login may not write saved objects; its role needs “Saved Objects Management: All”."
        case 404:
            return "there is no such space or no Kibana at this address; check --url and --space."
        case 301 | 302 | 303 | 307 | 308:
            return "it sends on to another address; give that one as --url."
        case _:
            return error.read(300).decode("utf-8", "replace").strip() or "it gives no reason."


def _refused(answer: Mapping[str, object]) -> str:
    """Return what was refused and why, as Kibana says it."""
    errors = answer.get("errors")
    told = []
    for each in errors if isinstance(errors, list) else []:
        why = each.get("error", {})
        told.append(f"{each.get('type')} {each.get('id')} ({why.get('message') or why.get('type')})")
    return "; ".join(told[:10]) or str(answer.get("message") or "it gives no reason")
