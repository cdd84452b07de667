"""One year of one municipality: what is to be made, made by papermill, and put in place."""
