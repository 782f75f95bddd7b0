"""Styles and scripts. Vega's own script comes out of the package that also draws the pictures, nothing is fetched."""

import asyncio
import hashlib
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from index.panels.drawing.picture import page_script

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
VEGA = "vega.js"


@cache
def version() -> str:
    """Return a short digest of what is served here, for addresses that may be kept for ever."""
    from importlib.metadata import version as installed

    files = b"".join(path.read_bytes() for path in sorted(FOLDER.iterdir()))
    return hashlib.sha256(files + installed("vl-convert-python").encode()).hexdigest()[:12]


@cache
def _vega() -> bytes:
    return page_script().encode()


async def vega(_: Request) -> Response:
    """Answer with Vega, Vega-Lite and Vega-Embed as one script; it is put together once."""
    script = await asyncio.to_thread(_vega)
    return Response(script, media_type="text/javascript", headers={"Cache-Control": FOREVER})


class Files(StaticFiles):
    """Our own styles and scripts; their addresses carry their version."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """Answer with a file that may be kept for ever."""
        answer = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        answer.headers["Cache-Control"] = FOREVER
        return answer
