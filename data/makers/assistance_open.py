"""On which days the real data leaves most to decide: open needs and offers that could serve them.

A need is a request's year; it is open once the request is known, and until it expires or the year
is over. An offer is open once known and until its validity ends. They fit when the offer has a
ceiling in the need's year and its areas of work and earmark let the request in. The service's own
rules are more; these are the ones that this data can fail.
"""

import datetime

COLUMNS = ["from_date", "to_date", "requests", "needs", "offers", "offers_that_fit", "pairs"]


def amounts(text):
    return {int(y): int(a) for y, a in (part.split(":") for part in text.split(";"))}


def split(text):
    return [part for part in text.split(";") if part]


def fits(request, year, offer):
    areas, earmark = split(offer["areas_of_work"]), split(offer["earmark_recipients"])
    return (amounts(offer["years"]).get(year, 0) > 0
            and (not areas or request["area_of_work"] in areas)
            and (not earmark or request["recipient"] in earmark)
            and request["recipient"] != offer["provider"])


def on(day, requests, offers):
    needs = [(r, y) for r in requests if r["known_date"] <= day <= r["expire_date"]
             for y in amounts(r["years"]) if y >= int(day[:4])]
    open_offers = [o for o in offers if o["known_date"] <= day <= o["valid_until"]]
    pairs = [(r["id"], y, o["id"]) for r, y in needs for o in open_offers if fits(r, y, o)]
    return (len({r["id"] for r, _ in needs}), len(needs), len(open_offers),
            len({o for _, _, o in pairs}), len(pairs))


def spans(requests, offers):
    """The counts of every day, runs of equal days as one row; days without a request left out."""
    day, last = datetime.date(2008, 1, 1), datetime.date(2023, 12, 31)
    rows = []
    while day <= last:
        counts = on(day.isoformat(), requests, offers)
        if rows and rows[-1][2] == counts:
            rows[-1][1] = day
        else:
            rows.append([day, day, counts])
        day += datetime.timedelta(days=1)
    return [dict(zip(COLUMNS, (a.isoformat(), b.isoformat()) + c)) for a, b, c in rows if c[0]]


def richest(rows):
    """Most pairs to choose among; then most needs; then the earliest."""
    return max(rows, key=lambda r: (r["pairs"], r["needs"], [-ord(c) for c in r["from_date"]]))
