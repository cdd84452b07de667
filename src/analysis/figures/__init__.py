"""Frames → small tidy tables. No labels, no charts, no files.

basis      what a figure stands on: the rows of a year, the counting rules, the bases
breakdown  how many are in which state, per field and in all
change     what changed against the year before, row by row
"""
