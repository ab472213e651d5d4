"""Sample files: the same bytes from the same seed, and companions that agree with the rows."""

import datetime as dt
import gzip
import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import FileUnreadableError
from referral_analysis.simulate import SCENARIOS, THRESHOLDS_WORKED, write_samples
from referral_analysis.simulate.samples import DRAWN_ON, sample_contents
from referral_analysis.simulate.truth import planted_ratios

SEED = 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("samples") / "made" / "here"
    write_samples(SEED, path)
    return path


def test_what_is_written_is_what_is_made_again(folder: Path) -> None:
    for name, data in sample_contents(SEED).items():
        written = (folder / name).read_bytes()
        assert (gzip.decompress(written) if name.endswith(".gz") else written) == data, name


def test_the_sums_are_of_the_uncompressed_contents(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert len(sums) == len(list(folder.iterdir())) - 1
    for name, digest in sums.items():
        zipped = folder / f"{name}.gz"
        data = (
            gzip.decompress(zipped.read_bytes())
            if zipped.exists()
            else (folder / name).read_bytes()
        )
        assert hashlib.sha256(data).hexdigest() == digest, name


def test_a_compressed_file_carries_no_name_and_no_time(folder: Path) -> None:
    header = (folder / "synthetic_referrals_2012-01-13.csv.gz").read_bytes()[:8]
    assert header[3:8] == bytes(5)


def test_the_truth_names_the_seed_the_ratios_and_the_rows(folder: Path) -> None:
    truth = json.loads((folder / "truth.json").read_text())
    assert (truth["synthetic"], truth["seed"]) == (True, SEED)
    assert truth["scenario"]["name"] == "thresholds_worked"
    assert truth["planted_ratios"]["nfa"] == 0.78
    assert truth["planted_ratios"]["nfa_or_not_in_need"] == pytest.approx(0.78)
    assert truth["planted_ratios"]["appropriate"] == 1.0
    assert 0.87 < truth["planted_ratios"]["all_referrals"] < 0.91
    for drawn_on, facts in truth["extracts"].items():
        extract = pl.read_csv(folder / f"synthetic_referrals_{drawn_on}.csv.gz", infer_schema=False)
        assert extract.height == facts["rows"]
        counts = facts["faulty_rows"]
        assert extract["is_nfa"].null_count() == counts["nfa_flag_missing"]["rows"]
        assert all(0 < fault["rows"] < 0.01 * extract.height for fault in counts.values())


def test_ratios_of_outcomes_apart_are_the_scenarios_own() -> None:
    ratios = planted_ratios(THRESHOLDS_WORKED)
    assert ratios["odds_of_nfa_to_appropriate"] == 0.78
    assert ratios["section_47_enquiries"] == ratios["appropriate"] == 1.0
    assert ratios["cafs_started"] == 1.3
    assert ratios["contacts_that_stayed_contacts"] == 1.0


@pytest.mark.parametrize(
    ("name", "nfa", "all_referrals", "all_contacts"),
    [
        # a change in recording changes no volume, a moved line none of contacts
        ("nothing_happened", 1, 1, 1),
        ("recording_changed", 0.8, pytest.approx(1, abs=0.01), pytest.approx(1, abs=0.01)),
        ("contacts_relabelled", 0.78, pytest.approx(0.92, abs=0.01), 1),
        ("appropriate_turned_away", 0.78, 0.78, pytest.approx(0.9, abs=0.01)),
    ],
)
def test_the_truth_is_of_everything_that_began_with_the_launch(
    name: str, nfa: float, all_referrals: float, all_contacts: float
) -> None:
    ratios = planted_ratios(SCENARIOS[name])
    assert ratios["nfa"] == nfa
    assert ratios["all_referrals"] == all_referrals
    assert ratios["all_contacts"] == all_contacts


def test_contacts_and_cafs_are_as_known_on_their_day(folder: Path) -> None:
    for name, day in (("contacts", "contacted_on"), ("cafs", "opened_on")):
        early, late = (
            pl.read_csv(folder / f"synthetic_{name}_{drawn_on}.csv.gz", try_parse_dates=True)
            for drawn_on in DRAWN_ON
        )
        assert early[day].max() <= DRAWN_ON[0]  # type: ignore[operator]
        # a few are entered late, and are not in the earlier file
        by_then = late.filter(pl.col(day) <= DRAWN_ON[0]).height
        assert 0 < by_then - early.height < 0.01 * early.height + 50
        assert late.join(early, on=early.columns, how="anti").height > late.height - by_then


def test_companions_cover_the_districts_and_the_timeline(folder: Path) -> None:
    population = pl.read_csv(folder / "population.csv")
    assert population.shape == (12 * 8, 5)
    assert population.filter(pl.col("year") == 2012)["children_0_17"].sum() == 323_021
    assert set(population["basis"]) == {"estimate"}
    workshops = pl.read_csv(folder / "workshops.csv", try_parse_dates=True)
    assert workshops["district"].n_unique() == 12
    assert workshops["date"].is_sorted()
    events = pl.read_csv(folder / "events.csv", try_parse_dates=True)
    assert events["date"].is_sorted()
    inspected = events.filter(pl.col("event").str.starts_with("Ofsted")).row(0)
    assert inspected[:2] == (dt.date(2010, 10, 11), dt.date(2010, 10, 22))


def test_the_readme_says_synthetic_and_how_it_was_made(folder: Path) -> None:
    readme = (folder / "README.md").read_text()
    assert "synthetic" in readme.splitlines()[0]
    assert f"simulate --seed {SEED} --scenario thresholds_worked " in readme
    assert "fall to 0.78" in readme
    assert all(f"`{path.name}`" in readme for path in folder.iterdir() if path.name != "README.md")


def test_a_folder_that_cannot_be_written_to_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(
        FileUnreadableError,
        match=r"folder taken: it cannot be written to; need a folder .* Check the path after --out",
    ):
        write_samples(SEED, tmp_path / "taken")
