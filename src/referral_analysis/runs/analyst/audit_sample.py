"""What `referral-analysis audit-sample` does: draw, and write what auditors and analyst need."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from referral_analysis import extract
from referral_analysis.errors import ParametersError, RunError
from referral_analysis.extract import counted_rows
from referral_analysis.extract.codes import AGENCY_GROUPS, AgencyGroup
from referral_analysis.periods import month_name, months_between, parse_month
from referral_analysis.questions.audited import sample
from referral_analysis.runs.analyst.private import FOLDER
from referral_analysis.runs.disk.folder import staged
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.inputs.audited import CASES_FILE, RECORD_FILE
from referral_analysis.runs.parameters import ExtractReport, read_parameters
from referral_analysis.runs.record.manifest import record
from referral_analysis.series.outcome import parsed
from referral_analysis.statistics import audit_size

KEY_FILE = "key.csv"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""What an auditor may be called: the name is part of a file's."""


def months(text: str, option: str) -> tuple[dt.date, dt.date]:
    """Read a span of months written 2010-08..2010-10, both included, or one month."""
    first, _, last = text.partition("..")
    return parse_month(first, where=option), parse_month(last or first, where=option)


def district_groups(options: Sequence[str], where: str) -> dict[str, str]:
    """Read groups written `East=Dover,Thanet`: district -> group; each district in one only."""
    groups: dict[str, str] = {}
    for option in options:
        group, equals, names = option.partition("=")
        districts = [name.strip() for name in names.split(",") if name.strip()]
        if not (equals and group.strip() and districts) or groups.keys() & set(districts):
            raise ParametersError(
                where,
                found="a group that cannot be read, or a district in two groups",
                needed="GROUP=DISTRICT,DISTRICT and each district once",
                do="Write, for instance, --district-group East=Dover,Thanet.",
            )
        groups |= dict.fromkeys(districts, group.strip())
    return groups


def auditors(names: Sequence[str], where: str) -> list[str]:
    """Check the auditors' names; they are given as initials or letters, not as people's names."""
    if not all(_NAME.fullmatch(name) for name in names):
        raise ParametersError(
            where,
            found="a name that cannot be part of a file's",
            needed="letters, digits, hyphens and underscores",
            do="Write, for instance, --auditor A --auditor B.",
        )
    return list(names)


def agencies(names: Sequence[str], where: str) -> list[AgencyGroup]:
    """Check the names of agency groups."""
    known = {str(group): group for group in AGENCY_GROUPS}
    strange = [name for name in names if name not in known]
    if strange:
        raise ParametersError(
            where,
            found=f"the agency group {strange[0]}",
            needed=f"one of {', '.join(known)}",
            do="Name one of these.",
        )
    return [known[name] for name in names]


def draw_sample(
    extract_paths: Sequence[Path], parameters_path: Path, plan: sample.SamplePlan, folder: Path
) -> str:
    """Draw the sample and write it into a new folder; return what was drawn, in a few lines.

    A file an auditor, blind to the other's, to NFA and to the period; and a private folder with the
    key, its weights, and the record that draws the same sample again.
    """
    parameters = read_parameters(parameters_path)
    _require_of_referrals(parameters, parameters_path)
    population = inputs.read_population(parameters)
    if population is not None:
        _require_districts(plan.district_groups, population)
    checked = inputs.check_referrals(extract_paths, parameters, population)
    counted_rows.require_single(
        "EXTRACT", checked.kept, do="Draw the sample from the case system's own rows."
    )
    key = sample.draw(inputs.with_outcome(parameters, checked.kept), plan)
    _write(key, plan, extract_paths, folder)
    return "\n".join(_said(key, plan, folder))


def _require_of_referrals(parameters: ExtractReport, path: Path) -> None:
    """Refuse an outcome of contacts: cases are drawn from referrals, which have files to read."""
    if parsed(parameters.inappropriate).is_of_contacts:
        raise ParametersError(
            f"parameters {path.name}, inappropriate",
            found=f"{parameters.inappropriate}, for a sample of referrals",
            needed="a choice of referrals, by which they are drawn",
            do="Name parameters with another choice, such as nfa.",
        )


def sample_size(half_width_points: float, level_percent: int, share_percent: float) -> str:
    """Say how many cases a period give this precision, in percentage points."""
    needed = audit_size.cases_needed(
        half_width_points / 100, level=level_percent / 100, share=share_percent / 100
    )
    either = f"{half_width_points:g} percentage points to either side"
    return (
        f"{needed.one_share:,} cases a period: each period's share inappropriate is known to "
        f"{either}.\n{needed.change:,} cases a period: so is the change between them.\n"
        f"At {level_percent}% confidence, for a share of about {share_percent:g}%. Plan for more: "
        "some cases cannot be judged, and a sample drawn half by NFA status says less of the whole."
    )


def _require_districts(groups: Mapping[str, str], population: extract.Population) -> None:
    strange = sorted(set(groups) - set(population.areas))
    if strange:
        raise ParametersError(
            "--district-group",
            found=f"{strange[0]}, which is not an area of the population file",
            needed=f"one of {', '.join(population.areas)}",
            do="Spell it as the population file does.",
        )


def _write(
    key: pl.DataFrame, plan: sample.SamplePlan, extract_paths: Sequence[Path], folder: Path
) -> None:
    """Write the sheets, the key and the record into a new folder: all of them, or nothing."""
    if folder.exists() or folder.is_symlink():
        raise RunError(
            f"folder {folder.name}",
            found="a folder or file of this name",
            needed="a new one, so that no sample that is being judged is written over",
            do="Name another after --output, or move it away.",
        )
    with staged(folder) as stage:
        private = stage / FOLDER
        private.mkdir(mode=0o700)
        (stage / ".gitignore").write_text("*\n", "utf-8")
        for auditor in plan.auditors:
            # marked as UTF-8, or Excel takes it for another
            sample.sheet(key, auditor, plan).write_csv(
                stage / f"auditor_{auditor}.csv", include_bom=True
            )
        key.write_csv(private / KEY_FILE)
        sample.numbered(key, plan).write_csv(private / CASES_FILE)
        digest = extract.key_digest(extract.read_audit_key(private / KEY_FILE))
        (private / RECORD_FILE).write_text(_record(plan, extract_paths, digest), "utf-8")


def _record(plan: sample.SamplePlan, extract_paths: Sequence[Path], key_digest: str) -> str:
    read = [{"name": one.name, "sha256": record(one).sha256} for one in extract_paths]
    values = {
        "key": {"name": KEY_FILE, "sha256_of_rows": key_digest},
        "extract": read[0] if len(read) == 1 else read,
        "seed": plan.seed,
        "before": [f"{month:%Y-%m}" for month in plan.before],
        "after": [f"{month:%Y-%m}" for month in plan.after],
        "cases": plan.cases,
        "judged_twice": plan.judged_twice,
        "auditors": list(plan.auditors),
        "by_nfa": plan.by_nfa,
        "agencies": list(plan.agencies),
        "district_groups": dict(plan.district_groups),
    }
    return json.dumps(values, indent=2) + "\n"


def _said(key: pl.DataFrame, plan: sample.SamplePlan, folder: Path) -> list[str]:
    twice = int(key["auditors"].str.contains(";", literal=True).sum())
    strata = key["stratum"].n_unique()
    spans = [
        f"{key.filter(pl.col('period') == name).height} {name} ({month_name(first)} to "
        f"{month_name(last)}, {months_between(first, last) + 1} months)"
        for name, (first, last) in ((sample.BEFORE, plan.before), (sample.AFTER, plan.after))
    ]
    return [
        f"{key.height} cases in {strata} strata: {' and '.join(spans)}; {twice} are judged twice.",
        f"For the auditors: {', '.join(f'auditor_{name}.csv' for name in plan.auditors)} in "
        f"{folder.name}. In `judgement`: appropriate, inappropriate or cannot tell.",
        f"For the analyst alone: {FOLDER}/{KEY_FILE} (weights), {FOLDER}/{RECORD_FILE} (seed) and "
        f"{FOLDER}/{CASES_FILE} (which referral each case is, for whoever lays out the files).",
        *_too_many(key, plan),
    ]


def _too_many(key: pl.DataFrame, plan: sample.SamplePlan) -> list[str]:
    """Say where fewer cases were drawn than were asked for: there are no more referrals."""
    if key.height == plan.cases:
        return []
    whole = key.filter(pl.col("in_stratum") == pl.col("drawn"))["stratum"].n_unique()
    return [
        f"{plan.cases} cases were asked for, {key.height} drawn: in {whole} of "
        f"{key['stratum'].n_unique()} strata every referral is a case, and there are no more."
    ]
