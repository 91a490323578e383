"""Evidence: the log over all histories, what it signs, and the bundles that prove it without this server."""
