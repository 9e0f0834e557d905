"""The registry: states, treaty_actions, areas, actors, parties, first_meeting_states."""

import datetime
import re

from makers import registry_names as names

STATE_COLUMNS = [
    "id", "display_name", "aliases", "iso2", "m49", "region", "subregion", "un_regional_group",
    "un_membership", "small_island_developing", "landlocked_developing",
    "least_developed_periods", "existed_from", "former_names", "sources", "notes",
]
ACTION_COLUMNS = [
    "state", "kind", "date", "known_date", "armed_conflict_end_date", "other_accounts", "source",
    "note",
]
MEMBERSHIP = {"member": "member", "observer_state": "observer", "non_member": "none"}
CATEGORIES = {
    "para7_state_party": "STATE_PARTY",
    "para8_ratified_not_in_force": "RATIFIED_NOT_IN_FORCE",
    "para9_signatory": "SIGNATORY",
    "para10_observer": "NOT_PARTY",
}
UNVERIFIED = {
    "found": "",
    "partly-found": "The month is published; the day is from general knowledge, unverified.",
    "own-knowledge": "The day is from general knowledge, unverified; the published ordinal "
                     "numbers of States Parties agree with it.",
}


def in_other_words(text):
    return text.replace("own knowledge", "general knowledge")


def sentence(text):
    """With a capital and a full stop; empty when it is."""
    text = in_other_words(text)
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""


class Misfit(Exception):
    """A source row that the registry cannot take as it is."""


def day(text):
    return datetime.date.fromisoformat(text)


def months_later(date, months):
    """The same day of a later month. Only for days that every month has."""
    month = date.month - 1 + months
    return date.replace(year=date.year + month // 12, month=month % 12 + 1)


def least_developed_periods(row):
    """ISO 8601 intervals, ".." for an open end."""
    then, now, note = row["ldc_2010_11"] == "1", row["ldc_2026_11_01"] == "1", row["ldc_note"]
    left = re.fullmatch(r"(?:graduated|scheduled to graduate) (\d{4}-\d\d-\d\d)", note)
    added = re.fullmatch(r"added (\d{4}-\d\d-\d\d)", note)
    if then and left:
        if now != (day(left[1]) > datetime.date(2026, 11, 1)):
            raise Misfit(f"least developed: {note!r} contradicts the flag of 1 November 2026")
        return f"../{left[1]}"
    if not then and now and added:
        return f"{added[1]}/.."
    if then and now and not note:
        return "../.."
    if not then and not now and not note:
        return ""
    raise Misfit(f"least developed: {then}, {now}, {note!r} make no period")


def existed_from(row):
    match = re.search(r"independent (\d{1,2} \w{3} \d{4})", row["notes"])
    if not match:
        return ""
    return datetime.datetime.strptime(match[1], "%d %b %Y").date().isoformat()


def sources_of(row):
    """Sources of the signature and of the instrument, from "UNTC … + deposit: page"."""
    parts = row["ccm_source"].split(" + ")
    signature = parts[0] if parts[0].startswith("UNTC") else ""
    if row["ccm_confidence"] == "own-knowledge":
        return signature, "general knowledge"
    instrument = re.sub(r"^deposit: | \(search corpus pages\)$", "", parts[-1])
    return signature, in_other_words(instrument)


def treaty_actions(row):
    signed, deposited = row["signature_date"], row["deposit_date"]
    kind = row["instrument_type"].upper()
    if bool(kind) != bool(deposited):
        raise Misfit("an instrument without its date, or a date without its instrument")
    of_signature, of_instrument = sources_of(row)
    unverified = UNVERIFIED[row["ccm_confidence"]]
    actions = []

    def add(kind, date, source, note=""):
        # A remark of the source row that is about this action, not about the State.
        about = sentence(row["notes"]) if names.NOTE_IS_ABOUT.get(row["iso3"]) == kind else ""
        actions.append({
            "state": row["iso3"], "kind": kind, "date": date, "source": source,
            "other_accounts": ";".join(
                "=".join(account) for account in names.OTHER_ACCOUNTS.get((row["iso3"], kind), [])),
            "note": " ".join(part for part in (note, about) if part),
        })

    if signed:
        add("SIGNATURE", signed, of_signature)
    if deposited:
        add(kind, deposited, of_instrument, unverified)
    if row["provisional_application_date"]:
        add("PROVISIONAL_APPLICATION", row["provisional_application_date"], of_instrument)
    if row["withdrawal_effective"]:
        received, source = names.WITHDRAWAL_RECEIVED.get(row["iso3"], ("", ""))
        if not received or months_later(day(received), 6) != day(row["withdrawal_effective"]):
            raise Misfit("the notice of withdrawal is not six months before its effect")
        add("WITHDRAWAL", received, source)
    return actions


def state(row):
    membership = re.sub(r"\(.*\)", "", row["un_membership"])
    notes = [] if row["iso3"] in names.NOTE_IS_ABOUT else [sentence(row["notes"])]
    notes.append(f"Least developed country: {row['ldc_note']}." if row["ldc_note"] else "")
    aliases = [a for a in row["aliases"].split(";") if a] + names.MORE_ALIASES.get(row["iso3"], [])
    return {
        "id": row["iso3"],
        "display_name": row["name"],
        "aliases": ";".join(aliases),
        "iso2": row["iso2"],
        "m49": row["m49"],
        "region": row["m49_region"],
        "subregion": row["m49_subregion"],
        "un_regional_group": "" if row["un_regional_group"] == "none" else row["un_regional_group"],
        "un_membership": MEMBERSHIP[membership],
        "small_island_developing": row["is_sids"],
        "landlocked_developing": row["is_lldc"],
        "least_developed_periods": least_developed_periods(row),
        "existed_from": existed_from(row),
        "former_names": ";".join(
            f"{day(until).isoformat()}={name}"
            for name, until in names.FORMER_NAMES.get(row["iso3"], [])),
        "sources": names.STATE_SOURCES,
        "notes": " ".join(note for note in notes if note),
    }


def make_states(tables, out):
    states, actions = [], []
    for row in tables("states.csv"):
        try:
            made, did = state(row), treaty_actions(row)
        except (Misfit, KeyError, ValueError) as problem:
            out.misfit("states.csv", row["iso3"], problem)
            continue
        states.append(made)
        actions += did
    out.table("states.csv", STATE_COLUMNS, states)
    out.table("treaty_actions.csv", ACTION_COLUMNS, actions)
    return states


def name_index(states, out):
    """Every name and alias, to the State that has it."""
    index = {}
    for row in states:
        for name in [row["display_name"]] + [a for a in row["aliases"].split(";") if a]:
            other = index.setdefault(name.casefold(), row["id"])
            if other != row["id"]:
                out.misfit("states.csv", row["id"], f"{name!r} is also a name of {other}")
    return index


def make_first_meeting(tables, out, index):
    rows = []
    for row in tables("msp1_participation.csv"):
        if index.get(row["name_in_final_document"].casefold()) != row["iso3"]:
            out.misfit("msp1_participation.csv", row["iso3"],
                       f"no State is known as {row['name_in_final_document']!r}")
        rows.append({
            "state": row["iso3"],
            "name_in_final_document": row["name_in_final_document"],
            "listed_as": CATEGORIES[row["category"]],
            "paragraph": re.search(r"\d+", row["category"])[0],
        })
    out.table("first_meeting_states.csv",
              ["state", "name_in_final_document", "listed_as", "paragraph"], rows)


def make_areas_and_actors(tables, out):
    channels = {row["code"]: row["name"] for row in tables("iati_codelists.csv")
                if row["codelist"] == "CRSChannelCode"}
    areas = [dict(zip(names.AREA_COLUMNS, row)) for row in names.AREAS]
    actors = [dict(zip(names.ACTOR_COLUMNS, row)) for row in names.ACTORS]
    for actor in actors:
        code = actor.pop("crs_channel")
        if code and code not in channels:
            out.misfit("iati_codelists.csv", actor["id"], f"no channel {code}")
        actor["identifiers"] = f"OECD-CRS-CHANNEL={code}" if code else ""
    parties = [{"code": a["code"], "name": f"areas/{a['id']}"} for a in areas if a["code"]]
    parties += [{"code": a["code"], "name": f"actors/{a['id']}"} for a in actors if a["code"]]
    out.table("areas.csv", [c for c in names.AREA_COLUMNS if c != "code"],
              [{k: v for k, v in a.items() if k != "code"} for a in areas])
    out.table("actors.csv",
              ["id", "display_name", "aliases", "kind", "state", "identifiers", "notes"],
              [{k: v for k, v in a.items() if k != "code"} for a in actors])
    out.table("parties.csv", ["code", "name"], parties)
    return {p["code"] for p in parties}


def check_parties(tables, out, known):
    """Every code by which the funding tables name a giver or a receiver is known."""
    used = 0
    for source, columns in (("funding_flows.csv", ("donor", "recipient")),
                            ("assistance_offers.csv", ("provider", "recipient_scope")),
                            ("assistance_needs.csv", ("requester",))):
        for number, row in enumerate(tables(source), start=2):
            for column in columns:
                for code in row[column].split(";"):
                    used += 1
                    if code not in known and code not in names.NO_PARTY:
                        out.misfit(source, f"line {number}", f"unknown party {code!r}")
    out.note(f"{used} mentions of parties in needs, offers and flows were looked up")


def make(tables, out):
    states = make_states(tables, out)
    make_first_meeting(tables, out, name_index(states, out))
    parties = make_areas_and_actors(tables, out)
    check_parties(tables, out, parties | {row["id"] for row in states})
