"""The handbook: every playbook and every statement that lies ready, shipped ones and the customer's own."""

from dataclasses import dataclass

from domain.errors import NotFoundError
from domain.statement import Statement
from domain.step import Playbook


@dataclass(frozen=True, slots=True)
class Handbook:
    """Playbooks (one per id and language, in the order that ``choose`` reads) and statements (likewise)."""

    playbooks: tuple[Playbook, ...]
    statements: tuple[Statement, ...]

    def statement(self, id: str, lang: str) -> Statement:
        """Return a statement; NotFoundError names those there are in that language."""
        there = {each.id: each for each in self.statements if each.lang == lang}
        if id not in there:
            raise NotFoundError(
                f"There is no statement “{id}” ({lang}); there are {', '.join(sorted(there)) or 'none'}."
            )
        return there[id]
