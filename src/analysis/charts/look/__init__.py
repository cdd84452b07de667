"""How every chart looks: theme, type, axes."""
