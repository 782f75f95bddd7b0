"""Tone, emotion and risk of texts: SnowNLP on a fast path, the model on top, training and evaluation."""
