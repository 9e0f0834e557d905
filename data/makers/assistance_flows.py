"""Recorded contributions: the flows, one a donor, recipient and year."""

from makers import assistance_decisions as decisions
from makers.assistance_vocabulary import (areas_of_work, party, sectors_in_words, years_text)

COLUMNS = [
    "id", "provider", "recipients", "areas_of_work", "currency", "total", "years", "start_year",
    "end_year", "channel", "state", "source", "published_usd", "notes",
]


def slug(code):
    return code.lower().replace(":", "-").replace("_", "-")


def flow_id(row):
    return f"flow-{row['year']}-{slug(row['donor'])}-{slug(row['recipient'])}"


def source_of(row):
    return f"{row['source']} (table {row['table_id']})"


def remarks(row, outliers):
    notes = []
    if len(areas_of_work(row["sectors"])) != len(row["sectors"].split(";")):
        notes.append(f"Sectors as printed: {sectors_in_words(row['sectors'])}.")
    rate = outliers.get((row["table_id"], row["donor"], row["recipient"]))
    if rate is not None:
        notes.append(f"The source contradicts itself: its {row['currency']} and USD amounts do not "
                     f"go with the rate {rate:f} of that year's other rows.")
    if not row["currency"]:
        notes.append("Printed in US dollars alone.")
    elif not row["amount_usd"]:
        notes.append("The source prints no US dollars.")
    return notes


def contribution(row, outliers):
    currency = row["currency"] or "USD"
    total = int(row["amount_national"] or row["amount_usd"])
    both = row["currency"] not in ("", "USD") and row["amount_usd"]
    return {
        "id": flow_id(row), "provider": party(row["donor"]), "recipients": party(row["recipient"]),
        "areas_of_work": ";".join(areas_of_work(row["sectors"])), "currency": currency,
        "total": total, "years": years_text({int(row["year"]): total}),
        "start_year": row["year"], "end_year": row["year"], "channel": "", "state": "DELIVERED",
        "source": source_of(row), "published_usd": row["amount_usd"] if both else "",
        "notes": " ".join(remarks(row, outliers)),
    }


def same_facts(a, b):
    return all(a[c] == b[c] for c in
               ("year", "donor", "recipient", "sectors", "currency", "amount_national",
                "amount_usd"))


def contributions(flows, outliers, ledger, out):
    """The contributions by id. A row that repeats another becomes its second source."""
    made, first = {}, {}
    notes = {d["flow"]: d["note"] for d in decisions.PART_OF_FLOW.values()}
    for line, row in enumerate(flows, start=2):
        key = flow_id(row)
        where = f"line {line}"
        if key in made:
            if not same_facts(first[key], row):
                out.misfit("funding_flows.csv", where, f"contradicts another row about {key}")
                continue
            made[key]["source"] += f"; also {source_of(row)}"
            ledger("funding_flows.csv", where, "MERGED", f"contributions/{key}",
                   f"the same donor, recipient, year and amount as in table "
                   f"{first[key]['table_id']}: counted once")
            continue
        first[key] = row
        made[key] = contribution(row, outliers)
        more = notes.pop((row["donor"], row["recipient"], row["year"]), "")
        made[key]["notes"] = " ".join(t for t in (made[key]["notes"], more) if t)
        contradiction = (row["table_id"], row["donor"], row["recipient"]) in outliers
        ledger("funding_flows.csv", where, "CONTRIBUTION", f"contributions/{key}",
               "its two amounts contradict each other; the provider's own currency is used"
               if contradiction else "")
    for flow in notes:
        out.misfit("assistance_offers.csv", str(flow), "is part of no flow")
    return made
