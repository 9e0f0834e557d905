"""Assistance: requests, offers, contributions, exchange_rates, and what became of each row."""

from makers import (assistance_decisions as decisions, assistance_flows as flows_of,
                    assistance_open as open_of, assistance_rates as rates_of,
                    assistance_records as records)

LEDGER_COLUMNS = ["table", "row", "became", "resource", "reason"]


def make(tables, out):
    lines = []

    def ledger(table, row, became, resource, reason):
        lines.append({"table": table, "row": row, "became": became, "resource": resource,
                      "reason": reason})

    flows = tables("funding_flows.csv")
    rates, outliers = rates_of.derive(flows)
    requests, offers, given = [], [], []
    for row in tables("assistance_needs.csv"):
        if row["id"] in decisions.REQUESTS:
            requests.append(records.request(row))
            ledger("assistance_needs.csv", row["id"], "REQUEST",
                   f"assistanceRequests/{requests[-1]['id']}",
                   decisions.REQUESTS[row["id"]]["why"])
        elif row["id"] in decisions.NEEDS_NOT_LOADED:
            ledger("assistance_needs.csv", row["id"], "REPORTED", "",
                   decisions.NEEDS_NOT_LOADED[row["id"]])
        else:
            out.misfit("assistance_needs.csv", row["id"], "nobody has decided what it becomes")
    contributions = flows_of.contributions(flows, outliers, lambda *line: given.append(line), out)
    for row in tables("assistance_offers.csv"):
        if row["id"] in decisions.OFFERS:
            offers.append(records.offer(row))
            ledger("assistance_offers.csv", row["id"], "OFFER", f"offers/{offers[-1]['id']}",
                   decisions.OFFERS[row["id"]]["why"])
        elif row["id"] in decisions.CONTRIBUTIONS:
            made = records.contribution(row)
            contributions[made["id"]] = made
            ledger("assistance_offers.csv", row["id"], "CONTRIBUTION",
                   f"contributions/{made['id']}", decisions.CONTRIBUTIONS[row["id"]]["why"])
        elif row["id"] in decisions.PART_OF_FLOW:
            donor, recipient, year = decisions.PART_OF_FLOW[row["id"]]["flow"]
            flow = flows_of.flow_id({"donor": donor, "recipient": recipient, "year": year})
            ledger("assistance_offers.csv", row["id"], "MERGED", f"contributions/{flow}",
                   decisions.PART_OF_FLOW[row["id"]]["why"])
        elif row["id"] in decisions.OFFERS_NOT_LOADED:
            ledger("assistance_offers.csv", row["id"], "REPORTED", "",
                   decisions.OFFERS_NOT_LOADED[row["id"]])
        else:
            out.misfit("assistance_offers.csv", row["id"], "nobody has decided what it becomes")
    for line in given:
        ledger(*line)

    out.table("requests.csv", records.REQUEST_COLUMNS, requests)
    out.table("offers.csv", records.OFFER_COLUMNS, offers)
    out.table("contributions.csv", flows_of.COLUMNS, contributions.values())
    out.table("exchange_rates.csv", rates_of.COLUMNS, rates)
    out.table("assistance_ledger.csv", LEDGER_COLUMNS, lines)
    days = open_of.spans(requests, offers)
    out.table("open_by_date.csv", open_of.COLUMNS, days)
    best = open_of.richest(days)
    out.note(f"most to decide: {best['from_date']} to {best['to_date']}, {best['pairs']} pairs of "
             f"{best['needs']} needs and {best['offers_that_fit']} offers")
    for table in ("assistance_needs.csv", "assistance_offers.csv", "funding_flows.csv"):
        became = [line["became"] for line in lines if line["table"] == table]
        out.note(f"{table}: {len(became)} rows, " + ", ".join(
            f"{became.count(kind)} {kind}" for kind in sorted(set(became))))
