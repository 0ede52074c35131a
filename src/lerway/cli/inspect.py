"""`lerway inspect` and `lerway canonicalize`: what a record says, and its exact graph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lerway.cli.console import out, printable
from lerway.cli.main import app
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from lerway.domain.verifying.reading import Record
    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.open_badges.reading import Skills


def read_input(source: str) -> bytes:
    """Return the bytes of a file, or of standard input for `-`.

    Raises:
        MisuseError: `cli.unreadable_file`.
    """
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as e:
        reason = (e.strerror or str(e)).lower()
        raise MisuseError(
            "cli.unreadable_file",
            f"cannot read {source}: {reason}",
            hint="give a file, or - for standard input",
        ) from None


@app.command()
def inspect(
    source: Annotated[str, typer.Argument(metavar="FILE", help="a record; - is standard input")],
) -> int:
    """Show what a record says, without judging whether it is true."""
    from lerway.domain.verifying.reading import Kind, read

    record = read(read_input(source))
    document = record.document
    out(f"{_title(record)} ({record.kind.value}, {record.container.value})")
    out("this shows what the record says; 'lerway verify' says whether to rely on it")
    out()
    if record.kind is Kind.BADGE_V2:
        _rows(document, ("id", "badge", "recipient", "issuedOn", "expires", "verification"))
    elif record.kind is Kind.PRESENTATION:
        _show_presentation(document)
    else:
        _show_credential(document)
    if record.jws is not None:
        header = record.jws.header
        _row("signed", f"as a token ({_text(header.get('alg'))}) by {_text(header.get('kid'))}")
    return 0


def _title(record: Record) -> str:
    name = _text(record.document.get("name"))
    types = record.document.get("type")
    kinds = types if isinstance(types, list) else [types]
    special = [str(k) for k in kinds if k not in ("VerifiableCredential", None)]
    return name or (special[-1] if special else "a record without a name")


def _show_presentation(document: JSONObject) -> None:
    _row("holder", document.get("holder"))
    members = document.get("verifiableCredential")
    for i, member in enumerate(members if isinstance(members, list) else [members], 1):
        if isinstance(member, dict):
            out(f"-- credential {i} --")
            _show_credential(member)


def _show_credential(document: JSONObject) -> None:
    from lerway.cli.verifying.judging import receipt_answer
    from lerway.standards.clr.v2 import is_clr, members
    from lerway.standards.open_badges.v3 import skills_of
    from lerway.standards.vcdm.structure import as_list, issuer_id, subjects

    issuer = document.get("issuer")
    claimed = _text(issuer.get("name")) if isinstance(issuer, dict) else None
    _row("issuer", issuer_id(document))
    _row("calls itself", claimed and f"{claimed} (not confirmed by this command)")
    _row("answered", receipt_answer(document))
    for subject in subjects(document):
        _show_learner(subject)
    _row("valid from", document.get("validFrom") or document.get("issuanceDate"))
    _row("valid until", document.get("validUntil") or document.get("expirationDate") or "no end")
    skills = skills_of(document)
    if skills is not None:
        out()
        _show_skills(skills)
    for subject in subjects(document):
        _row("in particular", subject.get("narrative"))
    for evidence in as_list(document.get("evidence")):
        if isinstance(evidence, dict):
            parts = (_text(evidence.get(m)) for m in ("name", "narrative", "description", "id"))
            _row("evidence", ", ".join(p for p in parts if p))
    for _, member in members(document) if is_clr(document) else []:
        if isinstance(member, dict):
            out()
            _row("holds", _text(member.get("name")) or "a record without a name")
            held = skills_of(member)
            if held is not None:
                _show_skills(held)
    if is_clr(document):
        out()
    _show_status_and_proof(document)


def _show_status_and_proof(document: JSONObject) -> None:
    from lerway.standards.vcdm.structure import as_list

    for status in as_list(document.get("credentialStatus")):
        if isinstance(status, dict):
            _row(
                "status",
                f"{_text(status.get('statusPurpose')) or status.get('type')}, kept at "
                f"{status.get('statusListCredential') or status.get('id')}",
            )
    proofs = [p for p in as_list(document.get("proof")) if isinstance(p, dict)]
    for proof in proofs:
        _row(
            "signed",
            f"{proof.get('cryptosuite') or proof.get('type')} by {proof.get('verificationMethod')}",
        )


def _show_learner(subject: JSONObject) -> None:
    """Say whom the record is about, and by what anybody could recognise her."""
    from lerway.standards.vcdm.structure import as_list

    identifier = _text(subject.get("id"))
    made_up = (identifier or "").startswith("urn:uuid:")
    _row("made out to", f"{identifier} (made up for this record)" if made_up else identifier)
    for entry in as_list(subject.get("identifier")):
        if not isinstance(entry, dict):
            continue
        kind = _text(entry.get("identityType")) or "identifier"
        if entry.get("hashed") is True:
            _row("known by", f"{kind}, hashed: whoever guesses it can check the guess")
        else:
            _row("known by", f"{kind} {_text(entry.get('identityHash'))}, for everybody to read")


def _show_skills(skills: Skills) -> None:
    _row("achievement", skills.name)
    _row("kind", skills.achievement_type)
    _row("what it is", skills.description)
    _row("how earned", skills.criteria)
    for result in skills.results:
        reached = result.level or result.value or result.status
        if result.scale:
            reached = f"{reached} of {result.scale}"
        _row("result", f"{result.name}: {reached}" if result.name else reached)
    shown: set[str] = set()
    if skills.is_skill:
        shown.add(skills.name)
        _row("skill", skills.name)
    for result in skills.results:
        for a in result.alignments:
            if a.name and a.name not in shown:
                shown.add(a.name)
                reached = result.level or result.value or result.status
                level = f", reached: {reached}" if reached else ""
                _row("skill", f"{a.name} ({a.framework or a.url}){level}")
    for a in skills.alignments:
        if a.name in shown:
            continue
        code = f"{a.code}, " if a.code else ""
        role = (a.target_type or "").lower().endswith("workrole")
        _row("work role" if role else "skill", f"{a.name} ({code}{a.framework or a.url})")


def _rows(document: JSONObject, names: tuple[str, ...]) -> None:
    for name in names:
        _row(name, document.get(name))


def _row(label: str, value: JSON) -> None:
    text = _text(value)
    if text:
        out(f"{label + ':':<14}{text}")


def _text(value: JSON) -> str | None:
    """Return a value as text for a person; control characters cannot reach the terminal."""
    if value is None or value == "":
        return None
    if isinstance(value, dict):
        inner = value.get("@value", value.get("name", value.get("id")))
        return (
            _text(inner) if inner is not None else ", ".join(f"{k} {v}" for k, v in value.items())
        )
    if isinstance(value, list):
        return ", ".join(t for t in map(_text, value) if t) or None
    return printable(str(value))


@app.command()
def canonicalize(
    source: Annotated[str, typer.Argument(metavar="FILE", help="JSON or N-Quads; - is stdin")],
    *,
    json_ld: Annotated[bool, typer.Option("--json-ld", help="read it as JSON-LD")] = False,
    n_quads: Annotated[bool, typer.Option("--n-quads", help="read it as N-Quads")] = False,
) -> int:
    """Print the canonical N-Quads (RDFC-1.0) of JSON-LD or N-Quads.

    JSON-LD is read with the shipped contexts only; `proof` is left out of nothing:
    the graph of the document as it stands is printed.
    """
    from lerway import bootstrap
    from lerway.kernel.strict_json import parse_object
    from lerway.standards.jsonld.rdfc import canonical_document, canonicalize, parse_nquads

    if json_ld and n_quads:
        raise MisuseError("cli.two_formats", "--json-ld and --n-quads exclude each other")
    data = read_input(source)
    if n_quads or (not json_ld and not data.lstrip().startswith(b"{")):
        out = canonicalize(parse_nquads(data)).nquads
    else:
        view = bootstrap.catalog().contexts.view()
        out = canonical_document(parse_object(data), view, hash_name="sha256")
    sys.stdout.buffer.write(out)
    sys.stdout.flush()
    return 0
