"""`slides.pptx`: made for a year, held against the figures, brought up to date under what people made of it."""
