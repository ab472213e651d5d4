"""A plan is releases, each with every scenario; whatever else is refused."""

import json
from pathlib import Path

import pytest

from referral_analysis.errors import FileUnreadableError, ParametersError
from referral_analysis.runs.batch import read_plan, tasks_of

ROOT = Path(__file__).resolve().parents[4]
RELEASES = """
notebook: notebooks/board_report.ipynb
releases:
  december: notebooks/parameters/executive_december_2011.yaml
  february: notebooks/parameters/board_february_2012.yaml
"""
SCENARIOS = "scenarios: {as_planned: {}, one_wave: {fourier_pairs: 1}}\n"


@pytest.fixture(autouse=True)
def _in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def written(folder: Path, text: str) -> Path:
    path = folder / "plan.yaml"
    path.write_text(text, "utf-8")
    return path


def test_every_release_goes_with_every_scenario(tmp_path: Path) -> None:
    tasks = tasks_of(read_plan(written(tmp_path, RELEASES + SCENARIOS)), output=str(tmp_path))
    assert [task.name for task in tasks] == [
        "december/as_planned",
        "december/one_wave",
        "february/as_planned",
        "february/one_wave",
    ]
    assert [getattr(task.job.parameters, "fourier_pairs", None) for task in tasks] == [2, 1, 2, 1]
    assert [task.target.relative_to(tmp_path).as_posix() for task in tasks] == [
        task.name for task in tasks
    ]
    assert {task.job.engine for task in tasks} == {"process"}


def test_releases_alone_are_a_run_each(tmp_path: Path) -> None:
    tasks = tasks_of(read_plan(written(tmp_path, RELEASES)), resume=True)
    assert [task.target.relative_to(ROOT).as_posix() for task in tasks] == [
        "reports/december/board_report",
        "reports/february/board_report",
    ]
    assert all(task.resume for task in tasks)


@pytest.mark.parametrize("plan", sorted((ROOT / "notebooks" / "plans").glob("*.yaml")))
def test_the_plans_that_come_with_the_notebooks_can_be_run(plan: Path) -> None:
    assert tasks_of(read_plan(plan))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("scenario: {a: {}}", r"the unknown name scenario; .*Did you mean scenarios\?"),
        (
            "districts: [Thanet]\nagencies: [police]",
            "districts and agencies: both are given; need releases with scenarios, with districts "
            "or with agencies. Make a plan of each.",
        ),
        (SCENARIOS + "agencies: all", "scenarios and agencies: both are given"),
        ("districts: []", r"districts is \[\]; need `all`, or a list of names, each once"),
        ("districts: [Thanet, Thanet]", "need `all`, or a list of names, each once"),
        ("agencies: [[police]]", "need `all`, or a list of names, each once"),
        ("districts: every", "districts is 'every'; need `all`, or a list of names"),
        ("scenarios: {../out: {}}", r"scenarios\.\.\./out\.\[key\] is '\.\./out'"),
        ('scenarios: {"a\\nb": {}}', r"scenarios\.a\nb\.\[key\] is"),
        ("output: ''", "output is ''; need at least 1 character "),
        ("scenarios: Thanet", "scenarios is 'Thanet'; need a valid dictionary"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, more: str, message: str) -> None:
    with pytest.raises(ParametersError, match=message) as caught:
        read_plan(written(tmp_path, RELEASES + more))
    assert caught.value.exit_code == 4


SEGMENTS = """
notebook: segment_report
releases:
  december: notebooks/parameters/segments_february_2012.yaml
  february: notebooks/parameters/segments_february_2012.yaml
"""


def test_every_release_goes_with_every_district_of_its_extract(tmp_path: Path) -> None:
    tasks = tasks_of(read_plan(written(tmp_path, SEGMENTS + "districts: all\n")))
    assert len(tasks) == 24
    assert tasks[0].name == "december/ashford"
    swale = next(task for task in tasks if task.name == "february/swale")
    assert swale.target == ROOT / "reports" / "february" / "segment_report" / "swale"
    places = {task.target for task in tasks}
    assert len(places) == 24
    assert {getattr(task.job.parameters.segment, "kind", None) for task in tasks} == {"district"}


def test_every_release_goes_with_the_agencies_that_are_named(tmp_path: Path) -> None:
    text = SEGMENTS + "agencies: [police, local authority]\n"
    tasks = tasks_of(read_plan(written(tmp_path, text)), output=str(tmp_path))
    assert [task.target.relative_to(tmp_path).as_posix() for task in tasks] == [
        "december/segment_report/police",
        "december/segment_report/local-authority",
        "february/segment_report/police",
        "february/segment_report/local-authority",
    ]
    assert [task.job.parameters.model_dump()["district"] for task in tasks] == [None] * 4


def test_names_that_read_alike_or_mean_harm_have_folders_of_their_own(tmp_path: Path) -> None:
    names = ["Swale", "swale", "SWALE", "../../etc/passwd", "{x}", "a\nb"]
    text = f"{SEGMENTS}districts: {json.dumps(names)}\n"
    tasks = tasks_of(read_plan(written(tmp_path, text)), output=str(tmp_path))
    folders = {task.target for task in tasks if task.name.startswith("december/")}
    assert len(folders) == len(names)
    assert {folder.parent for folder in folders} == {tmp_path / "december" / "segment_report"}


def test_districts_of_a_report_on_the_county_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ParametersError,
        match="run december: districts or agencies for board_report, which is on the whole county",
    ):
        tasks_of(read_plan(written(tmp_path, RELEASES + "districts: all\n")))


def test_all_of_an_extract_at_an_address_are_to_be_named(tmp_path: Path) -> None:
    path = tmp_path / "there.yaml"
    held = (ROOT / "notebooks/parameters/segments_february_2012.yaml").read_text("utf-8")
    path.write_text(held.replace("extract: data_samples", "extract: s3://bucket"), "utf-8")
    text = f"notebook: segment_report\nreleases: {{there: {path}}}\nagencies: all\n"
    with pytest.raises(
        ParametersError, match="`all`, of an extract at an address; need their names"
    ):
        tasks_of(read_plan(written(tmp_path, text)))


def test_a_plan_without_releases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParametersError, match=r"releases is \{\}"):
        read_plan(written(tmp_path, "notebook: a.ipynb\nreleases: {}"))
    with pytest.raises(FileUnreadableError, match="no such file"):
        read_plan(tmp_path / "gone.yaml")


@pytest.mark.parametrize(
    ("scenarios", "message"),
    [
        ("{a: {fourier_pairs: 9}}", "^run december/a: fourier_pairs is 9; need less than or equal"),
        ("{a: {forier_pairs: 1}}", r"^run december/a: the unknown name forier_pairs; .*fourier"),
        ('{a: {"x\\nimport os": 1}}', "^run december/a: the unknown name "),
    ],
)
def test_every_runs_parameters_are_checked_before_any_is_started(
    tmp_path: Path, scenarios: str, message: str
) -> None:
    plan = read_plan(written(tmp_path, f"{RELEASES}scenarios: {scenarios}"))
    with pytest.raises(ParametersError, match=message):
        tasks_of(plan)
