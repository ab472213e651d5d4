"""Many runs from one plan: on the processors of this machine, or on a Dask cluster."""

from referral_analysis.runs.batch import cluster, local, worker
from referral_analysis.runs.batch.plan import BatchPlan, read_plan, tasks_of
from referral_analysis.runs.batch.task import Task, TaskOutcome
from referral_analysis.runs.batch.turns import in_turns

__all__ = [
    "BatchPlan",
    "Task",
    "TaskOutcome",
    "cluster",
    "in_turns",
    "local",
    "read_plan",
    "tasks_of",
    "worker",
]
