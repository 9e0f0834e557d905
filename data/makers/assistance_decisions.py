"""What the clerk decided about each published need and offer, row by row, and why.

A need becomes a request when it is one State's own, with an amount (or a funding gap) and a period
of its own that nothing else in the table contains. An offer stays an offer when it promises what is
still to be placed; what was already given to somebody is a contribution.
docs/adr/0005-real-data.md has the rules in prose.
"""

# Rows that become requests. "amount" names the column that is asked for; "split" is how it falls
# into calendar years: YEARLY (the same in each), ONCE (one year), MONTHS (by months of the period).
# "area": the obligation, where the row says ALL; see ALL_IS_CLEARANCE.
ALL_IS_CLEARANCE = (
    "The source asks for all of mine action without a split; entered under clearance, by far its "
    "largest part.")
REQUESTS = {
    "N1": {
        "id": "bih-clearance-2021",
        "title": "Clearance of 36 micro-locations (Article 4 extension request)",
        "amount": "amount_requested", "split": "MONTHS", "area": "CLEARANCE",
        "legal_deadline": "2021-03-01", "legal_basis": "Article 4(1)(a)",
        "national_plan": "Work plan of the Article 4 extension request of 2020",
        "national_plan_end_year": "2022", "cost_basis": "BUDGETED_PLAN",
        "survey_basis": "2.24 km2 of contaminated area known, in 36 micro-locations",
        "known_date": "2020-11-27",
        "why": "one State's own amount and period; 18 months, split into years by months "
               "(10 in 2021, 8 in 2022)",
    },
    "N2": {
        "id": "lao-clearance-2014",
        "title": "Clearance of unexploded ordnance, 2014 to 2016",
        "amount": "amount_requested", "split": "YEARLY", "area": "CLEARANCE",
        "legal_deadline": "2020-08-01", "legal_basis": "Article 4(1)(a)",
        "national_plan": "", "national_plan_end_year": "", "cost_basis": "ESTIMATE",
        "survey_basis": "", "known_date": "2013-11-28",
        "why": "one State's own amount and period; the amount is for each year, and a lower bound "
               "(\"more than\")",
    },
    "N3": {
        "id": "lbn-mine-action-2014",
        "title": "Mine Action Strategy 2011-2020: needs of 2014 to 2016",
        "amount": "amount_requested", "split": "YEARLY", "area": "CLEARANCE",
        "legal_deadline": "2021-05-01", "legal_basis": "Article 4(1)(a)",
        "national_plan": "Mine Action Strategy 2011-2020", "national_plan_end_year": "2020",
        "cost_basis": "ESTIMATE", "survey_basis": "", "known_date": "2016-10-06",
        "why": "one State's own amount and period; the amount is for each year, and a lower bound "
               "(\"more than\"). Known from October 2016 only, when two of its years were over",
    },
    "N4": {
        "id": "lbn-clearance-2008",
        "title": "Shortfall of the clearance programme of 2008",
        "amount": "gap", "split": "ONCE", "area": "CLEARANCE",
        "legal_deadline": "", "legal_basis": "", "national_plan": "", "national_plan_end_year": "",
        "cost_basis": "ESTIMATE",
        "survey_basis": "1,058 strike sites, about 43 million m2",
        "known_date": "2008-08-31",
        "why": "one State's own gap and year; before the Convention, so long closed",
    },
    "N6": {
        "id": "afg-mine-action-2010",
        "title": "Funding gap of the mine action programme, 2010",
        "amount": "gap", "split": "ONCE", "area": "CLEARANCE",
        "legal_deadline": "", "legal_basis": "", "national_plan": "", "national_plan_end_year": "",
        "cost_basis": "BUDGETED_PLAN", "survey_basis": "", "known_date": "2009-11-30",
        "why": "one State's own gap and year, from the projects of a published appeal; the State "
               "had signed and was no party",
    },
    "N8": {
        "id": "irq-mine-action-2011",
        "title": "Funding gap of the mine action programme, 2011",
        "amount": "gap", "split": "ONCE", "area": "CLEARANCE",
        "legal_deadline": "", "legal_basis": "", "national_plan": "", "national_plan_end_year": "",
        "cost_basis": "BUDGETED_PLAN", "survey_basis": "", "known_date": "2010-12-31",
        "why": "one State's own gap and year, from the projects of a published appeal; the State "
               "had signed and was no party",
    },
    "N9": {
        "id": "sdn-mine-action-2011",
        "title": "Funding gap of the mine action programme, 2011",
        "amount": "gap", "split": "ONCE", "area": "CLEARANCE",
        "legal_deadline": "", "legal_basis": "", "national_plan": "", "national_plan_end_year": "",
        "cost_basis": "BUDGETED_PLAN", "survey_basis": "", "known_date": "2010-12-31",
        "why": "one State's own gap and year, from the projects of a published appeal; the State "
               "was no party",
    },
}

# Needs that become nothing.
WORLD = "a total of many countries' projects, no State's own need"
NEEDS_NOT_LOADED = {
    "N5": WORLD, "N7": WORLD, "N10": WORLD, "N13": WORLD,
    "N11": "a regional total, no State's own need",
    "N12": "fully funded when it became known: nothing is asked for, and the source names no donor",
    "N14": WORLD + "; what was secured is approximate (\"<450000 (3%)\")",
    "N15": "a total of seven programmes, one of them in an area, not split",
    "N16": "what the State itself was to pay, not what it asks of others",
    "N17": "an extension request without an amount or a need of assistance",
    "N18": "an extension request without an amount or a need of assistance",
    "N19": "support and technical assistance sought, without a quantity or a period",
}

# Rows that stay offers. "years": ceilings; EVEN (the total in equal parts), YEARLY (the amount in
# each year) or the amounts themselves. "known": when the row says so; else the first day of its
# period, by which its provider had decided it.
OFFERS = {
    "O1": {
        "id": "aus-mine-action-2010",
        "title": "Multi-year strategy for mine action funding, 2010-2014",
        "years": {2010: 35000000, 2011: 35000000, 2012: 10000000, 2013: 10000000, 2014: 10000000},
        "known": "2009-12-31", "known_basis": "announced December 2009", "channels": "",
        "why": "a ceiling over five years for all recipients; as A$70 million were committed in "
               "the first two years, they are those years' ceilings and the rest is in equal parts",
    },
    "O2": {
        "id": "nor-lao-2012", "title": "Multi-year commitment to Lao PDR, 2012-2016",
        "years": "EVEN", "known": "", "known_basis": "", "channels": "",
        "why": "promised over five years for one State; what came of it is in the recorded flows "
               "from Norway to Lao PDR, which are not offers",
    },
    "O3": {
        "id": "usa-lao-2017", "title": "Multi-year funding for Lao PDR, 2017-2019",
        "years": "EVEN", "known": "2016-09-30", "known_basis": "announced September 2016",
        "channels": "",
        "why": "promised over three years for one State; what came of it is in the recorded flows "
               "of 2017 and 2019",
    },
    "O4": {
        "id": "nzl-lao-2017", "title": "Clearance and survey in Lao PDR through UNDP, 2017-2020",
        "years": "EVEN", "known": "", "known_basis": "", "channels": "UNITED_NATIONS",
        "why": "promised over four years for one State",
    },
    "O5": {
        "id": "eu-lao-2012", "title": "Call for proposals: unexploded ordnance and development",
        "years": "EVEN", "known": "2012-09-30", "known_basis": "call of September 2012",
        "channels": "", "valid_from": "2012-09-30",
        "why": "a call for proposals is an offer; the source gives its year alone, so it is open "
               "to the end of that year",
    },
    "O6": {
        "id": "eu-lbn-2013", "title": "Tender for mine action in Lebanon, 2013-2015",
        "years": "EVEN", "known": "", "known_basis": "", "channels": "",
        "why": "a tender is an offer, for one State over three years",
    },
    "O7": {
        "id": "trust-fund-lao-2010",
        "title": "Trust fund for implementing the Convention in Lao PDR",
        "years": "EVEN", "known": "2010-03-31", "known_basis": "set up March 2010",
        "channels": "TRUST_FUND", "valid_from": "2010-03-31",
        "why": "what the fund holds is the fund's offer; the payments into it are the donors' own "
               "recorded flows of 2010, so nothing of it is recorded as a contribution",
    },
    "O8": {
        "id": "che-mine-action-2012", "title": "Mine Action Strategy 2012-2015",
        "years": "YEARLY", "known": "", "known_basis": "", "channels": "",
        "why": "a ceiling for each of four years, for all recipients",
    },
}

# Offers that were already given to somebody: recorded contributions.
IN_KIND = "In kind, at the value that the provider gives."
CONTRIBUTIONS = {
    "O9": {"id": "che-isu-2011", "channel": "INTERNATIONAL_ORGANISATION", "notes": "",
           "why": "given to an organisation, not offered"},
    "O11": {"id": "bel-lbn-in-kind-2014", "channel": "BILATERAL", "notes": IN_KIND,
            "why": "given in kind; published tables keep it apart from money, so it is in no flow"},
    "O12": {"id": "fra-lbn-in-kind-2014", "channel": "BILATERAL",
            "notes": IN_KIND + " To the Regional School for Humanitarian Demining.",
            "why": "given in kind; in no flow"},
    "O13": {"id": "che-in-kind-2014", "channel": "UNITED_NATIONS",
            "notes": IN_KIND + " Personnel through UNMAS and UNOPS; the source does not split it "
                               "between the four recipients.",
            "why": "given in kind to four recipients, not split: kept whole"},
    "O15": {"id": "eu-ago-2010", "channel": "PRIVATE",
            "notes": "European Development Fund; contract with Civipol Conseil for CNIDAH and "
                     "INAD, over three years that the source does not split.",
            "why": "a contract already given, over three years, not split: kept whole"},
    "O16": {"id": "blom-bank-lbn-2015", "channel": "PRIVATE", "notes": "From card fees.",
            "why": "given by a private company; in no flow"},
}

# Offers that are part of a recorded flow: (donor, recipient, year) of the flow.
PART_OF_FLOW = {
    "O14": {"flow": ("JPN", "LAO", "2012"),
            "note": "Of this, JPY 886,000,000 was equipment for the Government (assistance offer "
                    "O14).",
            "why": "equipment already given, on the page whose table has it within the year's flow"},
}

OFFERS_NOT_LOADED = {
    "O10": "a list of partner countries without an amount, cut off in the source",
}
