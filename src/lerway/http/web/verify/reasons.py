"""What to say of a record that is not plainly valid, by the code of what decided.

A key is a problem code, its family (`fetch.`), the code of a check (`members`), or
empty for all others. Families and checks that are not here are told in general words;
the fold has the exact ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lerway.http.kit.words import phrase
from lerway.kernel.need import NeedKind

__all__ = ["INVALID", "NEEDED", "UNDETERMINED", "UNREADABLE", "Reason"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Words for one reason.

    Attributes:
        sentence: why, in one sentence; may have `{until}`, `{issued}`, `{recipient}`.
        word: the heading.
        advice: what to do, in steps.
        again: whether asking again later may help.
    """

    sentence: str
    word: str = ""
    advice: tuple[str, ...] = ()
    again: bool = False


_ASK_AGAIN: Final = phrase(
    "Ask the person for the record again: the original file, or a link to it."
)
_DONT_RELY: Final = phrase("Don’t rely on anything that this file says, not even on the name.")
_NOT_ALWAYS: Final = phrase(
    "A changed file is not always a forged one. Some programs alter files when they save them."
)
_ASK_CURRENT: Final = phrase("Ask the person for a current copy.")

_CHANGED: Final = Reason(
    phrase("It was changed after it was signed, or somebody else signed it."),
    phrase("Not valid: changed"),
    (_DONT_RELY, _ASK_AGAIN, _NOT_ALWAYS),
)
_FORGER: Final = Reason(
    phrase("The key that signed it does not belong to the issuer that it names."),
    phrase("Not valid: signed by somebody else"),
    (_DONT_RELY, phrase("If you know the institution, tell them about this file.")),
)
_OUT_OF_DATE_SIGNATURE: Final = Reason(
    phrase("Its signature was good for a time, and that time is over."),
    phrase("Not valid: signature out of date"),
    (_ASK_CURRENT,),
)
_FORM: Final = Reason(
    phrase("It breaks the rules for such records, so nobody can say for sure what it means."),
    phrase("Not valid: badly made"),
    (
        phrase("Ask the person for the original file."),
        phrase("If that is how it came from the issuer, the issuer must mend it."),
    ),
)
_INSIDE: Final = Reason(
    phrase("At least one of the records inside it is not valid. Each is told below."),
    phrase("Not valid: a record inside is not"),
    (phrase("Look at each record inside before you rely on it."),),
)

INVALID: Final[dict[str, Reason]] = {
    "": _FORM,
    "proof.signature": _CHANGED,
    "jws.signature": _CHANGED,
    "proof.missing": Reason(
        phrase("Nobody signed it, so anybody could have written it."),
        phrase("Not valid: not signed"),
        (_DONT_RELY, phrase("Ask the person for the signed original.")),
    ),
    "controller.mismatch": _FORGER,
    "controller.header_jwk": _FORGER,
    "jws.key_mismatch": _FORGER,
    "ob2.key_not_of_issuer": _FORGER,
    "ob2.key_owner": _FORGER,
    "dates.expired": Reason(
        phrase("It counted until {until}."),
        phrase("Not valid: expired"),
        (
            phrase("What it says was so until then."),
            phrase("Ask the person whether it was renewed."),
        ),
    ),
    "dates.not_yet": Reason(
        phrase("It counts from {issued} on."),
        phrase("Not valid yet"),
        (phrase("Look at it again from that day on."),),
    ),
    "proof.expired": _OUT_OF_DATE_SIGNATURE,
    "jwt.expired": _OUT_OF_DATE_SIGNATURE,
    "key.expired": _OUT_OF_DATE_SIGNATURE,
    "key.revoked": Reason(
        phrase("The issuer has withdrawn the key that signed it."),
        phrase("Not valid: key withdrawn"),
        (_ASK_CURRENT,),
    ),
    "status.revoked": Reason(
        phrase("Its issuer has taken it back."),
        phrase("Not valid: taken back"),
        (
            phrase("Don’t rely on it."),
            phrase("Why it was taken back, only the issuer can say. It may be a mere mistake."),
        ),
    ),
    "status.suspended": Reason(
        phrase("Its issuer has suspended it for the time being."),
        phrase("Not valid for now: suspended"),
        (phrase("Ask the issuer, or look again later."),),
    ),
    "ob2.hosted_differs": Reason(
        phrase("Its issuer keeps another version of this badge than the one in this file."),
        phrase("Not valid: not the original"),
        (_DONT_RELY, _ASK_AGAIN),
    ),
    "recipient.mismatch": Reason(
        phrase("It was not made out to {recipient}."),
        phrase("Not valid: made out to somebody else"),
        (
            phrase("Check the spelling of the address."),
            phrase("People have several addresses. Ask which one the issuer had."),
        ),
    ),
    "related.digest_mismatch": Reason(
        phrase("A file that belongs to it is no longer the one that was signed."),
        phrase("Not valid: changed"),
        (phrase("Ask the issuer which of the two is right."),),
    ),
    "members": _INSIDE,
    "credentials": _INSIDE,
}

NEEDED: Final[dict[NeedKind, str]] = {
    NeedKind.CONTROLLER_DOCUMENT: phrase("whose key signed this"),
    NeedKind.KEY: phrase("whose key signed this"),
    NeedKind.STATUS_LIST: phrase("whether this was taken back"),
    NeedKind.REVOCATION_LIST: phrase("whether this was taken back"),
    NeedKind.SCHEMA: phrase("which form this must have"),
    NeedKind.RELATED_RESOURCE: phrase("what else belongs to this"),
    NeedKind.REFRESH: phrase("whether there is a newer copy"),
    NeedKind.HOSTED_BADGE: phrase("whether this is the original"),
}
"""What somebody did not tell us, by what was needed; after `HOST did not tell us`."""

_NEITHER: Final = phrase(
    "Until we know, this is neither valid nor invalid. Don’t count it for or against anyone."
)
_NO_FAULT: Final = phrase("The fault is not the person’s. Try again later.")

_INSIDE_OPEN: Final = Reason(
    phrase("At least one of the records inside it could not be decided. Each is told below."),
    advice=(_NEITHER,),
    again=True,
)

UNDETERMINED: Final[dict[str, Reason]] = {
    "": Reason(
        phrase("It uses a technique that this page does not know."),
        advice=(
            _NEITHER,
            phrase("Ask the person whether they have the record in another form."),
        ),
    ),
    "fetch.": Reason(
        phrase("A document that we needed could not be had."),
        advice=(_NEITHER, _NO_FAULT),
        again=True,
    ),
    "fetch.offline": Reason(
        phrase("It needs a document that this server does not have, and it uses no network."),
        advice=(_NEITHER, phrase("Check it on a server that may use the network.")),
    ),
    "fetch.private_address": Reason(
        phrase("It points to an address that is not on the public internet."),
        advice=(_NEITHER, phrase("Ask the issuer to publish its documents.")),
    ),
    "fetch.not_https": Reason(
        phrase("It points to an address that is not secure, so we did not ask there."),
        advice=(_NEITHER, phrase("Ask the person for a newer copy.")),
    ),
    "status.list_out_of_date": Reason(
        phrase("The issuer’s list of records that were taken back is out of date."),
        advice=(_NEITHER, phrase("Try again later, or ask the issuer.")),
        again=True,
    ),
    "recipient.not_named": Reason(
        phrase("It does not say whose it is in a way that can be compared."),
        advice=(phrase("Ask the person to show that it is theirs."),),
    ),
    "ob2.no_issuer": Reason(
        phrase("Who issued it could not be found out."), advice=(_NEITHER, _NO_FAULT), again=True
    ),
    "members": _INSIDE_OPEN,
    "credentials": _INSIDE_OPEN,
    "controller.unbound_key": Reason(
        phrase("Nothing says that the key belongs to the issuer that it names."),
        advice=(_NEITHER, phrase("Ask the issuer.")),
    ),
}

_NOT_READ: Final = phrase("We could not read this")
_UNDECIDED: Final = phrase("We could not decide")
_AS_RECEIVED: Final = phrase("Give the badge picture or the record file as you received it.")

UNREADABLE: Final[dict[str, Reason]] = {
    "": Reason(phrase("The file is damaged, or was made wrongly."), _NOT_READ, (_ASK_AGAIN,)),
    "input.": Reason(
        phrase("This is no record that can be checked."), _NOT_READ, (_AS_RECEIVED, _ASK_AGAIN)
    ),
    "input.empty": Reason(phrase("There is nothing in it."), _NOT_READ, (_AS_RECEIVED,)),
    "input.too_large": Reason(
        phrase("The file is larger than 10 MB."),
        _NOT_READ,
        (phrase("Records are small. Ask the person for the original file."),),
    ),
    "input.pdf": Reason(
        phrase("This is a PDF. A PDF cannot be checked."),
        _NOT_READ,
        (phrase("Ask the person for the badge picture or the record file."),),
    ),
    "input.web_page": Reason(
        phrase("The link leads to a web page and not to a record."),
        _NOT_READ,
        (phrase("Look on that page for a download, and give that file."),),
    ),
    "input.no_qr_code": Reason(
        phrase("There is no record in this picture, and we see no QR code on it."),
        _NOT_READ,
        (
            phrase(
                "If it should be a badge picture: many programs drop the record when they save or"
                " send a picture. Ask for the original file."
            ),
            phrase(
                "If it is a photograph of a QR code: take it again, straight, near, without glare."
            ),
        ),
    ),
    "json.syntax": Reason(
        phrase("The file is damaged, or a part of it is missing."), _NOT_READ, (_ASK_AGAIN,)
    ),
    "json.duplicate_key": Reason(
        phrase("It says two things in one place, so nobody can tell which is meant."),
        _NOT_READ,
        (_DONT_RELY, _ASK_AGAIN),
    ),
    "json.too_large": Reason(phrase("It is too large to be a record."), _NOT_READ, (_ASK_AGAIN,)),
    "fetch.offline": Reason(
        phrase("This server uses no network, so it did not open the link."),
        _UNDECIDED,
        (phrase("Open the link yourself, download the file, and give that."),),
    ),
    "fetch.": Reason(
        phrase("What stands at the link could not be had."),
        _UNDECIDED,
        (phrase("Open the link yourself, download the file, and give that."),),
        again=True,
    ),
    "fetch.not_https": Reason(
        phrase("The link does not start with https, so nobody can say who answers there."),
        _UNDECIDED,
        (phrase("Open the link yourself, download the file, and give that."),),
    ),
    "rdf.": Reason(
        phrase("It asks for more work than we do for a stranger’s file."), _NOT_READ, (_ASK_AGAIN,)
    ),
    "image.bomb": Reason(
        phrase("It asks for more work than we do for a stranger’s file."), _NOT_READ, (_ASK_AGAIN,)
    ),
}
