"""JSON Object Signing (RFC 7515, RFC 7518, RFC 8037), and credentials secured by it.

`jws` is the signature; `vc_jwt` says what a signed token means as a credential, by
VC-JOSE-COSE 1.0, by Open Badges 3.0 and by VC Data Model 1.1.
"""
