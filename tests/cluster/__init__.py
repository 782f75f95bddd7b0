"""A real Elasticsearch for the tests: fetched from the registries, started on loopback, stopped when they end."""
