"""Issuing and verifying, wired: the library, the command line and the server use these."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from lerway.bootstrap.base import catalog, now
from lerway.domain.issuing import issuer as issuing
from lerway.domain.verifying.policy import DEFAULT_POLICY, Policy
from lerway.domain.verifying.verification import Verification
from lerway.kernel.errors import MisuseError
from lerway.kernel.strict_json import JSONObject, dumps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from lerway.adapters.files.out_folder import OutFolder
    from lerway.adapters.files.run import Run
    from lerway.adapters.files.status_file import StatusFile
    from lerway.domain.issuing.order import Order
    from lerway.domain.issuing.signing_key import SigningKey
    from lerway.domain.issuing.status_book import StatusBook
    from lerway.domain.ports import Clock, DocumentMemory, Entropy, Fetcher
    from lerway.domain.verifying.known.memory import Memory
    from lerway.domain.verifying.reading import Record
    from lerway.kernel.need import Answer, Need
    from lerway.kernel.report import Report
    from lerway.standards.cid.keys import PrivateKey, PublicKey

__all__ = [
    "Issuer",
    "Verifier",
    "fetcher",
    "hired",
    "key_is_open_to_others",
    "memory",
    "out_folder",
    "read_key",
    "read_qr_code",
    "receipt_key",
    "recent_documents",
    "remembering",
    "resolve",
    "status_file",
    "verify",
    "write_file",
    "write_key",
]

AT_ONCE = 8
RECEIPT_KEY = "receipt-key.json"


def fetcher(*, offline: bool = False, documents: Path | None = None) -> Fetcher:
    """Return what answers needs: kept copies first, then the network unless `offline`.

    Args:
        offline: never use the network.
        documents: folder of kept copies, laid out as HOST/PATH.

    Raises:
        MisuseError: `documents.no_folder`.
    """
    from lerway.adapters.documents.chain import first_of
    from lerway.adapters.documents.chain import offline as offline_source
    from lerway.adapters.documents.folder import KeptDocuments

    parts: list[Fetcher] = []
    if documents is not None:
        if not documents.is_dir():
            raise MisuseError(
                "documents.no_folder",
                f"there is no folder {documents} of kept documents",
                hint="give the folder that holds HOST/PATH",
            )
        parts.append(KeptDocuments(documents))
    if offline:
        parts.append(offline_source)
    else:
        from lerway.adapters.https.fetch import HttpsFetcher

        parts.append(HttpsFetcher())
    return first_of(*parts)


def recent_documents(seconds: float) -> DocumentMemory:
    """Return what keeps documents that serve many records, for so many seconds each."""
    import time

    from lerway.adapters.documents.recent import RecentDocuments

    return RecentDocuments(seconds, time.monotonic)


def remembering(fetch: Fetcher, memory: DocumentMemory) -> Fetcher:
    """Return `fetch` with a memory before it."""

    def ask(need: Need, /) -> Answer:
        kept = memory.at_hand(need)
        if kept is not None:
            return kept
        answer = fetch(need)
        memory.keep(need, answer)
        return answer

    return ask


def resolve(verification: Verification, fetch: Fetcher) -> Report:
    """Fetch what `verification` needs until it can report.

    Args:
        verification: the verification; its needs of one round are fetched side by side.
        fetch: answers a need; must not raise.
    """
    while needs := verification.needs:
        if len(needs) == 1:
            answers = [fetch(needs[0])]
        else:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(min(AT_ONCE, len(needs))) as pool:
                answers = list(pool.map(fetch, needs))
        for need, answer in zip(needs, answers, strict=True):
            verification.supply(need, answer)
    return verification.report()


def verify(
    data: bytes | str | JSONObject | Record,
    *,
    policy: Policy = DEFAULT_POLICY,
    now: datetime | None = None,
    offline: bool = False,
    documents: Path | None = None,
) -> Report:
    """Judge a credential, badge, learner record or presentation.

    Args:
        data: the record as received: JSON, compact JWT, baked PNG or SVG (bytes or
            text), or a parsed JSON object.
        policy: what is required for a verdict of *valid*.
        now: the time that the verdict is about; the present, if not given.
        offline: judge without the network; what would be needed from it is reported
            as not checked.
        documents: folder of kept copies of documents and lists, as HOST/PATH.

    Returns:
        The report: a verdict, who the issuer is, and every check.

    Raises:
        UnreadableError: the input cannot be read at all.
        MisuseError: `verification.*`, `documents.no_folder`.
    """
    verifier = Verifier(policy=policy, fetch=fetcher(offline=offline, documents=documents))
    return verifier.verify(data, now=now)


@cache
def memory() -> Memory:
    """Return the memory that all verifications of this process share; see `Memory`."""
    from lerway.domain.verifying.known.memory import Memory

    return Memory(catalog())


class Verifier:
    """Judges many records by one policy, and remembers what they have in common.

    What it remembers (forms of records, key documents, status lists, all bounded; see
    the reference on limits) changes how long a record takes, and never what is said of
    it. Safe to use from several threads. A folder of records::

        verifier = lerway.Verifier(documents=Path("kept"), offline=True)
        for path in folder.iterdir():
            report = verifier.verify(path.read_bytes())
    """

    def __init__(
        self,
        *,
        policy: Policy = DEFAULT_POLICY,
        offline: bool = False,
        documents: Path | None = None,
        fetch: Fetcher | None = None,
    ) -> None:
        """Make a verifier.

        Args:
            policy: what is required for a verdict of *valid*.
            offline: judge without the network.
            documents: folder of kept copies of documents and lists, as HOST/PATH.
            fetch: answers needs, in place of `offline` and `documents`; must not raise.

        Raises:
            MisuseError: `documents.no_folder`.
        """
        self.policy = policy
        self.memory = memory()
        self._fetch = fetch or fetcher(offline=offline, documents=documents)

    def verify(
        self, data: bytes | str | JSONObject | Record, *, now: datetime | None = None
    ) -> Report:
        """Judge a record, as `lerway.verify` does.

        Args:
            data: the record as received, or a parsed JSON object.
            now: the time that the verdict is about; the present, if not given.

        Raises:
            UnreadableError: the input cannot be read at all.
            MisuseError: `verification.*`.
        """
        verification = Verification(
            dumps(data) if isinstance(data, dict) else data,
            now=now or datetime.now(UTC),
            catalog=self.memory.catalog,
            policy=self.policy,
            memory=self.memory,
        )
        return resolve(verification, self._fetch)


class Issuer(issuing.Issuer):
    """Makes and signs badges, learner records, endorsements and presentations.

    This is `lerway.domain.issuing.issuer.Issuer` with all shipped suites, contexts and
    schemas, the clock of this machine and its randomness.
    """

    def __init__(
        self,
        *,
        key: PrivateKey | PublicKey,
        name: str | None = None,
        profile: Mapping[str, object] | None = None,
        id: str | None = None,  # noqa: A002 - the member's name in the standard
        verification_method: str | None = None,
        clock: Clock = now,
        entropy: Entropy = os.urandom,
    ) -> None:
        """Make an issuer; see the base class for the parameters and errors."""
        super().__init__(
            key=key,
            catalog=catalog(),
            clock=clock,
            entropy=entropy,
            name=name,
            profile=profile,
            id=id,
            verification_method=verification_method,
        )


def read_key(path: Path) -> SigningKey:
    """Return the signing key in a file; see `adapters.keys.key_file`."""
    from lerway.adapters.keys.key_file import read_key_file

    return read_key_file(path)


def write_key(path: Path, key: SigningKey) -> None:
    """Write a new key file; see `adapters.keys.key_file`."""
    from lerway.adapters.keys.key_file import write_key_file

    write_key_file(path, key)


def key_is_open_to_others(path: Path) -> bool:
    """Return whether others than its owner may read a key file."""
    from lerway.adapters.keys.key_file import open_to_others

    return open_to_others(path)


def write_file(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file whole, in place of one that may be there; see `adapters.files.atomic`."""
    from lerway.adapters.files.atomic import write_atomic

    write_atomic(path, data)


def status_file(path: Path) -> StatusFile:
    """Return the status book in a file."""
    from lerway.adapters.files.status_file import StatusFile

    return StatusFile(path)


def out_folder(path: Path) -> AbstractContextManager[OutFolder]:
    """Open the folder that a run writes to."""
    from lerway.adapters.files.out_folder import OutFolder

    return OutFolder.opened(path)


def hired(
    order: Order,
    folder: OutFolder,
    book: StatusBook | None = None,
    *,
    shards: bool = False,
    jobs: int = 1,
) -> AbstractContextManager[Run]:
    """Open what carries out an order, by `jobs` processes; see `adapters.files.run`."""
    from lerway.adapters.files import run

    return run.hired(order, folder, book, shards=shards, jobs=jobs)


def read_qr_code(picture: bytes) -> str | None:
    """Return the text of a QR code on a picture, or None; see `adapters.pictures.qr_code`."""
    from lerway.adapters.pictures import qr_code

    return qr_code.read_qr_code(picture)


def receipt_key(home: Path | None) -> SigningKey:
    """Return the key that signs receipts: the one kept in `home`, made there at first.

    Args:
        home: the server's folder (`LERWAY_HOME`); without one, a new key in memory.

    Raises:
        MisuseError, UnreadableError: the file in `home`; as `read_key` and `write_key`.
    """
    from lerway.domain.issuing.signing_key import SigningKey
    from lerway.standards.cid.keys import KeyType, PrivateKey
    from lerway.standards.did import did_key

    if home is not None and (home / RECEIPT_KEY).exists():
        return read_key(home / RECEIPT_KEY)
    private = PrivateKey.generate(KeyType.ED25519, os.urandom)
    key = SigningKey.of(private, did_key(private.public))
    if home is not None:
        write_key(home / RECEIPT_KEY, key)
    return key
