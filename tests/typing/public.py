"""What a user of the library writes, under pyright strict; never run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import lerway


def judge(path: Path) -> bool:
    """The five lines of the README."""
    report = lerway.verify(path.read_bytes())
    verdict: lerway.Verdict = report.verdict
    for check in report.checks:
        code: str = check.code
        outcome: lerway.Outcome = check.outcome
        print(code, outcome, check.message)
    return verdict is lerway.Verdict.VALID


def who(report: lerway.Report) -> str:
    """Return the issuer's standing."""
    issuer: lerway.IssuerStanding | None = report.issuer
    if issuer is None:
        return "nobody"
    standing: lerway.Standing = issuer.standing
    return f"{standing} {issuer.label()}"


def offline(data: bytes, listed: bytes) -> lerway.Report:
    """Judge without a network, at a time, by a policy."""
    registry: lerway.Registry = lerway.parse_registry(listed, "our list")
    policy = lerway.Policy().recognising(registry).for_recipient("ada@example.org")
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return lerway.verify(data, policy=policy, now=at, offline=True)


def many(records: list[bytes], kept: Path) -> list[lerway.Verdict]:
    """Judge many records by one policy."""
    verifier = lerway.Verifier(policy=lerway.Policy(), offline=True, documents=kept)
    return [verifier.verify(record).verdict for record in records]


def refused(data: bytes) -> lerway.Problem | None:
    """Return what is wrong with input that cannot be read."""
    try:
        lerway.verify(data, offline=True)
    except lerway.UnreadableError as e:
        return e.problem
    except lerway.LerwayError as e:
        print(e.code)
        raise
    return None


def ask_and_supply(data: bytes, kept: dict[str, bytes]) -> lerway.Report:
    """The pure form: it says what it needs, and is given it."""
    now = datetime(2026, 11, 23, tzinfo=UTC)
    verification = lerway.Verification(data, now=now, catalog=lerway.catalog())
    while needs := verification.needs:
        for need in needs:
            body = kept.get(need.url)
            if body is None:
                answer = lerway.Unavailable("kept.none", f"no copy of {need.url}")
            else:
                answer = lerway.Supplied(body, None, now, kept=True)
            verification.supply(need, answer)
    return verification.report()


def keys(entropy: bytes) -> tuple[lerway.PrivateKey, lerway.PublicKey]:
    """Make a key pair."""
    key = lerway.PrivateKey.generate(lerway.KeyType.ED25519, lambda n: entropy[:n])
    return key, key.public
