"""The scoring grid drawn: points by group, points against cost, one page a variant, and what is said of them."""
