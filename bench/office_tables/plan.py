"""The true list: fields, goals and measures of an invented office, before any table is made of it."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Final

YEAR: Final = 2025
STATUSES: Final = {"idea": 2, "planned": 3, "in_progress": 6, "completed": 4, "discarded": 1}
HORIZONS: Final = {"short": 4, "medium": 5, "long": 3, "ongoing": 3}
SCHEDULES: Final = {"on_schedule": 6, "delayed": 2, "not_assessed": 1}
GOAL_STATUSES: Final = {"not_started": 2, "started": 3, "advanced": 2, "completed": 2}

# name of a field, two letters of its numbers
FIELDS: Final = (
    ("Energie", "EN"),
    ("Mobilität", "MO"),
    ("Bildung", "BI"),
    ("Klimaschutz und Energie", "KE"),
    ("Nachhaltige Verwaltung", "VW"),
    ("Private Haushalte", "PH"),
    ("Globale Verantwortung & Eine Welt", "GV"),
    ("Gewerbe, Handel, Dienstleistungen", "GH"),
    ("Wohnen und Quartier", "WQ"),
    ("Klimafolgenanpassung", "KA"),
    ("Biodiversität", "BD"),
    ("Abfall und Kreislaufwirtschaft", "AK"),
    ("Bauen und Sanieren", "BS"),
    ("Wirtschaft und Innovation", "WI"),
    ("Stadtgrün und Gewässer", "SG"),
    ("Beschaffung", "BE"),
    ("Soziale Gerechtigkeit", "SO"),
    ("Gesundheit und Sport", "GS"),
    ("Öffentlichkeitsarbeit", "ÖA"),
    ("Landwirtschaft und Ernährung", "LE"),
    ("Digitalisierung", "DI"),
    ("Übergreifende Maßnahmen", "ÜM"),
    ("Kommunales Gebäudemanagement", "GM"),
    ("Siedlungsentwicklung", "SE"),
)
TITLES: Final = (
    "Solardächer auf Schulen",
    "Kommunale Wärmeplanung",
    "Radweg an der L 117",
    "Jobticket für Beschäftigte",
    "Carsharing-Station am Rathaus",
    "Energetische Sanierung Rathaus",
    "Umstellung der Straßenbeleuchtung auf LED",
    "Energieberatung für Haushalte",
    "Klimaneutraler Fuhrpark",
    "Ladesäulen im Stadtgebiet",
    "Hitzeaktionsplan",
    "Entsiegelung von Schulhöfen",
    "Fairtrade-Town",
    "Förderprogramm Dachbegrünung",
    "Mobilstationen an Bahnhöfen",
    "365-Euro-Ticket für Auszubildende",
    "Ideenwettbewerb Klima",
    "Planung eines Radschnellwegs",
    "Projekt Stadtbäume 1000+",
    "Energiemanagement nach ISO 50001",
    "Masterplan 2035 für Gewerbegebiete",
    "Dienstradleasing",
    "Klimabildung in Kitas",
    "Regionale Lebensmittel in der Kantine",
    "Nachhaltigkeitskriterien in der Vergabe",
    "Reparaturcafé",
    "Trinkwasserbrunnen in der Innenstadt",
    "Photovoltaik auf Parkplätzen",
    "Bürgerenergiegenossenschaft gründen",
    "Geothermie-Potenzialstudie",
    "Nahwärmenetz Nord",
    "Radabstellanlagen an Schulen",
    "Tempo 30 in Ortsdurchfahrten",
    "Schulwegpläne",
    "Digitale Bauakte",
    "Papierarmes Büro",
    "Moorschutz im Kreisforst",
    "Blühstreifen an Kreisstraßen",
    "Starkregengefahrenkarte",
    "Regenwassernutzung in Neubaugebieten",
    "Sanierungsfahrplan für Liegenschaften",
    "Klimaschutzmanagement verstetigen",
    "Ökostrom für alle Liegenschaften",
    "Schulung der Hausmeisterinnen und Hausmeister",
    "Abfallvermeidung bei Veranstaltungen",
    "Mehrwegsystem für die Gastronomie",
    "Netzwerk Energieeffizienz für Betriebe",
    "Wasserstoffstrategie",
    "Bus auf Bestellung",
    "Taktverdichtung der Linie 4",
    "Umweltpreis",
    "Patenschaften für Stadtbäume",
    "Partnerschaft mit einer Kommune in Ghana",
    "Wohnraum im Bestand aktivieren",
    "Gründachkataster",
    "Energiesparmodelle an Schulen (50/50)",
    "Betriebliches Mobilitätsmanagement",
    "Ausbau der Fernwärme, 2. Bauabschnitt",
    "Beitritt zum Klima-Bündnis",
    "Kampagne „Stadtradeln“",
    "Leitfaden für klimagerechtes Bauen",
    "Runder Tisch Landwirtschaft",
    "Neubau Kita Sonnenhügel als Passivhaus",
    "Aufbau eines Solarkatasters",
    "Einführung einer CO₂-Bilanz",
    "Umsetzung des Nahverkehrsplans",
    "Green IT im Rechenzentrum",
    "Beratungsangebot für Vereine",
    "Streuobstwiesen pflegen",
    "Quartierskonzept Südviertel",
)
OFFICES: Final = (
    "Amt 10",
    "Amt 61",
    "Amt 65",
    "Amt 66",
    "FB 3",
    "Bauamt",
    "Umweltamt",
    "Stabsstelle Klimaschutz",
    "Gebäudemanagement",
    "Tiefbauamt",
    "Schulverwaltungsamt",
    "Stadtwerke",
    "Wirtschaftsförderung",
    "Kämmerei",
    "Fachdienst Planung",
)
GOAL_TITLES: Final = (
    "Klimaneutrale Verwaltung",
    "Ausbau erneuerbarer Energien",
    "Mehr Wege mit dem Rad",
    "Attraktiver Nahverkehr",
    "Bildung für alle",
    "Faire Beschaffung",
    "Weniger Abfall",
    "Artenreiche Landschaft",
    "Bezahlbares Wohnen",
    "Gesunde Stadt",
    "Wasser in der Stadt halten",
    "Energieeffiziente Betriebe",
    "Sparsamer Umgang mit Fläche",
    "Beteiligung stärken",
    "Regionale Wertschöpfung",
    "Klimafreundlich unterwegs",
    "Gute Arbeit",
    "Digitale Dienste",
)


@dataclass(frozen=True)
class Field:
    number: int
    name: str
    prefix: str


@dataclass(frozen=True)
class Goal:
    """An operative goal: its field, strategic goal and own place in it, all counted from 1."""

    field: Field
    strategic: int
    place: int
    title: str
    status: str

    @property
    def id(self) -> str:
        return f"{self.field.number}.{self.strategic}.{self.place}"


@dataclass(frozen=True)
class Measure:
    """A measure: running number in the list, in its field and in its goal, and what is true of it."""

    running: int
    in_field: int
    in_goal: int
    goal: Goal
    title: str
    status: str
    previous: str
    horizon: str
    schedule: str
    due: dt.date
    responsible: str

    @property
    def field(self) -> Field:
        return self.goal.field


@dataclass(frozen=True)
class Plan:
    fields: tuple[Field, ...]
    goals: tuple[Goal, ...]
    measures: tuple[Measure, ...] = field(default=())


def draw_plan(chance: Random) -> Plan:
    """A list of 4 to about 40 measures; titles, numbers in a field and in a goal differ."""
    fields = tuple(
        Field(number, *name)
        for number, name in enumerate(chance.sample(FIELDS, chance.choice((2, 2, 3, 3, 4, 5))), start=1)
    )
    goal_titles = iter(chance.sample(GOAL_TITLES, len(GOAL_TITLES)))
    goals = tuple(
        Goal(one, strategic, place, next(goal_titles), draw(chance, GOAL_STATUSES))
        for one in fields
        for strategic in range(1, chance.choice((1, 1, 2)) + 1)
        for place in range(1, chance.choice((1, 1, 2)) + 1)
    )[: len(GOAL_TITLES)]
    titles = iter(chance.sample(TITLES, len(TITLES)))
    most = chance.choice((2, 3, 3, 4))
    offices = chance.sample(OFFICES, chance.choice((3, 4, 5, 8)))
    measures: list[Measure] = []
    for goal in goals:
        for in_goal in range(1, chance.randint(1, most) + 1):
            status = draw(chance, STATUSES)
            measures.append(
                Measure(
                    running=len(measures) + 1,
                    in_field=sum(m.field == goal.field for m in measures) + 1,
                    in_goal=in_goal,
                    goal=goal,
                    title=next(titles),
                    status=status,
                    previous=_year_before(chance, status),
                    horizon=draw(chance, HORIZONS),
                    schedule="discarded" if status == "discarded" else draw(chance, SCHEDULES),
                    due=_quarter_end(chance),
                    responsible=chance.choice(offices),
                )
            )
    return Plan(fields, goals, tuple(measures))


def draw(chance: Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _year_before(chance: Random, status: str) -> str:
    codes = list(STATUSES)
    if status == "discarded":
        return chance.choice(("idea", "planned", "discarded"))
    return codes[max(0, codes.index(status) - chance.choice((0, 1, 1)))]


def _quarter_end(chance: Random) -> dt.date:
    month, day = chance.choice(((3, 31), (6, 30), (9, 30), (12, 31)))
    return dt.date(chance.randint(2024, 2030), month, day)
