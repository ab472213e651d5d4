"""The plan of a batch: releases, each with every scenario, district or agency, or on its own."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from referral_analysis.analysis.segments import KINDS, Segment
from referral_analysis.errors import ParametersError
from referral_analysis.runs.batch.addresses import is_address
from referral_analysis.runs.batch.segments import changes_for
from referral_analysis.runs.batch.task import Task
from referral_analysis.runs.disk.places import place_of, slug
from referral_analysis.runs.inputs.beside import of_the_release
from referral_analysis.runs.making import notebooks
from referral_analysis.runs.making.job import Job
from referral_analysis.runs.parameters import check, parameter_file, values_of
from referral_analysis.runs.parameters.checking import explained
from referral_analysis.runs.parameters.contract import EARLIER_RUN
from referral_analysis.runs.parameters.events import with_settings
from referral_analysis.runs.parameters.values import SegmentNames

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
LONGEST_NAME = 200
Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]


class BatchPlan(BaseModel):
    """What to run: each scenario, district or agency goes with each release.

    With none of them, each release is one run. Never two of them: a district's rows are not divided
    by agency, and a scenario is not for publication.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    notebook: Words = Field(description="the notebook that every run is of: its path or its name")
    releases: dict[Name, Words] = Field(
        min_length=1, description="a short name for each release: its parameters file"
    )
    scenarios: dict[Name, dict[str, Any]] = Field(
        default_factory=dict, description="a short name for each: the parameters that it changes"
    )
    districts: SegmentNames | None = Field(
        default=None, description="all, or the names of those to make a report of"
    )
    agencies: SegmentNames | None = Field(
        default=None, description="all, or the names of those to make a report of"
    )
    output: Words = Field(
        default="reports",
        description="the folder for the runs' folders, or an address for their zip archives",
    )
    registers: Words = Field(
        default="reports/_registers",
        description="where `output` is an address: the folder of this disk that what each report "
        "published comes home to, for `earlier_runs` of later ones",
    )

    @model_validator(mode="after")
    def _goes_with_one(self) -> Self:
        given = [name for name in ("scenarios", "districts", "agencies") if getattr(self, name)]
        if len(given) > 1:
            raise PydanticCustomError(
                "together",
                "{names}",
                {
                    "names": " and ".join(given),
                    "found": "both are given",
                    "needed": "releases with scenarios, with districts or with agencies",
                    "do": "Make a plan of each.",
                },
            )
        return self


def read_plan(path: Path) -> BatchPlan:
    """Read a plan; ParametersError names the first fault in it."""
    where = f"plan {path.name}"
    values = parameter_file.load(path, what="plan")
    try:
        return BatchPlan.model_validate(values)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        raise explained(where, BatchPlan, faults[0], len(faults) - 1) from None


def tasks_of(plan: BatchPlan, *, output: str | None = None, resume: bool = False) -> list[Task]:
    """Return every run of a plan, its parameters checked; ParametersError before any is started."""
    return [
        replace(task, resume=resume)
        for release, parameters in plan.releases.items()
        for task in _of_release(plan, release, Path(parameters), output or plan.output)
    ]


def _of_release(plan: BatchPlan, release: str, path: Path, output: str) -> Iterator[Task]:
    notebook, base = notebooks.find(Path(plan.notebook)), Path.cwd()
    written = values_of(path, notebook.stem)
    for variant, values in _variants(plan, release, notebook.stem, written):
        name = f"{release}/{variant}" if variant else release
        parameters = check(notebook.stem, values, where=f"run {name}")
        job = Job(
            notebook=notebook,
            parameters=parameters,
            parameters_file=path,
            base=base,
            inputs_in=base,
            engine="process",
            changed=parameter_file.changed(written, values),
        )
        below = (
            f"{release}/{variant}"
            if plan.scenarios
            else place_of(release, notebook.stem, parameters)
        )
        place = f"{output.rstrip('/')}/{below}"
        if not plan.scenarios and not is_address(output):
            job = _held_to_the_release(job, base / place)
        _require_addresses_throughout(name, job, output)
        _require_paths(name, job, plan.registers)
        if is_address(output):
            home = base / plan.registers / below
            yield Task(name=name, job=job, target=home, address=f"{place}.zip")
        else:
            yield Task(name=name, job=job, target=base / place)


def _held_to_the_release(job: Job, target: Path) -> Job:
    """Hold a run to the reports of its release that are there and that no parameter names."""
    given = job.parameters
    beside = of_the_release(target, job.notebook.stem, given)
    if not beside:
        return job
    held = given.model_copy(update={"earlier_runs": [*given.earlier_runs, *beside]})
    return replace(job, parameters=held, changed=tuple(sorted({*job.changed, "earlier_runs"})))


def _variants(
    plan: BatchPlan, release: str, notebook: str, values: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each run of a release: what it is called, and its parameters."""
    asked = {"district": plan.districts, "agency": plan.agencies}
    for kind in KINDS:
        if (names := asked[kind]) is not None:
            for changes in changes_for(kind, names, notebook, values, f"run {release}"):
                yield slug(Segment(kind=kind, name=changes[kind])), {**values, **changes}
            return
    for variant, changes in (plan.scenarios or {"": {}}).items():
        yield variant, with_settings(values, changes)


def _require_addresses_throughout(name: str, job: Job, output: str) -> None:
    """Refuse a run half of whose files are at addresses: workers would look on their own disks."""
    files = job.parameters.input_files()
    given = {"output": output} | {
        name: path for name, path in files.items() if not name.startswith(EARLIER_RUN)
    }
    kinds = {is_address(place) for place in given.values()}
    if len(kinds) > 1:
        paths = [name for name, place in given.items() if not is_address(place)]
        raise ParametersError(
            f"run {name}",
            found=f"addresses for some files and paths for {', '.join(paths)}",
            needed="addresses for every input and the output, or for none",
            do="Put those where every worker can fetch them.",
        )


def _require_paths(name: str, job: Job, registers: str) -> None:
    """Refuse addresses for what stays with the planner: the registers of what was published."""
    folders = job.parameters.earlier_runs
    if any(is_address(folder) for folder in [*folders, registers]):
        raise ParametersError(
            f"run {name}",
            found="an address for earlier_runs or registers",
            needed="folders of this disk: what was published is sent to the workers from here",
            do="Name the folder that the earlier run's register came home to.",
        )
