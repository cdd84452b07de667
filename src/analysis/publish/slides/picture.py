"""A chart for which PowerPoint has no form, as the picture that stands on a slide with a title of its own."""

from analysis.publish import pictures
from analysis.publish.catalogue import Catalogue
from analysis.publish.pictures import PLAIN, Picture
from analysis.publish.privacy import mask_persons, persons_in


def as_picture(catalogue: Catalogue, name: str, form: str = PLAIN) -> Picture:
    """The chart in a form, with its mark."""
    persons = persons_in(catalogue.dataset)
    title = mask_persons(" ".join(catalogue.drawn(name).title.text), persons)
    specification = pictures.specify_form(catalogue[name].draw, form, persons)
    return pictures.render(specification, name, source=catalogue.source(name), form=form, title=title)
