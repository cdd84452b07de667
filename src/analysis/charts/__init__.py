"""Table → chart: counts nothing, saves nothing. The title of a chart is its finding.

    overview    status_by_field, on_schedule_by_field
    field       goal_status, measure_status, schedule_by_horizon, each of one field
    change      measure_status_change, goal_status_change, schedule_change

All take tables of `analysis.figures` and the Strategy; each chart bears title, subtitle (base, date of
the data, notes) and, as its description, an alt text with all its numbers. `theme.enable()` first in
notebooks; `analysis.publish.pictures` saves under the function's name, those of a field as
`field_<number>_<name>`.
"""
