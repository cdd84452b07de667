"""Frames → small tidy tables. No labels, no charts, no files.

basis       what a figure stands on: the rows of a year, the year before, the counting rules
breakdown   how many are in which state, per field and in all
change      what changed against the year before, row by row
bridge      last year + in − out, by cause, = this year; who moved
headlines   every headline under the other rules and bases
paths       observed, linear and planned path, due dates, overdue measures, paces
projection  a range for the years to come, calculated from past transitions
scenarios   what would come if, by name
growth      what growth rates would say of counts
destatis    the symbol of the Deutsche Nachhaltigkeitsstrategie
indicators  values with a target: last segment, pace, assessment, path
evidence    what the number of yearly snapshots allows to say
midterm     the mid-term review as tables
"""
