"""The library on a real Elasticsearch."""
