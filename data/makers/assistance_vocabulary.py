"""Words of the published tables, in the words of the contract."""

from makers import registry_names

# Survey is part of Article 4's obligation. What is not here (advocacy, capacity-building,
# coordination, "various") is no one obligation's.
AREAS_OF_WORK = {
    "CLEARANCE": "CLEARANCE",
    "SURVEY": "CLEARANCE",
    "RISK_EDUCATION": "RISK_REDUCTION_EDUCATION",
    "VICTIM_ASSISTANCE": "VICTIM_ASSISTANCE",
    "STOCKPILE_DESTRUCTION": "STOCKPILE_DESTRUCTION",
}


def parties():
    """The resource that each party's code stands for; a State's code is its own."""
    found = {}
    for kind, columns, rows in (
            ("areas", registry_names.AREA_COLUMNS, registry_names.AREAS),
            ("actors", registry_names.ACTOR_COLUMNS, registry_names.ACTORS)):
        for row in (dict(zip(columns, values)) for values in rows):
            if row["code"]:
                found[row["code"]] = f"{kind}/{row['id']}"
    return found


PARTIES = parties()


def party(code):
    return PARTIES.get(code, f"states/{code}")


def areas_of_work(text):
    """The obligations that printed sectors stand for, or none when that would say too much.

    A row over several sectors is not split by its source. When only one of them is an obligation
    (clearance and capacity-building), naming it alone would claim the whole amount for it.
    """
    printed = text.split(";")
    known = list(dict.fromkeys(AREAS_OF_WORK[s] for s in printed if s in AREAS_OF_WORK))
    complete = all(s in AREAS_OF_WORK for s in printed)
    return known if complete or len(known) > 1 else []


def sectors_in_words(text):
    return ", ".join(s.replace("_", " ").lower() for s in text.split(";"))


def years_text(years):
    return ";".join(f"{year}:{amount}" for year, amount in sorted(years.items()))


def in_equal_parts(total, years):
    """Whole units; what does not divide goes to the first years."""
    part, rest = divmod(total, len(years))
    return {year: part + (1 if i < rest else 0) for i, year in enumerate(years)}
