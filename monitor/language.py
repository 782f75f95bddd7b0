"""The language of the command line: Chinese unless FENGHUO_LANG or the locale asks for English."""

import os


def command_language() -> str:
    """Return "zh" or "en": FENGHUO_LANG decides, then LC_ALL, LC_MESSAGES, LANG; Chinese where none says English."""
    chosen = os.environ.get("FENGHUO_LANG", "")
    if chosen:
        return "en" if chosen.lower().startswith("en") else "zh"
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        locale = os.environ.get(variable, "")
        if locale:
            return "en" if locale.lower().startswith("en") else "zh"
    return "zh"


LANGUAGE = command_language()


def say(zh: str, en: str) -> str:
    """Return the sentence in the language of the command line."""
    return en if LANGUAGE == "en" else zh
