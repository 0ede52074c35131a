"""Carrying out an order in a folder: what is there already is left as it is."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from lerway.adapters.files.atomic import TEMPORARY, told
from lerway.adapters.files.crew import Crew, can_fork
from lerway.adapters.files.out_folder import ISSUED
from lerway.adapters.files.portions import COLUMNS, Made, Workshop, portions

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from lerway.adapters.files.out_folder import OutFolder
    from lerway.domain.issuing.order import Order
    from lerway.domain.issuing.status_book import StatusBook

__all__ = ["MANIFEST", "Run", "hired"]

MANIFEST: Final = "manifest.json"
Dealt = "Sequence[tuple[int, int]]"


class Run:
    """An order, its folder, and who makes it. Use `hired`."""

    def __init__(
        self,
        folder: OutFolder,
        dealt: Sequence[tuple[int, int]],
        make: Callable[[Sequence[tuple[int, int]]], Iterator[Made]],
    ) -> None:
        """Take what `hired` decided."""
        self._folder = folder
        self._dealt = dealt
        self._make = make

    def carry_out(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Make everything that is not there yet; return how many records were made.

        Args:
            progress: told now and then how many are there.

        Raises:
            LerwayError: as `Workshop.work` and `OutFolder.finish`; `issue.worker_died`.
        """
        count = new = 0
        shards: list[dict[str, object]] = []
        half = self._folder.path / f"{TEMPORARY}{os.getpid()}-{ISSUED}"
        try:
            with told(half), half.open("wb") as listed:
                listed.write((",".join(COLUMNS) + "\r\n").encode())
                for made in self._in_order():
                    listed.write(made.listed)
                    if made.shard is not None:
                        name, digest, records = made.shard
                        shards.append({"file": name, "records": records, "sha256": digest})
                    count += made.records
                    new += made.new
                    progress(count)
                listed.flush()
                os.fsync(listed.fileno())
            manifest = {"format": "ndjson", "records": count, "shards": shards}
            extra = {MANIFEST: json.dumps(manifest, indent=1).encode() + b"\n"} if shards else {}
            self._folder.finish(half, extra)
        finally:
            half.unlink(missing_ok=True)
        return new

    def _in_order(self) -> Iterator[Made]:
        """Yield what came of the portions in the order of the roster; note each as it comes."""
        early: dict[int, Made] = {}
        following = iter(self._dealt)
        wanted = next(following, None)
        for made in self._make(self._dealt):
            self._folder.note(made.files)
            early[made.first] = made
            while wanted is not None and wanted[0] in early:
                yield early.pop(wanted[0])
                wanted = next(following, None)


@contextmanager
def hired(
    order: Order,
    folder: OutFolder,
    book: StatusBook | None = None,
    *,
    shards: bool = False,
    jobs: int = 1,
) -> Generator[Run]:
    """Yield what carries out an order: in this process, or in `jobs` of them.

    Args:
        order: the order.
        folder: its folder, begun.
        book: the status book, in which every record has its index already.
        shards: many records to a file of NDJSON, instead of a file each.
        jobs: how many processes may sign; not more than there are portions.
    """
    dealt = portions(order, shards=shards)
    shop = Workshop(order, folder.path, folder.journal.done, book, shards=shards)
    jobs = min(jobs, len(dealt))
    if jobs > 1 and can_fork():
        shop.warm()
        with Crew(shop, jobs, [folder.handle]) as crew:
            yield Run(folder, dealt, crew.made)
        return
    shop.open()
    yield Run(folder, dealt, lambda some: (shop.work(*portion) for portion in some))
