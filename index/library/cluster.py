"""One Elasticsearch cluster as the configuration names it, and its failures in plain words that carry no secret."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    Elasticsearch,
    OrjsonSerializer,
    SSLError,
    TransportError,
    UnsupportedProductError,
)

from config.library import ElasticsearchSpec
from domain.errors import LibraryAwayError, LibraryError, LibraryRefusedError
from index.library.names import Names

BUSY = frozenset({408, 429, 502, 503, 504})
"""HTTP states that pass by themselves."""

logging.getLogger("elastic_transport").setLevel(logging.ERROR)  # a failure is told once, by us

_SEARCH_TIMEOUT = 10.0
"""Seconds that a person waits for a search before the ledger answers instead."""


class Cluster:
    """A connection pool to a cluster. ``client`` waits as long as projecting may; ``quick`` as long as a person may."""

    def __init__(self, spec: ElasticsearchSpec) -> None:
        self.spec = spec
        self.names = Names(spec.prefix)
        self.where = ", ".join(spec.urls)
        self.client = Elasticsearch(
            list(spec.urls),
            request_timeout=spec.timeout.total_seconds(),
            serializer=OrjsonSerializer(),
            max_retries=len(spec.urls) - 1,
            retry_on_status=(),
            **_login(spec),
        )
        self.quick = self.client.options(request_timeout=min(_SEARCH_TIMEOUT, spec.timeout.total_seconds()))

    @contextmanager
    def told(self) -> Iterator[None]:
        """Raise failures of a block as LibraryAwayError or LibraryRefusedError that say where and what to do."""
        try:
            yield
        except (ApiError, TransportError, UnsupportedProductError) as error:
            raise self.plainly(error) from None

    def plainly(self, error: Exception) -> LibraryError:
        """Return a failure in plain words."""
        here = f"Elasticsearch at {self.where}"
        if isinstance(error, AuthenticationException):
            return LibraryRefusedError(f"{here} refuses the login: check user and password, or the API key.")
        if isinstance(error, AuthorizationException) and not is_block(reason_of(error)):
            return LibraryRefusedError(
                f"{here} does not allow this to {self._who()}: give it the role of docs/library.md. {reason_of(error)}"
            )
        if isinstance(error, SSLError):
            return LibraryRefusedError(f"{here}: no trust in its certificate ({error.message}); {self._trust()}.")
        if isinstance(error, UnsupportedProductError):
            return LibraryRefusedError(f"What answers at {self.where} is not Elasticsearch; check the url.")
        if isinstance(error, TransportError):
            return LibraryAwayError(f"{here} can't be reached ({error.message.rpartition(': ')[2]}).")
        assert isinstance(error, ApiError)
        if error.meta.status in BUSY or is_block(reason_of(error)):
            return LibraryAwayError(f"{here} is too busy or blocked ({error.meta.status}: {reason_of(error)}).")
        return LibraryRefusedError(f"{here} refuses ({error.meta.status}): {reason_of(error)}")

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def _trust(self) -> str:
        named = self.spec.ca_file
        return f"check ca_file {named}" if named else "name the certificate of who signed it as ca_file"

    def _who(self) -> str:
        return f"the user {self.spec.user}" if self.spec.user else "this API key" if self.spec.api_key else "nobody"


def is_block(reason: str) -> bool:
    """Say whether a refusal is a block of the whole index (read-only, disk too full): it goes as it came."""
    return "cluster_block_exception" in reason or "index_create_block" in reason or "blocked by: [" in reason


def reason_of(error: ApiError) -> str:
    """Return type and reason of a refusal, at most 500 characters."""
    body: Any = error.body
    told = body.get("error", {}) if isinstance(body, dict) else body
    if isinstance(told, dict):
        return f"{told.get('type', '')}: {told.get('reason', '')}"[:500]
    return str(told)[:500]


def _login(spec: ElasticsearchSpec) -> dict[str, Any]:
    login: dict[str, Any] = {}
    if spec.api_key is not None:
        login["api_key"] = spec.api_key.reveal()
    elif spec.user is not None and spec.password is not None:
        login["basic_auth"] = (spec.user, spec.password.reveal())
    if spec.ca_file is not None:
        login["ca_certs"] = str(spec.ca_file)
    return login
