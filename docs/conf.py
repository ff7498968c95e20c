"""Sphinx configuration: MyST for the pages, furo as the theme. README.md has the build command."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "smsc_codec"
author = "the authors of smsc_codec"
copyright = "the authors of smsc_codec"

extensions = ["myst_parser", "sphinx.ext.autodoc", "reference"]
# Build output, and the playground, which tools/playground.py adds to the site.
exclude_patterns = ["_build", "playground"]

# Warnings are errors, and an unresolved reference is a warning.
nitpicky = True
# Anchors for headings down to the third level, which the pages link to.
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]

# The reference lists members in source order, and shows types as the source spells them.
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
autodoc_preserve_defaults = True
autodoc_use_type_comments = False
add_module_names = False
python_maximum_signature_line_length = 120
toc_object_entries_show_parents = "hide"
# Only the summary tables of autosummary are used, not its generated pages.
autosummary_generate = False

html_theme = "furo"
html_title = "smsc_codec"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
# Furo's stylesheet names system fonts only; tools/site.py checks that no other host is contacted.
html_theme_options = {"navigation_with_keys": True}
