"""The plan of a batch: releases, each with every scenario, or on its own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from referral_analysis.errors import ParametersError
from referral_analysis.runs import notebooks, parameter_file
from referral_analysis.runs.batch.addresses import is_address
from referral_analysis.runs.batch.task import Task
from referral_analysis.runs.job import Job
from referral_analysis.runs.parameters import check
from referral_analysis.runs.parameters.checking import explained

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class BatchPlan(BaseModel):
    """What to run: each scenario goes with each release; with none, each release is one run."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    notebook: Words = Field(description="the notebook that every run is of: its path or its name")
    releases: dict[Name, Words] = Field(
        min_length=1, description="a short name for each release: its parameters file"
    )
    scenarios: dict[Name, dict[str, Any]] = Field(
        default_factory=dict, description="a short name for each: the parameters that it changes"
    )
    output: Words = Field(
        default="reports",
        description="the folder for the runs' folders, or an address for their zip archives",
    )


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
    values = parameter_file.load(path)
    for variant, changes in (plan.scenarios or {"": {}}).items():
        name = f"{release}/{variant}" if variant else release
        parameters = check(notebook.stem, {**values, **changes}, where=f"run {name}")
        job = Job(
            notebook=notebook,
            parameters=parameters,
            parameters_file=path,
            base=base,
            inputs_in=base,
            engine="process",
        )
        place = f"{output.rstrip('/')}/{release}/{variant or notebook.stem}"
        _require_addresses_throughout(name, job, output)
        if is_address(output):
            yield Task(name=name, job=job, target=Path(), address=f"{place}.zip")
        else:
            yield Task(name=name, job=job, target=base / place)


def _require_addresses_throughout(name: str, job: Job, output: str) -> None:
    """Refuse a run half of whose files are at addresses: workers would look on their own disks."""
    given = {"output": output} | job.parameters.input_files()
    kinds = {is_address(place) for place in given.values()}
    if len(kinds) > 1:
        paths = [name for name, place in given.items() if not is_address(place)]
        raise ParametersError(
            f"run {name}",
            found=f"addresses for some files and paths for {', '.join(paths)}",
            needed="addresses for every input and the output, or for none",
            do="Put those where every worker can fetch them.",
        )
