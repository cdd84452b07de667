"""Table → chart: counts nothing, saves nothing. The title of a chart is its finding.

    overview    status_by_field, on_schedule_by_field
    field       goal_status, measure_status, schedule_by_horizon, each of one field
    change      measure_status_change, goal_status_change, schedule_change
    bridges     bridge: last year + in − out by cause = this year, of one status
    flows       flow: last year's states to this year's
    paths       paths: completed, due by horizon, evenly spread; projection (annex)
    pace        pace: last year's against the one required; scenarios
    deadlines   deadlines_by_field: completed, past the deadline, open

All take tables of `analysis.figures`, the Strategy and the `Occasion`: what is published, else it
is a draft („Entwurf"). Each chart bears title, subtitle (base, date of the data, notes) and, as its
description, an alt text with all its numbers. To import a chart is to have it drawn in this look, and
offline, wherever it is shown; `analysis.publish.pictures` saves under the function's name, those of a
field as `field_<number>_<name>`.
"""

from analysis.charts.look import theme

theme.enable()
