"""Requests and offers, from the published needs and offers and what was decided about them."""

import datetime

from makers import assistance_decisions as decisions
from makers.assistance_vocabulary import (
    AREAS_OF_WORK, areas_of_work, in_equal_parts, party, sectors_in_words, years_text)

REQUEST_COLUMNS = [
    "id", "recipient", "title", "description", "area_of_work", "currency", "years",
    "legal_deadline", "legal_basis", "national_plan", "national_plan_end_year", "cost_basis",
    "survey_basis", "known_date", "expire_date", "sources",
]
OFFER_COLUMNS = [
    "id", "provider", "title", "description", "currency", "total", "years", "areas_of_work",
    "earmark_recipients", "channels", "conditions", "valid_from", "valid_until", "known_date",
    "sources",
]


def by_months(total, start, end):
    """Whole units by calendar year, in proportion to the months from `start` to before `end`."""
    start, end = datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)
    months = {}
    for month in range(start.year * 12 + start.month - 1, end.year * 12 + end.month - 1):
        months[month // 12] = months.get(month // 12, 0) + 1
    years = {y: total * m // sum(months.values()) for y, m in months.items()}
    years[start.year] += total - sum(years.values())
    return years


def years_asked(row, decision):
    total = int(row[decision["amount"]])
    first, last = int(row["period_start"][:4]), int(row["period_end"][:4])
    if decision["split"] == "YEARLY":
        assert row["currency"].endswith("/yr")
        return {year: total for year in range(first, last + 1)}
    if decision["split"] == "MONTHS":
        return by_months(total, row["period_start"], row["period_end"])
    assert first == last
    return {first: total}


def request(row):
    decision = decisions.REQUESTS[row["id"]]
    description = row["need_text"].rstrip(".") + "."
    if row["sector"] == "ALL":
        description += " " + decisions.ALL_IS_CLEARANCE
    if row["quantity"]:
        description += f" Quantity named: {row['quantity']} {row['unit']}."
    if decision["amount"] == "gap":
        description += " The amount is the published funding gap."
    years = years_asked(row, decision)
    made = {c: decision[c] for c in REQUEST_COLUMNS if c in decision}
    made.update({
        "recipient": party(row["requester"]), "description": description,
        "area_of_work": decision["area"], "currency": row["currency"].split("/")[0],
        "years": years_text(years), "expire_date": row["period_end"], "sources": row["source"],
    })
    return made


def ceilings(row, decision):
    first, last = int(row["period_start"]), int(row["period_end"] or row["period_start"])
    span, amount = range(first, last + 1), int(row["amount"])
    if decision["years"] == "EVEN":
        return in_equal_parts(amount, span)
    if decision["years"] == "YEARLY":
        assert row["currency"].endswith("/yr")
        return {year: amount for year in span}
    assert sum(decision["years"].values()) == amount and list(decision["years"]) == list(span)
    return decision["years"]


def offer(row):
    decision = decisions.OFFERS[row["id"]]
    years = ceilings(row, decision)
    scope = [] if row["recipient_scope"] == "global" else row["recipient_scope"].split(";")
    description = row["modality"][:1].upper() + row["modality"][1:] + "."
    if any(s not in AREAS_OF_WORK for s in row["sector"].split(";")):
        description += f" Sectors as printed: {sectors_in_words(row['sector'])}."
    if decision["years"] == "EVEN" and len(years) > 1:
        description += " Yearly ceilings are equal parts of the total, which the source does not split."
    first = f"{min(years)}-01-01"
    return {
        "id": decision["id"], "provider": party(row["provider"]), "title": decision["title"],
        "description": description, "currency": row["currency"].split("/")[0],
        "total": sum(years.values()), "years": years_text(years),
        "areas_of_work": ";".join(areas_of_work(row["sector"])),
        "earmark_recipients": ";".join(party(c) for c in scope),
        "channels": decision["channels"], "conditions": row["conditions"],
        "valid_from": decision.get("valid_from", first), "valid_until": f"{max(years)}-12-31",
        "known_date": decision["known"] or first, "sources": row["source"],
    }


def contribution(row):
    decision = decisions.CONTRIBUTIONS[row["id"]]
    first, last = row["period_start"], row["period_end"]
    areas = areas_of_work(row["sector"])
    notes = [decision["notes"]]
    if not areas:
        notes.append(f"Sectors as printed: {sectors_in_words(row['sector'])}.")
    recipients = row["recipient_scope"].split(";")
    return {
        "id": decision["id"], "provider": party(row["provider"]),
        "recipients": ";".join(party(c) for c in recipients),
        "areas_of_work": ";".join(areas), "currency": row["currency"], "total": row["amount"],
        "years": years_text({int(first): row["amount"]}) if first == last else "",
        "start_year": first, "end_year": last, "channel": decision["channel"],
        "state": "DELIVERED" if first == last else "COMMITTED", "source": row["source"],
        "published_usd": "", "notes": " ".join(n for n in notes if n),
    }
