"""The nouns of crisis monitoring, one small file each. Standard library only; every other room imports from here."""
