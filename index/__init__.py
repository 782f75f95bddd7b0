"""The ledger (SQLite) and what stands on it: the ports by which every other room reads and writes."""
