"""Exchange rates, from the flows that print the same amount in two currencies.

The tables convert with annual averages. For each currency and year, each row allows the rates that
give its dollars to the dollar; the rate is the shortest decimal that all rows allow. A row that
contradicts the larger ones (the larger the amount, the narrower what it allows) is an outlier: it
is reported, and does not count. An average is known when its year is over: 31 December.
"""

import collections
import datetime
import decimal

decimal.getcontext().prec = 40
D = decimal.Decimal
COLUMNS = ["currency", "quote_currency", "date", "rate", "source", "rows", "outliers"]


def allowed(row):
    national, dollars = D(row["amount_national"]), D(row["amount_usd"])
    return (dollars - 1) / national, (dollars + 1) / national


def shortest(low, high):
    """The decimal with the fewest places in the open interval; the nearest to its middle."""
    middle = (low + high) / 2
    for places in range(0, 13):
        rate = middle.quantize(D(1).scaleb(-places), decimal.ROUND_HALF_EVEN)
        if low < rate < high and rate > 0:
            return rate
    raise ValueError(f"no rate of twelve places between {low} and {high}")


def has_both(row):
    return row["currency"] not in ("", "USD") and row["amount_national"] and row["amount_usd"]


def derive(flows):
    """Rates, and the outliers as {(table, donor, recipient): the rate that contradicts them}."""
    groups = collections.defaultdict(list)
    for row in flows:
        if has_both(row):
            groups[row["currency"], row["year"]].append(row)
    rates, outliers = [], {}
    for (currency, year), rows in sorted(groups.items()):
        low, high, misfits = D(0), D(10) ** 9, []
        for row in sorted(rows, key=lambda r: -int(r["amount_national"])):
            least, most = allowed(row)
            if max(low, least) < min(high, most):
                low, high = max(low, least), min(high, most)
            else:
                misfits.append(row)
        rate = shortest(low, high)
        for row in misfits:
            outliers[row["table_id"], row["donor"], row["recipient"]] = rate
        rates.append({
            "currency": currency, "quote_currency": "USD",
            "date": datetime.date(int(year), 12, 31).isoformat(), "rate": f"{rate:f}",
            "source": f"annual average of {year} implied by {len(rows) - len(misfits)} published "
                      f"amount(s) in {currency} and USD (the-monitor.org)",
            "rows": len(rows) - len(misfits), "outliers": len(misfits),
        })
    return rates, outliers
