"""What stops the program. What a keeper of the table can mend is a finding, not an error."""


class DataError(Exception):
    """One German line for the user: what is wrong, in which file and cell, what to do."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback."""
        return [f"Fehler: {self}"]
