"""What is configured: written in YAML, checked as a whole, handed to the other rooms as nouns of the domain."""
