"""The benches' JavaScript, as functions that a page runs."""

import pathlib

HERE = pathlib.Path(__file__).parent


def in_page(name: str, *helpers: str) -> str:
    """A file of this folder that ends in one function, as that function, for `Page.evaluate`; `helpers` come before."""
    before = "\n".join((HERE / helper).read_text(encoding="utf-8") for helper in helpers)
    function = (HERE / name).read_text(encoding="utf-8").strip()
    return f"async (...args) => {{ {before}\nconst work =\n{function.removesuffix(';')};\nreturn work(...args); }}"
