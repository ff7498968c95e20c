"""Print the commands of the README's shell blocks, a line each. Used by .ci/run, which runs them as typed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

for block in re.findall(r"```sh\n(.*?)```", Path(sys.argv[1]).read_text("utf-8"), re.DOTALL):
    print(block.strip())
