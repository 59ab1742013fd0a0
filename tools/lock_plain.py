"""Pin packages that the lock has with extras (``sqlalchemy[asyncio]==2.0.58``) without them as well: part of ``make lock``.

pip asks for both forms, and of the one that is not pinned it looks at the newest release, for which there is no hash.
"""

import re
import sys
from pathlib import Path

_BLOCK = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?P<extras>\[[^\]]*\])?==(?P<rest>(?:.*\\\n)*.*\n)", re.M)


def pin_plain_forms(lock: str) -> str:
    """Return the lock with one more block per package with extras, before it; a second call changes nothing."""
    plain = {m["name"] for m in _BLOCK.finditer(lock) if not m["extras"]}
    return _BLOCK.sub(
        lambda m: f"{m['name']}=={m['rest']}{m[0]}" if m["extras"] and m["name"] not in plain else m[0], lock
    )


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(pin_plain_forms(path.read_text("utf-8")), "utf-8")
