"""The library: names, documents, queries."""
