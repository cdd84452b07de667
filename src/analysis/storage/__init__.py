"""Where things lie and how they get there whole: places, stores, locks, manifests, tables as CSV. Knows no figure."""
