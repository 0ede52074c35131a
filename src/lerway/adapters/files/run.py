"""Carrying out an order in a folder: what is there already is left as it is."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from lerway.domain.issuing.order import Maker, Order, tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from lerway.adapters.files.out_folder import OutFolder
    from lerway.domain.issuing.status_book import StatusBook

__all__ = ["carry_out"]


def carry_out(
    order: Order,
    folder: OutFolder,
    book: StatusBook | None = None,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Make every file of `order` that is not there yet; return how many were made.

    Args:
        order: the order.
        folder: its folder, begun.
        book: the status book, in which every record has its index already.
        progress: told after each file how many are there.
    """
    status_of = book.entry if book is not None else None
    maker, made = Maker(order), 0
    for count, task in enumerate(tasks(order), 1):
        if not folder.has(task.file):
            folder.put(task.file, maker.make(task, status_of))
            made += 1
        progress(count)
    folder.checkpoint()
    folder.finish(_issued(order, folder, book))
    return made


def _issued(order: Order, folder: OutFolder, book: StatusBook | None) -> bytes:
    """Return issued.csv: no names, so that it can lie about; the row tells whose it is."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["row", "type", "id", "file", "sha256", "status_index"])
    for task in tasks(order):
        for credential_id in task.ids:
            index = book.records[credential_id] if book is not None else ""
            digest = folder.journal.done[task.file]
            kind = task.kind(credential_id)
            writer.writerow([task.row.number, kind, credential_id, task.file, digest, index])
    return out.getvalue().encode()
