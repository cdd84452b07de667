"""A chart for which PowerPoint has no form, as the picture that stands on a slide with a title of its own."""

import altair as alt

from analysis.charts.look.theme import MARGIN
from analysis.publish import pictures
from analysis.publish.catalogue import Catalogue
from analysis.publish.pictures import PLAIN, Picture
from analysis.publish.privacy import persons_in


def as_picture(catalogue: Catalogue, name: str, form: str = PLAIN) -> Picture:
    """The chart in a form, with its mark."""
    chart = catalogue.drawn(name).copy(deep=False)
    title = " ".join(chart.title.text)
    if form == PLAIN:
        chart.title, chart.padding = alt.Undefined, {**chart.padding, "top": MARGIN // 2}
    specification = pictures.specify(chart, persons_in(catalogue.dataset))
    return pictures.render(specification, name, source=catalogue.source(name), form=form, title=title)
