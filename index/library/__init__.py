"""The library: everything the ledger holds, projected into Elasticsearch, where years of many nodes are searched."""
