"""Members of a network side by side: roadmaps by theme, minimum criteria in force, tenders.

Only like is held against like, every number has its base, and nothing is averaged over themes. A
county and a municipality within it are never added up (docs/decisions/67-network.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from analysis import frames
from analysis.dataset import Dataset
from analysis.figures.basis import ALL
from analysis.figures.breakdown import figures
from analysis.german import percent
from analysis.network import Network
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE, UNKNOWN

_COUNTED: Final = ["level", "dimension", "category"]
_QUESTIONS: Final = {
    ("goal", "status"): GOAL_STATUS,
    ("measure", "status"): MEASURE_STATUS,
    ("measure", "schedule"): SCHEDULE,
    ("measure", "horizon"): HORIZON,
}
_ORDER: Final = [(*question, code) for question, vocabulary in _QUESTIONS.items() for code in vocabulary.codes]
_PROCUREMENT: Final = frames.OF_PARTS["procurement"]
_TOWN_KEY_LENGTH: Final = 5  # digits of a county's key, with which those of its municipalities begin


@dataclass(frozen=True)
class Bought:
    """The figures of procurement: `frames.ADOPTION_STATES`, `frames.TENDER_SUMS`, the table of `buyers`.

    `names` are those of the members, `left_out` the counties that are in no sum, `untold` how many tenders
    of the newest year do not say whether they meet the criteria.
    """

    network: Network
    names: Mapping[str, str]
    adoption: pd.DataFrame
    tenders: pd.DataFrame
    buyers: pd.DataFrame
    left_out: tuple[str, ...]
    untold: int


def of_members(dataset: Dataset) -> pd.DataFrame:
    """The roadmaps of the dataset's network (`frames.NETWORK`); no rows where there is none."""
    members = dataset.members
    if members is None:
        return frames.conform(frames.NETWORK, [])
    of_member = {
        member: figures(of.measures, of.goals, of.strategy, year=of.year) for member, of in members.datasets.items()
    }
    return roadmaps(of_member, members.keys, members.network, year=dataset.year)


def bought(dataset: Dataset) -> Bought:
    """What the dataset's members buy, and by which criteria; a town without a network buys alone."""
    rows = dataset.tables.get("procurement") or {name: frames.conform(of, []) for name, of in _PROCUREMENT.items()}
    members, strategy = dataset.members, dataset.strategy
    alone = Network(dataset.municipality, strategy.name, provenance=strategy.provenance)
    network = members.network if members else alone
    keys = members.keys if members else {}
    states = adoption(rows["minimum_criteria"], rows["adoption"], network, year=dataset.year)
    told = rows["tenders"][rows["tenders"]["year"] <= dataset.year]
    newest = told[told["year"] == told["year"].max()]
    return Bought(
        network=network,
        names=members.names if members else {dataset.municipality: strategy.name},
        adoption=states,
        tenders=tenders(told, keys, network, year=dataset.year),
        buyers=buyers(states, told),
        left_out=tuple(counties_left_out(keys, told["member"].unique())),
        untold=int((newest["met"] == UNKNOWN).sum()),
    )


def counties_left_out(keys: Mapping[str, str], with_data: Iterable[str]) -> list[str]:
    """The counties among `with_data` within which another of them lies; they stay out of every sum.

    `keys` maps a member to its official key (AGS), "" where it is not known.
    """
    known = {member: _county_part(keys.get(member, "")) for member in with_data}
    return [
        member
        for member, key in known.items()
        if len(key) == _TOWN_KEY_LENGTH
        and any(other != member and len(own) > len(key) and own.startswith(key) for other, own in known.items())
    ]


def _county_part(key: str) -> str:
    """A county's key without the three zeros that stand for no municipality."""
    return key.removesuffix("000") if len(key) == _TOWN_KEY_LENGTH + 3 else key


def roadmaps(
    of_member: Mapping[str, pd.DataFrame], keys: Mapping[str, str], network: Network, *, year: int
) -> pd.DataFrame:
    """One row per theme, member, level, dimension and category: count, total, percent. `frames.NETWORK`.

    `of_member` holds `frames.FIGURES` of each member that has a table, of its newest year up to `year`;
    `of_year` says which. Members without one have their rows with nothing in them. Theme `all` is the
    member's whole table, member `all` the sum of the members that have data, without counties in which
    another of them lies.
    """
    tables = [_of_themes(of_member[member], member, network) for member in network.members if member in of_member]
    if not tables:
        return frames.conform(frames.NETWORK, [])
    known = _with_every_category(pd.concat(tables))
    summed = known[~known["member"].isin(counties_left_out(keys, of_member))]
    total = summed.groupby(["theme", *_COUNTED], as_index=False, observed=True)[["count", "total"]].sum()
    same_year = summed["of_year"].drop_duplicates()
    total = total.assign(member=ALL, of_year=same_year.iloc[0] if len(same_year) == 1 else None)
    every = _every_row(known, network)
    table = every.merge(pd.concat([known, total]), how="left", on=["theme", "member", *_COUNTED])
    shares = [
        percent(int(count), int(total)) if pd.notna(total) else None
        for count, total in zip(table["count"], table["total"], strict=True)
    ]
    return frames.conform(
        frames.NETWORK, table.assign(network=network.slug, year=year, percent=pd.array(shares, dtype="Int64"))
    )


def _of_themes(figures: pd.DataFrame, member: str, network: Network) -> pd.DataFrame:
    """A member's figures by theme: the sums of its fields that belong to each."""
    rows = figures[figures["horizon"] == ALL]
    parts = []
    for theme, fields in {**{str(t.number): t.fields_of(member) for t in network.themes}, ALL: [ALL]}.items():
        of_theme = rows[rows["field"].isin([str(field) for field in fields])]
        parts.append(
            of_theme.groupby(_COUNTED, as_index=False, observed=True)[["count", "total"]].sum().assign(theme=theme)
        )
    return pd.concat(parts).assign(member=member, of_year=int(figures["year"].iloc[0]))


def _with_every_category(known: pd.DataFrame) -> pd.DataFrame:
    """A category that one member has and another with data has not is 0 there (`unknown`)."""
    asked = known.groupby(["theme", "member", "of_year", "level", "dimension"], as_index=False, observed=True)[
        "total"
    ].max()
    occurring = known[_COUNTED].drop_duplicates()
    every = asked.merge(occurring, on=["level", "dimension"])
    counts = known.drop(columns=["total", "of_year"])
    return every.merge(counts, how="left", on=["theme", "member", *_COUNTED]).fillna({"count": 0})


def _every_row(known: pd.DataFrame, network: Network) -> pd.DataFrame:
    """Theme × member × what occurs at any of them, in the order of the table."""
    themes = [*(str(theme.number) for theme in network.themes), ALL]
    members = [*network.members, ALL]
    there = set(known[_COUNTED].astype("str").itertuples(index=False, name=None))
    occurring = pd.DataFrame([row for row in _ORDER if row in there], columns=_COUNTED)
    outer = pd.MultiIndex.from_product([themes, members], names=["theme", "member"]).to_frame(index=False)
    return outer.merge(occurring, how="cross")


def adoption(criteria: pd.DataFrame, adoption: pd.DataFrame, network: Network, *, year: int) -> pd.DataFrame:
    """One row per minimum criterion and member: state, since. Columns of `frames.ADOPTION_STATES`.

    Takes `frames.MINIMUM_CRITERIA` and `frames.ADOPTION`. A member that says nothing of a criterion is
    `unknown`; so is what is in force only after `year`.
    """
    stated = adoption[adoption["since"].fillna(year) <= year]
    members = _members(network, stated["member"])
    every = criteria[["product_group", "criterion_id", "kind"]].merge(pd.DataFrame({"member": members}), how="cross")
    table = every.merge(stated[["criterion_id", "member", "state", "since"]], how="left", on=["criterion_id", "member"])
    state = table["state"].astype("str").fillna("unknown")
    return frames.conform(frames.ADOPTION_STATES, table.assign(network=network.slug, year=year, state=state))


def tenders(tenders: pd.DataFrame, keys: Mapping[str, str], network: Network, *, year: int) -> pd.DataFrame:
    """One row per year, product group and member with tenders: number and value, and of those that meet all criteria.

    Takes `frames.TENDERS`; columns of `frames.TENDER_SUMS`. Product group and member `all` too. What
    does not say whether the criteria are met counts nowhere, „teilweise" as not met; a tender without
    a value counts by number only. County and municipality within it are not summed.
    """
    told = tenders[(tenders["year"] <= year) & tenders["met"].isin(["yes", "no", "partly"])]
    met = (told["met"] == "yes").astype("int64")
    value = told["value_eur"].fillna(0.0)
    rows = told[["year", "product_group", "member"]].assign(
        tenders=1, tenders_met=met, value_eur=value, value_met_eur=value * met
    )
    left_out = counties_left_out(keys, rows["member"].unique())
    both = pd.concat([rows, rows[~rows["member"].isin(left_out)].assign(member=ALL)])
    both = pd.concat([both, both.assign(product_group=ALL)])
    sums = both.groupby(["year", "product_group", "member"], as_index=False).sum()
    groups, members = [*sorted(set(rows["product_group"])), ALL], [*_members(network, rows["member"]), ALL]
    places = {"product_group": groups.index, "member": members.index}
    ordered = sums.sort_values(
        ["year", "product_group", "member"],
        key=lambda column: column.map(places[column.name]) if column.name in places else column,
    )
    return frames.conform(frames.TENDER_SUMS, ordered.assign(network=network.slug))


def buyers(adoption: pd.DataFrame, tenders: pd.DataFrame) -> pd.DataFrame:
    """One row per product group: adopted of the members that buy it (members), for each criterion.

    Takes `frames.ADOPTION_STATES` and `frames.TENDERS`; columns product_group, criterion_id, adopted,
    members. A member buys what it says anything of, or has a tender in.
    """
    said = adoption.loc[adoption["state"] != "unknown", ["product_group", "member"]]
    buying = pd.concat([said, tenders[["product_group", "member"]]]).drop_duplicates()
    members = buying.groupby("product_group")["member"].nunique()
    in_force = adoption.assign(adopted=adoption["state"] == "adopted")
    table = in_force.groupby(["product_group", "criterion_id"], sort=False, as_index=False)["adopted"].sum()
    return table.assign(members=table["product_group"].map(members).fillna(0).astype("int64"))


def _members(network: Network, seen: Iterable[str]) -> list[str]:
    """The network's members in its order, then others that occur."""
    return list(dict.fromkeys([*network.members, *sorted(set(seen))]))
