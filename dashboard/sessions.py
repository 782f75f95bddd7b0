"""Who may see the pages: a link that works once, and a signed cookie afterwards.

The signing key and the hashes of unused links are kept in the ledger, so that ``fenghuo dashboard link`` and the
running monitor know of one another, and a restart logs nobody out.
"""

import hashlib
import json
import secrets
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeTimedSerializer

from index.ports import Ledger, View

LINK_LIVES = timedelta(minutes=15)
SESSION_LIVES = timedelta(days=7)
_KEY = "dashboard.key"
_LINKS = "dashboard.links"
_SALT = "fenghuo.session.1"


class Sessions:
    """Gives links, takes each once, and signs and checks cookies."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        key = _key(ledger)
        self._signer = URLSafeTimedSerializer(key, salt=_SALT)
        self.cookie_name = f"fenghuo_{_digest(key)[:8]}"
        """Its own for each ledger: browsers share cookies among all ports of a host, and nodes may share one."""

    def make_link(self, now: datetime) -> str:
        """Return the secret part of a link that works once within ``LINK_LIVES``; only its hash is kept."""
        secret = secrets.token_urlsafe(24)
        with self._ledger.write() as tx:
            links = {**_links(tx, now), _digest(secret): (now + LINK_LIVES).isoformat()}
            tx.progress.put(_LINKS, json.dumps(links))
        return secret

    def redeem(self, secret: str, now: datetime) -> bool:
        """Take a link; False where it is unknown, used or too old."""
        with self._ledger.write() as tx:
            links = _links(tx, now)
            known = links.pop(_digest(secret), None) is not None
            tx.progress.put(_LINKS, json.dumps(links) if links else "")
        return known

    def cookie(self) -> str:
        """Return the value of a new session's cookie."""
        return self._signer.dumps(secrets.token_urlsafe(9))

    def knows(self, cookie: str) -> bool:
        """Say whether a cookie is one of ours and not too old."""
        try:
            self._signer.loads(cookie, max_age=int(SESSION_LIVES.total_seconds()))
        except BadSignature:
            return False
        return True


def _key(ledger: Ledger) -> str:
    """Return the key that cookies are signed with, made once."""
    with ledger.write() as tx:
        known = tx.progress.get(_KEY)
        if not known:
            known = secrets.token_urlsafe(32)
            tx.progress.put(_KEY, known)
    return known


def _links(view: View, now: datetime) -> dict[str, str]:
    """Return hash → end of the links that still work."""
    kept: dict[str, str] = json.loads(view.progress.get(_LINKS) or "{}")
    return {digest: until for digest, until in kept.items() if datetime.fromisoformat(until) > now}


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
