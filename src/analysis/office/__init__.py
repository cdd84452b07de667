"""What goes back to the table's keeper, and what comes back: questions, marked copy, answers, template."""
