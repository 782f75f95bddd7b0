"""What every room does to text, once: folding, tokens, masking, sketches, the query language and its meaning."""
