"""Print the commands of a page's ``sh`` blocks, one per line.

``.ci/run`` runs them exactly as they are printed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

for block in re.findall(r"```sh\n(.*?)```", Path(sys.argv[1]).read_text("utf-8"), re.DOTALL):
    print(block.strip())
