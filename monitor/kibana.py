"""The Kibana export of one configuration: names of its levels, categories and rules, and where its pages are."""

from collections.abc import Mapping

from dashboard.words import label
from domain.mention import Kind
from index.kibana.export import ndjson
from index.kibana.objects import Labels
from index.kibana.style import Style
from index.library.names import Names
from index.panels.drawing.theme import TONES
from index.panels.panel import Field
from monitor.web import house_of
from monitor.wiring import Monitor


def export_of(monitor: Monitor, lang: str, pages: str) -> str:
    """Return the NDJSON; ``pages`` "" means the address at which this monitor serves its pages."""
    settings = monitor.settings
    names = Names(settings.library.prefix) if settings.library else Names()
    host, port = settings.web
    style = Style(lang, names, pages.rstrip("/") or f"http://{host}:{port}")
    return ndjson(style, _labels(monitor, lang))


def _labels(monitor: Monitor, lang: str) -> Labels:
    house = house_of(monitor).speaking(lang)
    values: Mapping[Field, list[str]] = {
        Field.TONE: [tone for tone in TONES if tone != "waiting"],
        Field.KIND: [kind.value for kind in Kind],
        Field.CATEGORY: list(monitor.engine.categories),
        Field.LEVEL: [level.id for level in monitor.settings.scale.levels],
        Field.RULE: [rule.id for rule in monitor.settings.rules],
    }
    return {name: {value: label(house, name, value) for value in given} for name, given in values.items()}
