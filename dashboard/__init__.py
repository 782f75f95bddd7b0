"""What the monitor serves over HTTP: intake now, the pages later."""
