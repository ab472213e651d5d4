"""Many runs from one plan: on the processors of this machine, or on a Dask cluster."""

from referral_analysis.runs.batch import local, worker
from referral_analysis.runs.batch.plan import BatchPlan, read_plan, tasks_of
from referral_analysis.runs.batch.task import Outcome, Task

__all__ = ["BatchPlan", "Outcome", "Task", "local", "read_plan", "tasks_of", "worker"]
