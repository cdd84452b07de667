"""The year's page of charts, for the council and for the office: one file each, that loads nothing from anywhere."""
