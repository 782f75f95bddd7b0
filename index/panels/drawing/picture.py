"""Pictures of charts, drawn without a browser: PNG for chat and documents, in a font that has Simplified forms."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from index.panels.drawing.look import Spec

VEGA_LITE = "6.4"
SCALE = 2.0
FALLBACK_FONT = "cvttf_NotoSansCJK_Regular"
"""A package that carries the font, for machines without one of the system's."""


def png_of(spec: Spec, scale: float = SCALE) -> bytes:
    """Return a specification with a fixed width drawn as PNG; ValueError where Vega-Lite refuses it."""
    import vl_convert

    _find_fonts()
    return bytes(vl_convert.vegalite_to_png(json.dumps(spec), vl_version=VEGA_LITE, scale=scale))


@cache
def _find_fonts() -> None:
    """Tell the drawing library of the font package, where it is installed."""
    import vl_convert

    found = find_spec(FALLBACK_FONT)
    for place in (found.submodule_search_locations or ()) if found else ():
        for font in Path(place).rglob("*.[to]t[fc]"):
            vl_convert.register_font_directory(str(font.parent))


def page_script() -> str:
    """Return the JavaScript that draws specifications in a page: Vega, Vega-Lite and Vega-Embed in one file."""
    import vl_convert

    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=f"v{VEGA_LITE.replace('.', '_')}")


def draws_chinese() -> bool:
    """Say whether pictures show Chinese characters here: without a font that has them, any two look the same."""
    one, other = (
        png_of({"data": {"values": [{}]}, "mark": {"type": "text", "text": text, "fontSize": 30}}, scale=1)
        for text in ("饮", "龙")
    )
    return one != other
