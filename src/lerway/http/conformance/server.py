"""The test server: its issuers, its profile, its endpoints as the suites read them.

It has an issuer for each key type and suite, keys that live as long as it does, and a
test profile. The profile relaxes exactly what the suites' own vectors break, and is
written down in docs/reference/conformance.md:

- `controller` is reported, not required: vectors are signed by a did:key that is not
  their issuer's (an https address, a second signer in a proof set).
- The contexts that the W3C publishes for examples are known.
- Forms of drafts are read (`Policy.drafts`): a `vc` or `vp` claim around a record of
  version 2, and an envelope `data:application/jwt`.
- A `@context` in an entry of `@context` is read as if its value stood there.
- A token may be dressed as a proof (`JwtProof2020`).
- The digests that a suite gives for an outdated context are accepted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from litestar import Litestar, Router

from lerway import bootstrap
from lerway.domain.issuing.issuer import Issuer
from lerway.http.api.desk import API_POLICY, ApiDesk
from lerway.http.api.guard import ALLOW_ALL
from lerway.http.api.problems import api_exception_handlers
from lerway.http.api.routes import api_router
from lerway.http.api.vcalm.issuing import IssuingDesk
from lerway.http.api.vcalm.routes import issuing_routes
from lerway.http.api.vcalm.shelf import StatusShelf
from lerway.http.conformance.did_key import did_key_route
from lerway.http.conformance.jwt_proof import JwtProofDesk, token_in
from lerway.kernel.errors import InvalidError, LerwayError
from lerway.kernel.need import Answer, Need, Supplied, Unavailable
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.catalog import Catalog
from lerway.standards.cid.keys import KeyType, PrivateKey
from lerway.standards.vcdm.related_resource import resources_of
from lerway.standards.vcdm.structure import as_list

if TYPE_CHECKING:
    from lerway.domain.ports import Clock, Entropy, Fetcher
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["TestServer", "create_conformance_app", "make_server", "test_catalog"]

_EXAMPLES_V2: Final = "https://www.w3.org/ns/credentials/examples/v2"
_EXAMPLES_V1: Final = "https://www.w3.org/2018/credentials/examples/v1"
_V2: Final = "https://www.w3.org/ns/credentials/v2"
_DIGESTS: Final = {
    # of the context as the Recommendation prints it
    "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU",
    # of an older one, as the suite for VCDM 2.0 has them
    "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg",
    "uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k",
}
_VOCAB: Final[JSON] = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}


@dataclass(frozen=True, slots=True)
class _Kind:
    """One issuer: the name of its path, its key and proof, and what suites look for."""

    name: str
    key: KeyType
    proof: str
    tags: tuple[str, ...]
    status: bool = False


_ISSUERS: Final = (
    _Kind("eddsa-rdfc-2022", KeyType.ED25519, "eddsa-rdfc-2022",
          ("vc2.0", "eddsa-rdfc-2022", "vc-api")),
    _Kind("eddsa-jcs-2022", KeyType.ED25519, "eddsa-jcs-2022", ("eddsa-jcs-2022",)),
    _Kind("ecdsa-rdfc-2019-p256", KeyType.P256, "ecdsa-rdfc-2019", ("ecdsa-rdfc-2019",)),
    _Kind("ecdsa-rdfc-2019-p384", KeyType.P384, "ecdsa-rdfc-2019", ("ecdsa-rdfc-2019",)),
    _Kind("ecdsa-jcs-2019-p256", KeyType.P256, "ecdsa-jcs-2019", ("ecdsa-jcs-2019",)),
    _Kind("ecdsa-jcs-2019-p384", KeyType.P384, "ecdsa-jcs-2019", ("ecdsa-jcs-2019",)),
    _Kind("vc-jwt", KeyType.P256, "vc-jwt", ("EnvelopingProof",)),
    _Kind("jwt-proof", KeyType.ED25519, "vc-jwt", ("vc-api", "JWT")),
    _Kind("status", KeyType.ED25519, "eddsa-rdfc-2022", ("BitstringStatusList",), status=True),
)  # fmt: skip
_CURVES: Final = {KeyType.P256: "P-256", KeyType.P384: "P-384"}
_VERIFIER_TAGS: Final = (
    "vc2.0", "EnvelopingProof", "eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019",
    "ecdsa-jcs-2019", "vc-api", "JWT", "BitstringStatusList",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TestServer:
    """What the server works with.

    Attributes:
        base: its address, without a slash at the end.
        desk: judges, by the test profile.
        issuers: name of each issuer to its desk.
    """

    __test__ = False

    base: str
    desk: ApiDesk
    issuers: dict[str, IssuingDesk]

    def endpoints(self) -> JSONObject:
        """Return the implementation that the suites read from their configuration."""
        issuers: list[JSON] = [
            {
                "id": self.issuers[kind.name].issuer.id,
                "endpoint": f"{self.base}/issuers/{kind.name}/credentials/issue",
                "tags": list(kind.tags),
                "options": {},
                "supports": {"vc": ["1.1", "2.0"]},
                **({"supportedEcdsaKeyTypes": [_CURVES[kind.key]]} if kind.key in _CURVES else {}),
            }
            for kind in _ISSUERS
        ]
        verifier: JSONObject = {
            "id": self.base,
            "endpoint": f"{self.base}/api/credentials/verify",
            "tags": [*_VERIFIER_TAGS],
            "supports": {"vc": ["1.1", "2.0"]},
            "supportedEcdsaKeyTypes": ["P-256", "P-384"],
        }
        presentations: JSONObject = {
            **verifier, "endpoint": f"{self.base}/api/presentations/verify"
        }  # fmt: skip
        return {
            "name": "Lerway",
            "implementation": "Lerway",
            "issuers": issuers,
            "verifiers": [verifier],
            "vpVerifiers": [presentations],
            "didResolvers": [
                {
                    "id": self.base,
                    "endpoint": f"{self.base}/api/identifiers",
                    "tags": ["did-resolution"],
                    "supportedDids": _dids(self),
                },
                {
                    "id": self.base,
                    "endpoint": f"{self.base}/did-key",
                    "tags": ["did-key"],
                },
            ],
            "jose-cose": {"features": {"credential_jose": True}},
        }


def test_catalog() -> Catalog:
    """Return the catalog with the contexts that the W3C publishes for examples."""
    standard = bootstrap.catalog()
    contexts = standard.contexts.with_documents(
        {url: _VOCAB for url in (_EXAMPLES_V1, _EXAMPLES_V2) if url not in standard.contexts}
    )
    return Catalog(contexts, standard.schemas, standard.suites)


def make_server(base: str, *, clock: Clock, entropy: Entropy) -> TestServer:
    """Return a test server with fresh keys, to be reached at `base`."""
    catalog = test_catalog()
    issuers: dict[str, IssuingDesk] = {}
    for kind in _ISSUERS:
        key = PrivateKey.generate(kind.key, entropy)
        issuer = Issuer(
            key=key, catalog=catalog, clock=clock, entropy=entropy, name=f"Test issuer {kind.name}"
        )
        lists = f"{base}/issuers/{kind.name}/status-lists"
        shelf = StatusShelf(issuer, lists, clock, entropy) if kind.status else None
        desk_kind = JwtProofDesk if "JWT" in kind.tags else _TestIssuingDesk
        issuers[kind.name] = desk_kind(issuer, kind.proof, shelf, kind.status)
    desk = ApiDesk(
        lambda: _own_documents(issuers),
        catalog=catalog,
        policy=replace(API_POLICY.reporting("controller"), drafts=True),
        clock=clock,
        guard=ALLOW_ALL,
        before=lambda data: token_in(_with_plain_contexts(data)),
    )
    return TestServer(base, desk, issuers)


def create_conformance_app(server: TestServer) -> Litestar:
    """Return the application of the test server."""
    routers = [
        Router(
            f"/issuers/{name}",
            route_handlers=issuing_routes(server.desk, issuing),
            exception_handlers=api_exception_handlers(),
        )
        for name, issuing in server.issuers.items()
    ]
    return Litestar(
        route_handlers=[api_router(server.desk), did_key_route(), *routers],
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


class _TestIssuingDesk(IssuingDesk):
    """An issuer that looks at the digests of the one related resource that it knows."""

    def completed(self, credential: JSONObject, record_id: str | None) -> JSONObject:
        """Return the credential as it will be signed."""
        for resource in resources_of(credential):
            if resource.url == _V2 and not {*resource.sri, *resource.multibase} <= _DIGESTS:
                raise InvalidError(
                    "related.digest_mismatch", f"the document at {_V2} has another digest"
                )
        return super().completed(credential, record_id)


def _with_plain_contexts(data: bytes) -> bytes:
    """Return a record whose context entries hold no `@context` of their own."""
    try:
        document = parse_object(data)
    except LerwayError:
        return data
    contexts = as_list(document.get("@context"))
    plain = [c["@context"] if isinstance(c, dict) and [*c] == ["@context"] else c for c in contexts]
    return data if plain == contexts else dumps({**document, "@context": plain})


def _own_documents(issuers: dict[str, IssuingDesk]) -> Fetcher:
    """Return a fetcher that knows the server's own status lists, and asks nobody."""

    def fetch(need: Need, /) -> Answer:
        for issuing in issuers.values():
            shelf = issuing.shelf
            body = None if shelf is None else shelf.published(need.url)
            if shelf is not None and body is not None:
                return Supplied(body, "application/vc", shelf.clock(), url=need.url)
        return Unavailable("fetch.offline", "the test server asks nobody")

    return fetch


def _dids(server: TestServer) -> JSONObject:
    """Return what the suite for DID Resolution may ask for."""
    names = [desk.issuer.id for desk in server.issuers.values()]
    fragments = [f"{did}#{did.removeprefix('did:key:')}" for did in names[:1]]
    return {
        "valid": [{"did": did, "resolutionOptions": {}} for did in dict.fromkeys(names)],
        "notFound": ["did:web:nobody.example"],
        "derefUrls": [{"didUrl": url.replace("#", "%23")} for url in fragments],
    }
