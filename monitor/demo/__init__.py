"""The demo: loopback sites that publish a calm day and then a food-safety scandal of an invented brand."""
