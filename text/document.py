"""A mention as queries see it: several texts, each folded and cut into tokens once, when first asked for."""

from collections.abc import Collection

from domain.mention import Mention
from text.fold import Folded, fold_with_offsets
from text.tokens import Tokens, phrase_words
from text.url import site
from text.variants import Variants


class Scope:
    """One text in which words are looked for."""

    __slots__ = ("_folded", "_plain", "_tokens", "text", "variants")

    def __init__(self, text: str, variants: Variants | None = None) -> None:
        self.text = text
        self.variants = variants
        self._tokens: Tokens | None = None
        self._plain: Folded | None = None
        self._folded: Folded | None = None

    @property
    def plain(self) -> Folded:
        """Return the folded text, every word spelt as it was written."""
        if self._plain is None:
            self._plain = fold_with_offsets(self.text)
        return self._plain

    @property
    def folded(self) -> Folded:
        """Return the folded text with other spellings replaced, as regular expressions see it."""
        if self._folded is None:
            self._folded = self.plain.respelt(self.variants)
        return self._folded

    @property
    def tokens(self) -> Tokens:
        """Return the tokens."""
        if self._tokens is None:
            self._tokens = Tokens(self.folded)
        return self._tokens

    @property
    def search_text(self) -> str:
        """Return what ``text.tokens.search_text`` does: the tokens as they were written."""
        return (self.tokens if self.folded is self.plain else Tokens(self.plain)).joined[1:-1]


class Document:
    """A mention prepared for any number of queries.

    ``full`` is the scope of ``Mention.full_text``, ``brands`` are the tokens of each brand it is said to speak of.
    """

    __slots__ = ("_fields", "_names", "brands", "full", "mention")

    def __init__(self, mention: Mention, variants: Variants | None, brands: Collection[str]) -> None:
        self.mention = mention
        self._names = tuple(brands)
        self.brands = frozenset(phrase_words(brand, variants) for brand in brands)
        self.full = Scope(mention.full_text, variants)
        self._fields: dict[str, Scope] = {}

    @classmethod
    def of(cls, mention: Mention, variants: Variants | None = None, brands: Collection[str] = ()) -> "Document":
        """Prepare a mention; ``brands`` are names of brands it is known to speak of, beside those it carries."""
        return cls(mention, variants, (*mention.brands, *brands))

    def field(self, name: str) -> Scope:
        """Return the scope of a field; several brands stand on lines of their own."""
        if name not in self._fields:
            self._fields[name] = Scope(self._value(name), self.full.variants)
        return self._fields[name]

    def _value(self, name: str) -> str:
        """Return the text of a field."""
        match name:
            case "site":
                return site(self.mention.url)
            case "brand":
                return "\n".join(self._names)
            case _:
                value: str = getattr(self.mention, name)
                return value
