from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import InvalidError, LerwayError
from lerway.kernel.limits import Limits
from lerway.standards.vcdm.enveloped import envelope_url, is_enveloped, open_envelope


def test_an_envelope_holds_a_token_and_its_media_type():
    url = envelope_url("application/vc+jwt", "eyJh.eyJi.c2ln")
    assert url == "data:application/vc+jwt,eyJh.eyJi.c2ln"
    assert open_envelope({"id": url}) == ("application/vc+jwt", "eyJh.eyJi.c2ln")


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("data:Application/VC+JWT;charset=utf-8,a.b.c", ("application/vc+jwt", "a.b.c")),
        ("data:application/vc+jwt;base64,YS5iLmM=", ("application/vc+jwt", "a.b.c")),
        ("data:application/vc+sd-jwt,a.b.c%7Ed~", ("application/vc+sd-jwt", "a.b.c~d~")),
        ("data:application/vp+cose;base64,0oRD", ("application/vp+cose", "0oRD")),
    ],
)
def test_forms_of_data_urls(url, opened):
    assert open_envelope({"id": url}) == opened


@pytest.mark.parametrize(
    "value",
    [
        None,
        5,
        "https://college.example/vc",
        "data:",
        "data:,x",
        "data:text,x",
        "data:application/vc+jwt",
        "data:application/vc+jwt,",
        "data:application/vc+jwt;base64,=x=",
        "data:application/vc+jwt,%FF",
    ],
)
def test_what_is_no_envelope_is_refused(value):
    with pytest.raises(InvalidError) as e:
        open_envelope({"id": value})
    assert (e.value.code, e.value.problem.pointer) == ("vcdm.enveloped", "/id")


def test_an_envelope_is_no_larger_than_a_document():
    with pytest.raises(InvalidError):
        open_envelope({"id": "data:application/vc+jwt," + "a" * 99}, limits=Limits(document=10))


def test_an_envelope_is_known_by_its_type():
    assert is_enveloped({"type": "EnvelopedVerifiableCredential"})
    assert is_enveloped({"type": ["EnvelopedVerifiablePresentation"]})
    assert not is_enveloped({"type": [{}, "VerifiableCredential"]})
    assert not is_enveloped({})


@given(st.text().map("data:".__add__))
def test_the_reader_raises_only_declared_errors(url):
    with contextlib.suppress(LerwayError):
        open_envelope({"id": url})
