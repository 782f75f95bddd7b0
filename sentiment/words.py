"""Where a Latin word begins and ends: a word list's “sue” is not the one in “issue”."""


def whole(text: str, start: int, end: int) -> bool:
    """Say whether a span that begins or ends with a Latin letter or digit is not cut out of a longer word."""
    return not (_cuts(text, start) or _cuts(text, end))


def latin(character: str) -> bool:
    """Say whether a character is a letter or digit of ASCII."""
    return character.isascii() and character.isalnum()


def _cuts(text: str, at: int) -> bool:
    """Say whether a position lies inside a Latin word or a number."""
    return 0 < at < len(text) and latin(text[at - 1]) and latin(text[at])
