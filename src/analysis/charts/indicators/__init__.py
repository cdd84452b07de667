"""Indicators drawn: the path to the target, those of one theme side by side, all of them in rows, goals beside.

    path       path: values, break, base, required line, target, of one indicator
    multiples  of_field: the paths of one theme, small
    overview   overview: value, target, pace, assessment in words, symbols, one row an indicator
    together   goals_and_indicators: by field, where an office has both

All take tables of `analysis.figures.indicators` and the Strategy.
"""
