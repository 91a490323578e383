"""The history: append-only, hash-chained a case, re-derivable from its exact bytes."""
