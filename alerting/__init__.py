"""Alerting: from counts to signals, from signals to incidents with a level, from incidents to what people are told."""
