"""Panels: one piece of data each, from which come its SQL, its aggregation, its drawing and its Kibana object."""
