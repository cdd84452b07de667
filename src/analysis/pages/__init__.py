"""What the notebooks show: tables and listings with German headings, and the executed notebook as a page."""
