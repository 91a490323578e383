"""How documents are made up: the norms of record keeping as data, one file a norm, and their limits."""
