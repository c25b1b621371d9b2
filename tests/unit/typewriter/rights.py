"""Running a command as somebody who may not read everything, also where tests run as root."""

import os
from typing import Final

_RIGHTS: Final = "-dac_override,-dac_read_search"
UNPRIVILEGED: Final = (
    ("setpriv", f"--bounding-set={_RIGHTS}", f"--inh-caps={_RIGHTS}") if os.geteuid() == 0 else ()
)
"""What to put before the command."""
