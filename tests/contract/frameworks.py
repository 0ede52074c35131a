"""Frameworks of all sorts, for what every format must be able to write and read again."""

from hypothesis import strategies as st

from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Words

TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20
).map(str.strip).filter(bool)  # fmt: skip
LONG = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\0"), max_size=40)
LANGUAGES = st.sampled_from(["en", "es", "de", "pt-BR"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
KEPT = st.dictionaries(TEXT, VALUES, max_size=3)
WORDS = st.builds(Words, TEXT, st.lists(TEXT, max_size=3).map(tuple), LONG)
RATED = st.none() | st.floats(0, 1).map(lambda x: round(x, 4))
HEADS = st.builds(
    Framework,
    id=TEXT | st.just("https://skills.example/frameworks/1"),
    version=TEXT,
    name=TEXT,
    language=LANGUAGES,
    publisher=st.just("") | TEXT,
    licence=st.just("") | TEXT,
    source=st.just("") | st.just("https://skills.example/about"),
    kept=KEPT,
)
IDS = st.one_of(
    TEXT,
    st.uuids().map(str),
    st.uuids().map("https://skills.example/{}".format),
    st.sampled_from(["S0006", "11-1011.00", "2.A.1.a"]),
)


@st.composite
def frameworks(draw: st.DrawFn) -> list[Framework | Item | Relation]:
    """Return the parts of a framework: head, items, relations."""
    head = draw(HEADS)
    ids = draw(st.lists(IDS, min_size=1, max_size=5, unique=True))
    items = [
        draw(
            st.builds(
                Item,
                id=st.just(identifier),
                kind=st.sampled_from(Kind),
                words=WORDS,
                code=st.just("") | TEXT,
                uri=st.just("") | st.just(f"https://skills.example/s/{n}"),
                others=st.dictionaries(LANGUAGES, WORDS, max_size=2),
                status=st.sampled_from(["", "released", "withdrawn"]),
                kept=KEPT,
            )
        )
        for n, identifier in enumerate(ids)
    ]
    relations = draw(
        st.lists(
            st.builds(
                Relation,
                source=st.sampled_from(ids),
                link=st.sampled_from(Link),
                target=st.sampled_from([*ids, "https://elsewhere.example/x"]),
                importance=RATED,
                level=RATED,
                kept=KEPT,
            ),
            max_size=5,
        )
    )
    return [head, *items, *relations]


def example() -> list[Framework | Item | Relation]:
    """Return a small framework with something in every place."""
    return [
        Framework("farm", "2.1", "Farm skills", "en", "Dairy College", "CC BY 4.0", "https://farm.example/skills", {"note": "x"}),
        Item("G1", Kind.GROUP, Words("Animals")),
        Item("S1", Kind.SKILL, Words("Milk cows", ("milking", "to milk"), "Milks cows by hand."), "S1", "https://farm.example/s1", {"es": Words("Ordeñar")}, "released", {"hours": 3}),
        Item("K1", Kind.KNOWLEDGE, Words("Dairy law")),
        Item("R1", Kind.OCCUPATION, Words("Dairy farmer")),
        Relation("S1", Link.BROADER, "G1"),
        Relation("R1", Link.REQUIRES, "S1", 0.75, 0.5, {"N": "8"}),
        Relation("R1", Link.OPTIONAL, "K1"),
        Relation("S1", Link.EXACT, "https://other.example/9"),
    ]  # fmt: skip
