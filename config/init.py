"""The first ``fenghuo.yaml`` of a brand, commented so that its owner can go on alone."""

import json
import re
from collections.abc import Mapping, Sequence
from string import Template

from config.preset import PRESETS
from config.writing import Plain, flow, with_sources


class AtTemplate(Template):
    """A template whose gaps are written ``@name``, as ``$`` belongs to the shell lines in the comments."""

    delimiter = "@"


def starter(
    brand: str,
    aliases: Sequence[str] = (),
    industry: str = "general",
    timezone: str = "Asia/Shanghai",
    language: str = "zh",
    sources: Sequence[Plain] = (),
    beside: Mapping[str, object] | None = None,
) -> str:
    """Return the text of a ``fenghuo.yaml`` for one brand, its comments in Chinese or English.

    ``sources`` are put into its list, the sections ``beside`` at its end.
    """
    template = PRESETS / "starter" / ("en.yaml" if language == "en" else "zh.yaml")
    text = AtTemplate(template.read_text(encoding="utf-8")).substitute(
        brand=quoted(brand),
        aliases=f"[{', '.join(quoted(alias) for alias in aliases)}]",
        industry=industry,
        timezone=timezone,
        plain=brand if re.fullmatch(r"[\w ]+", brand) else "某品牌",
    )
    text = with_sources(text, sources) if sources else text
    return text + "".join(f"{key}: {flow(value)}\n" for key, value in (beside or {}).items())


def quoted(text: str) -> str:
    """Return a text as a YAML scalar in double quotes, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)
