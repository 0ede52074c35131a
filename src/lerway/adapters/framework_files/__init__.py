"""Opens what a framework's owner publishes: a file, a folder or an archive, within limits."""
