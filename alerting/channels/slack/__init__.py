"""The Slack channel: calls, blocks, card, and the channel that puts them together."""
