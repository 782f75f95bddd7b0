"""What the other rooms may ask of the ledger, noun by noun. ``index.ledger`` keeps these promises on SQLite.

Times are aware UTC. Every method may raise LedgerError. A ``Transaction`` is one BEGIN IMMEDIATE … COMMIT: all of it or
nothing, and nothing is acknowledged before it has returned. A ``View`` is one consistent reading.
"""

from index.ports.cases import Cases, Incidents, Rules, Statements, Verdicts
from index.ports.changes import Change, Changes, Kept, Stored
from index.ports.ledger import Judging, Ledger, Transaction, View
from index.ports.library import Ask, Counted, Facets, Found, Hit, Library, Measured, Note, Place, Sort
from index.ports.matters import FamilyMatters, Matters
from index.ports.measures import Estimate, Marks, Measures, Topics
from index.ports.mentions import Correction, FamilySize, Heard, Mentions
from index.ports.panels import Panels
from index.ports.quiet import Quieting
from index.ports.traffic import Outbox, Progress, Quarantine, QuarantinedRow, Sources

__all__ = [
    "Cases",
    "Change",
    "Changes",
    "Correction",
    "Estimate",
    "FamilyMatters",
    "FamilySize",
    "Heard",
    "Incidents",
    "Judging",
    "Kept",
    "Ledger",
    "Marks",
    "Matters",
    "Measures",
    "Mentions",
    "Outbox",
    "Panels",
    "Progress",
    "Quarantine",
    "QuarantinedRow",
    "Quieting",
    "Rules",
    "Sources",
    "Statements",
    "Stored",
    "Topics",
    "Transaction",
    "Verdicts",
    "View",
    "Ask",
    "Counted",
    "Facets",
    "Found",
    "Hit",
    "Library",
    "Measured",
    "Note",
    "Place",
    "Sort",
]
