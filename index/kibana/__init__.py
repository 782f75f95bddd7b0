"""Panels as Kibana objects: data views, saved searches and dashboards as NDJSON, and how they are handed to Kibana."""
