"""Print `docs/api.md`: the public names of the package with their docstrings.

Usage: python tools/api_page.py > docs/api.md
"""

import inspect
from dataclasses import fields, is_dataclass
from typing import Any

import dossier_etl

INTRODUCTION = """# The Python API

Made from the docstrings by `python tools/api_page.py`; a test keeps it current and runs its examples. Names that are not on this page may
change between versions.

```python
from dossier_etl import Dossier
```
"""


def _signature(function: Any) -> str:
    return _plain(str(inspect.signature(function)))


def _plain(text: str) -> str:
    """Return types without the modules they come from."""
    for module in ("dossier_etl.api.", "dossier_etl.", "collections.abc.", "typing.", "pathlib.", "duckdb."):
        text = text.replace(module, "")
    return text.replace("'", "")


def _docstring(thing: Any) -> str:
    """Return a docstring as Markdown: examples and lists of arguments keep their form in a block of code."""
    text = inspect.cleandoc(thing.__doc__ or "")
    head, _, rest = text.partition("\n\n") if "\n\n" in text else (text, "", "")
    return f"{head}\n\n```text\n{rest}\n```\n" if rest else f"{head}\n"


def _members(cls: Any) -> list[tuple[str, Any]]:
    return [(n, v) for n, v in vars(cls).items() if not n.startswith("_") and callable(getattr(v, "__func__", v))]


def page() -> str:
    """Return the page."""
    parts = [INTRODUCTION]
    for name in dossier_etl.__all__:
        thing = getattr(dossier_etl, name)
        parts.append(f"## {name}\n\n{_docstring(thing)}")
        if is_dataclass(thing) and name != "Settings":
            parts.append(
                "\n".join(f"- `{f.name}: {_plain(inspect.formatannotation(f.type))}`" for f in fields(thing)) + "\n"
            )
        for member, function in _members(thing):
            called = getattr(function, "__func__", function)
            if called.__doc__ and called.__module__.startswith("dossier_etl"):
                parts.append(f"### {name}.{member}\n\n`{member}{_signature(called)}`\n\n{_docstring(called)}")
    return "\n".join(parts)


if __name__ == "__main__":
    print(page(), end="")
