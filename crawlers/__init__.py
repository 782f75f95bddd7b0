"""What to fetch and when, how to read it safely, and how files and pushes become mentions."""
