"""The pure part of ``POST /intake``: a body of JSON Lines, taken whole or not at all."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from crawlers.clean import Origin, clean_line
from crawlers.lines import read_lines
from domain.mention import Mention, Rejected


def parse_intake(body: bytes, origin: Origin, arrived: datetime) -> tuple[Sequence[Mention], Rejected | None]:
    """Return the mentions of a request, or no mention and the first line that can't be taken."""
    mentions: list[Mention] = []
    for line in read_lines(BytesIO(body)):
        taken = clean_line(line, origin, arrived)
        if isinstance(taken, Rejected):
            return (), taken
        if taken is not None:
            mentions.append(taken)
    return mentions, None
