"""A network drawn: roadmaps side by side, minimum criteria in force, tenders."""
