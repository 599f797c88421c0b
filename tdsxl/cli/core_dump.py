"""A program that crashes leaves its memory in a file, and passwords with it: not this one."""

import sys


def forbid_core_dump() -> None:
    """No picture of this process or of those it starts is written when one crashes.

    Windows writes none by itself: only where an administrator has set Windows Error Reporting to keep local dumps.
    """
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))
