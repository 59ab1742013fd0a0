"""The run: sources read, derived and loaded, in several processes.

Arrow is to use the system's allocator: its own keeps what was freed for a tenth of a second, in which a process that reads or
writes documents asks for 50 MB more. It decides when it is imported, and workers take over the environment.
"""

import os

os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
