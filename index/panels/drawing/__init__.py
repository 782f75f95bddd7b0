"""Panels drawn: their Vega-Lite specifications, and pictures of them."""

from index.panels.drawing.look import Look
from index.panels.drawing.spec import spec_of

__all__ = ["Look", "spec_of"]
