"""The command line and the only place that wires the rooms together: processes, the watch loop, the demo."""
