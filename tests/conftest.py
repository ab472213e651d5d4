"""Every test is in exactly one tier, named by its folder; anything else fails collection.

Tests that share what takes long to make say so by `xdist_group`: one worker makes it, once.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

COVERS = ("unit", "golden", "snapshot")
"""The tiers whose coverage is held: in the others it costs more, and says less of what is asked."""
TIERS = ("unit", "golden", "property", "snapshot", "workflow", "long", "browser", "server")
HERE = Path(__file__).parent

# the same examples on every run in CI; elsewhere Hypothesis goes on looking
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("laptop", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "laptop")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the tier of its folder."""
    for item in items:
        tier = item.path.relative_to(HERE).parts[0]
        if tier not in TIERS:
            raise pytest.UsageError(f"{item.nodeid}: not in one of {', '.join(TIERS)}")
        item.add_marker(getattr(pytest.mark, tier))
        if tier not in COVERS:
            item.add_marker(pytest.mark.no_cover)
