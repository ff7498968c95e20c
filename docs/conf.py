"""How the site is built: Sphinx, MyST for the pages, furo for the looks. README.md has the command."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "smsc_codec"
author = "the authors of smsc_codec"
copyright = "the authors of smsc_codec"

extensions = ["myst_parser", "sphinx.ext.autodoc", "house"]
# What the other builds leave here, and what has its own way into the site.
exclude_patterns = ["_build", "playground"]

# Warnings are errors, and a name that leads nowhere is a warning.
nitpicky = True
# An anchor for every heading down to the third level, as the pages link to them.
myst_heading_anchors = 3

# The reference: names in the order of their __all__, a parameter a line, types as the source spells them.
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
autodoc_preserve_defaults = True
autodoc_use_type_comments = False
add_module_names = False
python_maximum_signature_line_length = 120
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = "smsc_codec"
# Pages are copied beside their HTML for nobody.
html_copy_source = False
html_show_sphinx = False
# Furo's stylesheet names fonts that every system has; nothing is fetched from another host, and a test looks.
html_theme_options = {"navigation_with_keys": True}
