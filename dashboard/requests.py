"""What every endpoint does with a request: who may, how large it may be, and how a refusal is worded."""

import hmac

from starlette.requests import Request
from starlette.responses import JSONResponse


def authorised(request: Request, token: str) -> bool:
    """Say whether a request carries the bearer token; the bytes as sent are compared, whatever they mean."""
    header = request.headers.get("authorization", "")
    return bool(token) and hmac.compare_digest(header.encode("latin-1", "replace"), f"Bearer {token}".encode())


async def limited_body(request: Request, most: int) -> bytes | None:
    """Return the body, None where it has more than ``most`` bytes."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def refuse(status: int, message: str, *, line: int | None = None, retry: int | None = None) -> JSONResponse:
    """Return a refusal; ``retry`` are seconds after which the same request may be sent again."""
    content: dict[str, object] = {"error": message}
    if line is not None:
        content["line"] = line
    headers = {"Retry-After": str(retry)} if retry is not None else None
    return JSONResponse(content, status_code=status, headers=headers)
