"""Write src/lerway/data/compass/: a sample catalogue of courses, and facts for trying out.

    python tools/sample_catalogue.py SHARED STARTER

SHARED holds the published files (`../shared`); STARTER is the starter framework's table.
Providers, courses, prices and hours are made up, from one seed, and say so (`sample`).
Skills are named by the identifiers and names of their frameworks, which are facts. Wages
and projections are figures of the Bureau of Labor Statistics (public domain), for the
occupations of the starter framework.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections import defaultdict
from pathlib import Path

import python_calamine

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "src" / "lerway" / "data" / "compass"
SEED = 20261125
DATED = "2026-11-25"
PROVIDERS = (
    ("Cedar Valley College (sample)", "https://cedar-valley.example/"),
    ("North Shore Institute (sample)", "https://north-shore.example/"),
    ("Harbor Adult School (sample)", "https://harbor.example/"),
    ("Mesa Online Academy (sample)", "https://mesa.example/"),
    ("Lakeside Community Center (sample)", "https://lakeside.example/"),
    ("Prairie Technical College (sample)", "https://prairie.example/"),
)
COLUMNS = (
    *("id", "name", "provider", "provider_id", "kind", "skills", "prerequisites"),
    *("requires_skills", "cost", "currency", "hours", "weeks", "delivery", "starts"),
    *("credit", "credit_unit", "address", "dated", "sample"),
)
STARTS = ("2027-01-11", "2027-03-01", "2027-05-10", "2027-08-30", "2027-10-18",
          "2028-01-10", "2028-03-06", "2028-08-28", "2029-01-08")  # fmt: skip
ROLE = "PD-WRL-001"
PIECE = 9


class Catalogue:
    """Courses as they are made up."""

    def __init__(self) -> None:
        """Begin with none."""
        self.rows: list[dict[str, str]] = []
        self.random = random.Random(SEED)  # noqa: S311 - made up, and the same every time

    def add(self, prefix: str, name: str, skills: list[str], size: float, needs: str = "") -> str:
        """Add a course of about `size` hours; return its id."""
        pick = self.random
        provider, address = pick.choice(PROVIDERS)
        delivery = pick.choice(("online", "online", "online", "blended", "in person"))
        hours = max(4, round(size * pick.uniform(0.7, 1.4)))
        # Some have dates; introductions and what walks through a framework begin at any time.
        paced = pick.random() < 0.3 and "introduction" not in name and prefix == "SC"  # noqa: PLR2004 - a share
        identifier = f"{prefix}-{len(self.rows) + 1:03}"
        self.rows.append(
            dict(
                zip(
                    COLUMNS,
                    (
                        identifier,
                        name,
                        provider,
                        address,
                        "course",
                        ";".join(skills),
                        needs,
                        "",
                        str(round(hours * pick.uniform(3, 16) / 5) * 5),
                        "USD",
                        str(hours),
                        str(max(1, round(hours / pick.choice((3, 4, 6, 8))))) if paced else "",
                        delivery,
                        ";".join(sorted(pick.sample(STARTS, 5))) if paced else "",
                        str(max(1, round(hours / 15))) if hours >= 30 else "",  # noqa: PLR2004
                        "semester hours" if hours >= 30 else "",  # noqa: PLR2004
                        f"{address}courses/{identifier.lower()}",
                        DATED,
                        "yes",
                    ),
                    strict=True,
                )
            )
        )
        return identifier


def starter(catalogue: Catalogue, table: Path) -> list[str]:
    """Add courses for the starter framework; return its occupations' codes."""
    skills: dict[str, list[tuple[str, str]]] = defaultdict(list)
    codes: list[str] = []
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["record"] == "item" and row["kind"] == "occupation":
                codes.append(row["id"][:7])
            elif row["record"] == "item" and row["kind"] == "skill":
                skills[row["id"][:2]].append((row["id"], row["label"]))
    for every in skills.values():
        for at, (id_, label) in enumerate(every):
            first = catalogue.add(
                "SC", f"{label}: an introduction", [f"lerway-starter/{id_}@0.5"], 18
            )
            following = every[(at + 1) % len(every)]
            catalogue.add(
                "SC",
                f"{label}, and {following[1][:1].lower()}{following[1][1:]}",
                [f"lerway-starter/{id_}@0.8", f"lerway-starter/{following[0]}@0.7"],
                36,
                first,
            )
        for at in range(0, len(every) - 4, 4):
            four = every[at : at + 4]
            catalogue.add(
                "SC",
                f"Certificate: {four[0][1]} and three more",
                [f"lerway-starter/{i}@0.9" for i, _ in four],
                110,
            )
    return codes


def onet(catalogue: Catalogue, shared: Path) -> None:
    """Add two courses for each of O*NET's skills and areas of knowledge."""
    for table in ("Skills", "Knowledge"):
        path = shared / "data" / "onet-29.3" / f"{table}.xlsx"
        sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        names = {str(r[2]): str(r[3]) for r in sheet.to_python()[1:]}
        for id_, name in sorted(names.items()):
            first = catalogue.add("SO", f"{name} at work", [f"onet/{id_}@0.6"], 24)
            catalogue.add("SO", f"{name} at work, advanced", [f"onet/{id_}@0.9"], 45, first)


def nice(catalogue: Catalogue, shared: Path) -> None:
    """Add a curriculum that walks through what one work role of NICE needs."""
    data = json.loads((shared / "data" / "nice" / "cprt_SP_800_181_2_1_0.json").read_text())
    relations = data["response"]["elements"]["relationships"]
    needs = sorted(
        {
            r["dest_element_identifier"]
            for r in relations
            if r["source_element_identifier"] == ROLE and r["dest_element_identifier"][0] in "KS"
        }
    )
    before = ""
    for at in range(0, len(needs), PIECE):
        piece = needs[at : at + PIECE]
        number = at // PIECE + 1
        name = f"Defensive cybersecurity, part {number} (NICE {piece[0]} to {piece[-1]})"
        made = catalogue.add("SN", name, [f"nice/{i}" for i in piece], 40, before)
        # Every third part begins anew, so that a route has choices.
        before = made if number % 3 else ""
        short = piece[: PIECE // 2]
        catalogue.add("SN", f"Short course: NICE {short[0]} to {short[-1]}",
                      [f"nice/{i}" for i in short], 16)  # fmt: skip


def facts(codes: list[str], shared: Path) -> dict[str, object]:
    """Return rows of OEWS and of table 1.2 for these occupations, as published."""
    wages = shared / "data" / "wages"
    book = python_calamine.CalamineWorkbook.from_path(wages / "national_M2024_dl.xlsx")
    header, *rows = book.get_sheet_by_index(0).to_python()
    wanted = set(codes) | {f"{c[:6]}0" for c in codes}
    code = header.index("OCC_CODE")
    notes = [
        str(r[0])
        for r in book.get_sheet_by_name("Field Descriptions").to_python()
        if str(r[0]).startswith(("#", "May 2024"))
    ]
    table = python_calamine.CalamineWorkbook.from_path(wages / "bls_projections_occupation.xlsx")
    _, titles, *projected = table.get_sheet_by_name("Table 1.2").to_python()
    return {
        "oews": {
            "file": "national_M2024_dl.xlsx",
            "notes": notes,
            "header": header,
            "rows": [list(map(cell, r)) for r in rows if r[code] in wanted],
        },
        "projections": {
            "file": "bls_projections_occupation.xlsx",
            "header": titles,
            "rows": [list(map(cell, r)) for r in projected if r[1] in wanted],
        },
    }


def cell(value: object) -> str:
    """Return a cell as text, whole numbers without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def main(shared: Path, table: Path) -> None:
    """Write the files."""
    OUT.mkdir(parents=True, exist_ok=True)
    catalogue = Catalogue()
    codes = starter(catalogue, table)
    onet(catalogue, shared)
    nice(catalogue, shared)
    with (OUT / "sample-courses.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(catalogue.rows)
    text = json.dumps(facts(codes, shared), ensure_ascii=False, indent=0)
    (OUT / "sample-facts.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(catalogue.rows)} courses, facts for {len(set(codes))} occupations")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
