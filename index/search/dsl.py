"""A mention query as a filter of Elasticsearch that every match satisfies, as narrow as the fields allow."""

from typing import Any

from domain.query import And, Compare, Field, Near, Node, Or, Phrase
from index.ledger.entries import MAX_REACH
from text.tokens import phrase_words

Clause = dict[str, Any]
TOKENS = "mention.tokens"
_BOUNDS = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}


def candidates(query: Node) -> Clause | None:
    """Return a clause that is true of every mention that a query matches, None where only the evaluator can tell."""
    match query:
        case Phrase():
            return _phrase(query)
        case And(parts):
            told = [clause for part in parts if (clause := candidates(part))]
            return {"bool": {"must": told}} if told else None
        case Or(parts):
            clauses = [candidates(part) for part in parts]
            return None if None in clauses else {"bool": {"should": clauses, "minimum_should_match": 1}}
        case Near():
            return candidates(And((query.left, query.right)))
        case Field(name="title"):
            return candidates(query.node)
        case Compare():
            return _compare(query)
        case _:
            return None


def _phrase(query: Phrase) -> Clause | None:
    words = phrase_words(query.text)
    if not words:
        return None
    if not query.prefix:
        return {"match_phrase": {TOKENS: " ".join(words)}}
    begun: Clause = {"prefix": {TOKENS: words[-1]}}
    return {"bool": {"must": [{"match_phrase": {TOKENS: " ".join(words[:-1])}}, begun]}} if words[1:] else begun


def _compare(query: Compare) -> Clause | None:
    """Return a range where the documents' numbers, which are cut at ten to the twelfth, decide it as the mention's."""
    if abs(query.value) >= MAX_REACH:
        return None
    bounds = {_BOUNDS[query.op]: query.value} if query.op in _BOUNDS else {"gte": query.value, "lte": query.value}
    return {"range": {f"mention.{query.field}": bounds}}
