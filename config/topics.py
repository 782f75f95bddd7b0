"""All that is counted: brands, named topics, and what rules look for, as bound queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from config.sections import TopicSpec
from domain.query import And, BrandWords, Field, Node, Or, Phrase
from domain.rule import Rule, RuleType
from domain.topic import Brand, Topic, TopicKind, brand_topic, named_topic, rule_topic
from text.query import bind, parse
from text.tokens import phrase_words


def topics_of(named: Iterable[TopicSpec], brands: Sequence[Brand], rules: Iterable[Rule]) -> Iterator[Topic]:
    """Yield the topics of all brands, the named ones, and one per brand for each rule that counts less than all of it.

    The queries were checked before; QueryError here would be a fault of the checks.
    """
    of = {brand.name: brand for brand in brands}
    near = neighbours(brands)
    words = {brand.name: bind(BrandWords(), brand, near[brand.name]) for brand in brands}
    for brand in brands:
        yield Topic(brand_topic(brand.name), brand.name, TopicKind.OWN, words[brand.name], brand.name)
    for spec in named:
        query = parse(spec.query)
        bound = bind(query, of[spec.brand], near[spec.brand]) if spec.brand else query
        yield Topic(named_topic(spec.name), spec.name, spec.kind, bound, spec.brand)
    for rule in rules:
        if (narrowed := _narrowed(rule)) is None:
            continue
        for name in dict.fromkeys(rule.brands or of):
            both = And((words[name], bind(narrowed, of[name], near[name])))
            yield Topic(rule_topic(rule.id, name), rule.name or rule.id, TopicKind.OWN, both, name)


def _narrowed(rule: Rule) -> Node | None:
    """Return what a rule counts of a brand: its ``where``, its kinds and its languages; None where it counts all.

    Keyword rules look at kinds and languages of their witnesses instead: their risk is counted for the brand already.
    """
    parts: list[Node] = [parse(rule.where)] if rule.where else []
    if rule.type is not RuleType.KEYWORD:
        for name, values in (("kind", rule.kinds), ("lang", rule.languages)):
            if values:
                parts.append(Or(tuple(Field(name, Phrase(value)) for value in values)))
    return And(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None


def neighbours(brands: Sequence[Brand]) -> dict[str, tuple[Brand, ...]]:
    """Return for each brand the others that may have a longer word around one of its words (小米粥 around 小米).

    They are those with every token of the word; only they can guard it, so a thousand brands need no million looks.
    """
    holding: dict[str, set[int]] = defaultdict(set)
    for index, brand in enumerate(brands):
        for token in {token for word in (brand.name, *brand.aliases) for token in phrase_words(word)}:
            holding[token].add(index)
    near: dict[str, tuple[Brand, ...]] = {}
    for index, brand in enumerate(brands):
        tokens = [phrase_words(word) for word in (brand.name, *brand.aliases)]
        found = set[int]().union(*(set.intersection(*(holding[each] for each in word)) for word in tokens if word))
        near[brand.name] = tuple(brands[each] for each in sorted(found - {index}))
    return near
