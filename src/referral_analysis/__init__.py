"""Did new thresholds lead to fewer inappropriate referrals? From an extract to a Board report."""

from importlib.metadata import version

__version__ = version("referral-analysis")
__all__ = ["__version__"]
