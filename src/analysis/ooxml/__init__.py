"""Parts of Office packages: read, patched, written. Knows nothing of the domain."""
