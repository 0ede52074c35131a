"""`lerway skills list` and `lerway skills formats`."""

from __future__ import annotations

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.telling import AsJson, counted, edition_json, out_json, store


@skills.command("list")
def list_(*, as_json: AsJson = False) -> int:
    """List the frameworks in the store and their versions."""
    with store() as there:
        editions = there.editions()
    if as_json:
        out_json([edition_json(e) for e in editions])
        return EXIT_OK
    if not editions:
        talk(
            "hint: there is no framework yet; import one with `lerway skills import`, or take"
            " the bundled ones with `lerway skills starter`"
        )
    for e in editions:
        items, relations = sum(e.items.values()), sum(e.relations.values())
        what = f"{counted(items, 'item')}, {counted(relations, 'relation')}"
        out(f"{e.name}@{e.version}  {e.framework.name}: {what}; imported {e.imported:%Y-%m-%d}")
    return EXIT_OK


@skills.command()
def formats() -> int:
    """List the formats that frameworks are read from and written to."""
    from lerway import bootstrap

    for one in bootstrap.catalog().formats.values():
        ways = " and ".join(
            way for way, can in (("import", one.reads), ("export", bool(one.writes))) if can
        )
        out(f"{one.name}  {one.title}: {ways}")
    return EXIT_OK
