"""Trying rules on what was said before: the same engine on a virtual clock, in memory, touching nothing live."""
