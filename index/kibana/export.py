"""The export: everything that Kibana needs, as the NDJSON that its import takes."""

import json
from collections.abc import Iterator

from index.kibana.boards import BOARDS, SEARCHES
from index.kibana.objects import Json, Labels, dashboard, data_view, saved_search
from index.kibana.style import Style
from index.panels.panel import Data


def objects(style: Style, labels: Labels) -> Iterator[Json]:
    """Yield data views, saved searches and dashboards, each after what it refers to."""
    yield from (data_view(data, style, labels) for data in Data)
    yield from (saved_search(search, style) for search in SEARCHES)
    yield from (dashboard(board, style) for board in BOARDS)


def ndjson(style: Style, labels: Labels) -> str:
    """Return one object a line; the same configuration always gives the same bytes."""
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects(style, labels))
