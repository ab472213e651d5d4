"""A release made: every report that its file lists, and the page over them."""

from referral_analysis.runs.release.making import outcomes, over
from referral_analysis.runs.release.tasks import tasks_of

__all__ = ["outcomes", "over", "tasks_of"]
