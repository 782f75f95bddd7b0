"""From changes in the ledger to documents: what a change number means now, in one consistent reading."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.errors import NotFoundError
from index.ledger.moments import from_us, to_us
from index.library.bulk import Document
from index.library.documents import incident_document, mention_document, signal_document
from index.library.names import Names, document_id
from index.library.standing import Standing
from index.panels.figures import figures
from index.ports import Change, Kept, Stored, View


def gather(view: View, changes: Sequence[Change], names: Names, standing: Standing) -> Iterator[Document]:
    """Yield the documents of changes; an erased mention becomes a deletion, what is gone by now becomes nothing."""
    wanted = [each.id for each in changes if each.kind is Stored.MENTION and not each.erased]
    mentions = view.changes.mentions(wanted)
    bonds = bonds_of(view, list(mentions.values()))
    signals = {
        signal.id: (signal, incident)
        for signal, incident in view.changes.signals([each.id for each in changes if each.kind is Stored.SIGNAL])
    }
    for change in changes:
        version = standing.version(change.number)
        if change.erased:
            yield from deletion(change, names, standing)
        elif change.kind is Stored.MENTION and change.id in mentions:
            yield placed(mentions[change.id], bonds, names, standing.node, version)
        elif change.kind is Stored.SIGNAL and change.id in signals:
            signal, joined = signals[change.id]
            source = signal_document(standing.node, signal, joined)
            yield Document(
                names.signals_at(to_us(signal.fired_at)), document_id(standing.node, change.id), version, source
            )
        elif change.kind is Stored.INCIDENT:
            yield from incident(view, change, names, standing)


@dataclass(frozen=True, slots=True)
class Bonds:
    """What mentions belong to: mention id → incidents whose evidence it is, family → matters."""

    incidents: Mapping[str, Sequence[int]]
    matters: Mapping[int, Sequence[int]]


def bonds_of(view: View, mentions: Sequence[Kept]) -> Bonds:
    """Return what these mentions belong to."""
    return Bonds(
        view.changes.evidence([each.id for each in mentions]),
        view.changes.matters(sorted({each.family for each in mentions})),
    )


def placed(kept: Kept, bonds: Bonds, names: Names, node: str, version: int) -> Document:
    """Return a mention as the write that puts it into its place."""
    incidents, matters = bonds.incidents.get(kept.id, ()), bonds.matters.get(kept.family, ())
    source = mention_document(node, kept, incidents, matters)
    return Document(names.mentions_at(kept.event), document_id(node, kept.id), version, source)


def deletion(change: Change, names: Names, standing: Standing) -> Iterator[Document]:
    """Yield the removal of an erased mention; one erased before its time was noted was never projected."""
    if change.event is not None:
        index = names.mentions_at(to_us(change.event))
        yield Document(index, document_id(standing.node, change.id), standing.version(change.number), None)


def incident(view: View, change: Change, names: Names, standing: Standing) -> Iterator[Document]:
    """Yield an incident with the figures of how it was handled."""
    try:
        found = view.incidents.get(int(change.id))
    except NotFoundError:
        return
    heard = view.changes.mentions(found.evidence)
    told: Mapping[str, float | None] = dataclasses.asdict(
        figures(found, view.incidents.timeline(found.id), (from_us(each.event) for each in heard.values()))
    )
    numbers = {name: value for name, value in told.items() if value is not None}
    source = incident_document(standing.node, found, numbers)
    yield Document(names.incidents, document_id(standing.node, change.id), standing.version(change.number), source)
