"""The documentation site: `make docs`. Nothing is fetched, and a warning is an error."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "extensions"))

from referral_analysis import __version__

project = "referral-analysis"
author = "The referral-analysis contributors"
project_copyright = author
release = version = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "mathml",
    "checkout_links",
    "keyboard",
    "commands_page",
    "parameters_page",
    "tables_page",
]
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["config.cache"]
default_role = "literal"  # docstrings name code in single backticks

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "imported-members": True}
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = f"referral-analysis {release}"
html_math_renderer = "mathml"
html_show_sourcelink = False
html_copy_source = False
html_theme_options: dict[str, list[str]] = {"top_of_page_buttons": []}
