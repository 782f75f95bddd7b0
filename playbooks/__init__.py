"""Playbooks: what to do about an incident, by whom, until when, and what may be said."""
