"""The First Meeting of States Parties and what it decided: meetings.csv and meeting_*.csv.

The facts are those of CCM/MSP/2010/5 (`FIRST` names the paragraph), said in our words; where a
later fact comes from elsewhere, the row says so. Who took part is in the source table
msp1_participation.csv, in the document's order; organisations are here. `data/check_first_meeting`
compares all names with the document's text. Edited by hand.
"""

FIRST = "CCM/MSP/2010/5, paragraph {}"
BEIRUT = "clusterconvention.org/2msp"

MEETING_COLUMNS = [
    "id", "display_name", "kind", "ordinal", "planned_start_date", "planned_end_date",
    "planned_place.city", "planned_place.country", "host", "prepares", "languages", "sources", "notes",
    "convocation.convened_by", "convocation.date", "convocation.reference",
    "convocation.legal_basis", "convocation.invited", "convocation.source",
    "held_start_date", "held_end_date", "plenary_meetings", "opening.opened_by",
    "opening.on_behalf_of", "opening.capacity", "opening.source",
]
MEETINGS = [
    {
        "id": "1msp", "display_name": "First Meeting of States Parties",
        "kind": "MEETING_OF_STATES_PARTIES", "ordinal": 1,
        "planned_start_date": "2010-11-09", "planned_end_date": "2010-11-12",
        "planned_place.city": "Vientiane", "planned_place.country": "states/LAO",
        "host": "states/LAO", "sources": "CCM/MSP/2010/5",
        "convocation.convened_by": "the Secretary-General of the United Nations",
        "convocation.date": "2010-05-05", "convocation.reference": "ODA/31-2010/CCM",
        "convocation.legal_basis": "Article 11, paragraph 2",
        "convocation.invited": "all States Parties and States not party",
        "convocation.source": FIRST.format(4),
        "held_start_date": "2010-11-09", "held_end_date": "2010-11-12", "plenary_meetings": 8,
        "opening.opened_by": "Ambassador Gerard Corr", "opening.on_behalf_of": "states/IRL",
        "opening.capacity": "Chairperson of the preparatory meeting",
        "opening.source": FIRST.format(14),
        "notes": "The agenda was adopted as CCM/MSP/2010/1, whose text is not in the final document.",
    },
    {
        "id": "1msp-preparatory",
        "display_name": "Preparatory meeting for the First Meeting of States Parties",
        "kind": "PREPARATORY", "planned_start_date": "2010-09-06",
        "planned_end_date": "2010-09-06", "planned_place.city": "Geneva",
        "planned_place.country": "states/CHE", "prepares": "meetings/1msp",
        "sources": FIRST.format(5), "held_start_date": "2010-09-06",
        "held_end_date": "2010-09-06",
        "notes": "It recommended an agenda, a programme of work, rules of procedure and cost "
                 "estimates for adoption; drafts of the declaration, the action plan, the reporting "
                 "formats and the work programme for 2011 were presented.",
    },
    {
        "id": "intersessional-2011", "display_name": "Informal intersessional meeting of 2011",
        "kind": "INTERSESSIONAL", "planned_start_date": "2011-06-27",
        "planned_end_date": "2011-06-30", "planned_place.city": "Geneva",
        "planned_place.country": "states/CHE", "languages": "en;fr;es",
        "sources": ";".join([FIRST.format(22), FIRST.format(25), FIRST.format(26)]),
        "held_start_date": "2011-06-27", "held_end_date": "2011-06-30",
        "notes": "That it took place is known from the draft Beirut Progress Report of 25 August "
                 "2011 (CCM/MSP/2011/WP.5), whose sources are statements made there; its days are "
                 "those that the First Meeting fixed.",
    },
    {
        "id": "2msp", "display_name": "Second Meeting of States Parties",
        "kind": "MEETING_OF_STATES_PARTIES", "ordinal": 2,
        "planned_start_date": "2011-09-12", "planned_end_date": "2011-09-16",
        "planned_place.city": "Beirut", "planned_place.country": "states/LBN",
        "host": "states/LBN", "sources": FIRST.format(28) + ";" + BEIRUT,
        "convocation.convened_by": "the Secretary-General of the United Nations",
        "convocation.legal_basis": "Article 11, paragraph 2",
        "convocation.source": "the Convention; the act itself is not in our sources",
        "held_start_date": "2011-09-13", "held_end_date": "2011-09-16",
        "notes": "Planned for 12 to 16 September 2011, held from 13 to 16 September.",
    },
]

STEP_COLUMNS = ["meeting", "description", "date", "reference", "states", "source"]
STEPS = [
    ("1msp", "The General Assembly welcomed the offer of the Lao People's Democratic Republic to "
     "host the meeting, and asked the Secretary-General to prepare for convening it",
     "2009-12-02", "A/RES/64/36", "", FIRST.format(2)),
    ("1msp", "States that had deposited their instruments asked the Secretary-General, in one "
     "letter, to convene the meeting in Vientiane from 9 to 12 November 2010",
     "2010-03-17", "", 26, FIRST.format(3)),
]

AGENDA_COLUMNS = ["meeting", "number", "title", "theme"]
AGENDA = [
    ("intersessional-2011", "a", "General status and operation of the Convention",
     "STATUS_AND_OPERATION"),
    ("intersessional-2011", "b", "Victim assistance", "VICTIM_ASSISTANCE"),
    ("intersessional-2011", "c", "Clearance of remnants, and risk reduction education", "CLEARANCE"),
    ("intersessional-2011", "d", "Stockpile destruction and retention", "STOCKPILE_DESTRUCTION"),
    ("intersessional-2011", "e", "Universalization", "UNIVERSALIZATION"),
    ("intersessional-2011", "f", "Transparency", "TRANSPARENCY"),
    ("intersessional-2011", "g", "National implementation measures", "NATIONAL_IMPLEMENTATION"),
    ("intersessional-2011", "h", "Cooperation and assistance", "COOPERATION_AND_ASSISTANCE"),
]

FUNDING_COLUMNS = ["meeting", "giver", "channel", "purpose", "source"]
FUNDING = [
    ("intersessional-2011", "", "", "Interpretation between English, French and Spanish",
     FIRST.format(26)),
    ("intersessional-2011", "", "actors/undp",
     "Conference support by the Executive Coordinator, by contributions earmarked for it in UNDP's "
     "trust fund for crisis prevention and recovery", FIRST.format(27)),
]

OFFICER_COLUMNS = ["meeting", "id", "office", "holder", "person", "title", "theme",
                   "theme_as_recorded", "how_chosen", "term_start_date", "term_end_date",
                   "list_position", "source", "notes"]
AT_MEETING = ("2010-11-09", "2010-11-12")


def officer(meeting, name, office, holder, paragraph, person="", title="", how="", term=AT_MEETING,
            position="", notes=""):
    return dict(zip(OFFICER_COLUMNS, (meeting, name, office, holder, person, title, "", "", how,
                                      *term, position, FIRST.format(paragraph), notes)))


FRIENDS = [
    ("AUS", "CLEARANCE", "Clearance"),
    ("AUT", "VICTIM_ASSISTANCE", "Victim Assistance"),
    ("BEL", "TRANSPARENCY", "Reporting Formats"),
    ("CAN", "IMPLEMENTATION_SUPPORT", "2011 Work plan and Architecture"),
    ("DEU", "STOCKPILE_DESTRUCTION", "Stockpile Destruction"),
    ("IRL", "PROCEDURE", "Procedural Matters and Preparatory Process"),
    ("JPN", "UNIVERSALIZATION", "Universalization"),
    ("NZL", "NATIONAL_IMPLEMENTATION", "National Implementation Measures"),
    ("NOR", "ACTION_PLAN", "Vientiane Action Plan"),
    ("ZAF", "COOPERATION_AND_ASSISTANCE", "International Cooperation and Assistance"),
]
OFFICERS = [
    officer("1msp-preparatory", "chairperson", "CHAIRPERSON", "states/IRL", 14,
            "Ambassador Gerard Corr", term=("2010-09-06", "2010-09-06")),
    officer("1msp", "president", "PRESIDENT", "states/LAO", 15, "Mr. Thongloun Sisoulith",
            "Deputy Prime Minister and Minister of Foreign Affairs", "confirmed by acclamation",
            ("2010-11-09", "2011-09-12"),
            notes="In office until the Second Meeting opened, on 13 September 2011."),
    *[officer("1msp", f"vice-president-{state.lower()}", "VICE_PRESIDENT", f"states/{state}", 16,
              how="elected by acclamation", position=number)
      for number, state in enumerate(("BEL", "JPN", "MEX", "ZMB"), start=1)],
    officer("1msp", "secretary-general", "SECRETARY_GENERAL", "actors/unoda", 17,
            "Mr. Peter Kolarov", "Geneva Branch", "confirmed"),
    *[dict(officer("1msp", f"friend-{state.lower()}", "FRIEND_OF_THE_PRESIDENT",
                   f"states/{state}", 15, position=number), theme=theme, theme_as_recorded=words)
      for number, (state, theme, words) in enumerate(FRIENDS, start=1)],
    officer("1msp", "executive-coordinator", "EXECUTIVE_COORDINATOR", "actors/undp", 27,
            "Ms. Sara Sekkenes", "Bureau for Crisis Prevention and Recovery",
            "appointed by the President", ("2010-11-12", "")),
    officer("1msp", "president-designate", "PRESIDENT_DESIGNATE", "states/LBN", 28,
            "Dr. Ali Al-Chami", "Minister of Foreign Affairs and Emigrants",
            "designated by the meeting", ("2010-11-12", "2011-09-12"),
            notes="Assisted by the Permanent Representative of Lebanon in Geneva."),
]

PARTICIPATION_COLUMNS = ["meeting", "id", "party", "kind", "rule", "name_in_record",
                         "list_position", "source"]
KINDS = {
    "para7_state_party": "STATE_PARTY",
    "para8_ratified_not_in_force": "RATIFIED_NOT_IN_FORCE",
    "para9_signatory": "SIGNATORY",
    "para10_observer": "OBSERVER_STATE",
}
# Where the document prints a name in another form than the source table.
PRINTED = {"GBR": "United Kingdom of Great Britain and Northern Ireland"}
# By paragraph: the actor, and the name as printed.
ORGANISATIONS = {
    11: [
        ("undp", "United Nations Development Programme (UNDP)"),
        ("undss", "United Nations Department for Safety and Security (UNDSS)"),
        ("unhcr", "Office of the United Nations High Commissioner for Refugees (UNHCR)"),
        ("unicef", "United Nations Children's Fund (UNICEF)"),
        ("unidir", "United Nations Institute for Disarmament Research (UNIDIR)"),
        ("unmas", "United Nations Mine Action Service (UNMAS)"),
        ("unoda", "United Nations Office for Disarmament Affairs (UNODA)"),
    ],
    12: [
        ("icrc", "International Committee of the Red Cross (ICRC)"),
        ("ifrc", "International Federation of the Red Cross and Red Crescent Societies"),
        ("gichd", "Geneva International Centre for Humanitarian Demining (GICHD)"),
        ("cluster-munition-coalition", "Cluster Munition Coalition (CMC)"),
    ],
    13: [
        ("asean", "ASEAN"),
        ("danish-demining-group", "Danish Demining Group"),
        ("european-union", "European Union"),
        ("halo-trust", "HALO Trust"),
        ("itf", "International Trust Fund for Demining and Mine Victims Assistance Clearance "
         "(ITF)"),
        ("iraqi-red-crescent-society", "Iraqi Red Crescent Society"),
        ("jica", "Japan International Cooperation Agency (JICA)"),
        ("mine-action-information-center",
         "Mine Action Information Center (James Madison University)"),
        ("pordea", "Poverty Reduction and Development Association (PORDEA)"),
    ],
}
RULES = {11: "Rule 1(2)", 12: "Rule 1(2)", 13: "Rule 1(3)"}

MESSAGE_COLUMNS = ["meeting", "id", "speaker", "capacity", "on_behalf_of", "date", "list_position",
                   "source"]
MESSAGES = [
    ("1msp", "united-nations", "Ms. Asha-Rose Migiro",
     "Deputy Secretary-General of the United Nations", "", "2010-11-09", 1, FIRST.format(19)),
    ("1msp", "icrc", "Ms. Christine Beerli",
     "Vice-President of the International Committee of the Red Cross", "actors/icrc", "2010-11-09",
     2, FIRST.format(19)),
    ("1msp", "cmc", "Mr. Thomas Nash", "Coordinator of the Cluster Munition Coalition",
     "actors/cluster-munition-coalition", "2010-11-09", 3, FIRST.format(19)),
]

DOCUMENT_COLUMNS = ["meeting", "id", "symbol", "title", "kind", "treatment", "treatment_date",
                    "issued_as", "list_position", "source", "notes"]


def document(symbol, paragraph, title="", kind="", treatment="", day="", issued_as="", notes=""):
    return (symbol, title, kind, treatment, day, issued_as, FIRST.format(paragraph), notes)


FIRST_DAY, LAST_DAY = "2010-11-09", "2010-11-12"
DOCUMENTS = [
    document("CCM/MSP/2010/1", 18, "Agenda", "AGENDA", "ADOPTED", FIRST_DAY),
    document("CCM/MSP/2010/2", 18, "Programme of work", "PROGRAMME_OF_WORK", "ADOPTED", FIRST_DAY),
    document("CCM/MSP/2010/3", 18, "Rules of procedure", "RULES_OF_PROCEDURE", "ADOPTED",
             FIRST_DAY),
    document("CCM/MSP/2010/4", 18, "Estimated costs of the meeting", "COST_ESTIMATE", "ADOPTED",
             FIRST_DAY),
    document("CCM/MSP/2010/WP.1", 20, treatment="CONSIDERED"),
    document("CCM/MSP/2010/WP.2", 22, "President's paper on the work programme for 2011",
             "WORK_PROGRAMME", "TAKEN_AS_GUIDE", LAST_DAY),
    document("CCM/MSP/2010/WP.3", 20, treatment="CONSIDERED"),
    document("CCM/MSP/2010/WP.4", 21, "Reporting formats for Article 7", "REPORTING_FORMATS",
             "ADOPTED_AND_RECOMMENDED", LAST_DAY),
    document("CCM/MSP/2010/WP.5", 20, treatment="CONSIDERED"),
    document("CCM/MSP/2010/WP.6", 20, treatment="CONSIDERED"),
    document("CCM/MSP/2010/WP.7", 29,
             "Financial arrangements for the Second Meeting of States Parties", "COST_ESTIMATE",
             "RECOMMENDED_TO_NEXT", LAST_DAY,
             notes="Named in paragraph 29, not in paragraph 20's list of what was considered."),
    document("CCM/MSP/2010/CRP.1", 30, "Procedural report", "REPORT", "ADOPTED", LAST_DAY,
             "CCM/MSP/2010/5"),
    document("CCM/MSP/2010/5, Annex I", 21, "The 2010 Vientiane Declaration", "DECLARATION",
             "ADOPTED", LAST_DAY),
    document("CCM/MSP/2010/5, Annex II", 21, "Vientiane Action Plan", "ACTION_PLAN", "ADOPTED",
             LAST_DAY),
]

DECISION_COLUMNS = ["meeting", "id", "kind", "number", "summary", "date", "themes", "documents",
                    "fixes_meeting", "list_position", "source"]


def decision(name, kind, summary, themes="", documents="", fixes="", number=""):
    return (name, kind, number or name, summary, themes, documents, fixes)


DECISIONS = [
    decision("21", "ADOPTED",
             "The meeting adopted the Vientiane Declaration and the Vientiane Action Plan",
             "ACTION_PLAN", "CCM/MSP/2010/5, Annex I;CCM/MSP/2010/5, Annex II"),
    decision("21-formats", "ADOPTED",
             "The meeting adopted formats for reporting under Article 7, and recommended that States "
             "Parties use them", "TRANSPARENCY", "CCM/MSP/2010/WP.4", number="21"),
    decision("22", "DECIDED",
             "The President's paper is to guide the work of 2011, and the President, with such "
             "Friends as are needed, is to prepare and lead an informal meeting between the formal "
             "ones, with discussions by theme", "IMPLEMENTATION_SUPPORT", "CCM/MSP/2010/WP.2"),
    decision("23", "ENCOURAGED",
             "The President was encouraged to name Friends, and to meet them regularly together "
             "with the United Nations, the International Committee of the Red Cross, the Cluster "
             "Munition Coalition and others, so that their work is coordinated",
             "IMPLEMENTATION_SUPPORT;PARTNERSHIPS"),
    decision("24", "DECIDED",
             "The informal meeting is to lead to recommendations to the Second Meeting: on the "
             "architecture of implementation and how the work is coordinated, on later "
             "intersessional work, and on whether there should be an implementation support unit, "
             "and of what nature", "IMPLEMENTATION_SUPPORT"),
    decision("25", "DECIDED",
             "The informal meeting takes place in Geneva from 27 to 30 June 2011",
             "IMPLEMENTATION_SUPPORT", fixes="intersessional-2011"),
    decision("26", "DECIDED",
             "It is held in English, French and Spanish, paid for by voluntary funding",
             "PROCEDURE"),
    decision("27", "WELCOMED",
             "The meeting welcomed the appointment of an Executive Coordinator by the President, and "
             "invited her, with the help of the Geneva International Centre for Humanitarian "
             "Demining, to give the intersessional meeting its conference support, at the cost of "
             "voluntary contributions earmarked for it", "IMPLEMENTATION_SUPPORT"),
    decision("28", "DESIGNATED",
             "Dr. Ali Al-Chami of Lebanon is to be President of the Second Meeting, which takes "
             "place in Beirut from 12 to 16 September 2011", "PROCEDURE", fixes="2msp"),
    decision("29", "RECOMMENDED",
             "The meeting recommended the financial arrangements for the Second Meeting to it for "
             "adoption", "PROCEDURE", "CCM/MSP/2010/WP.7"),
    decision("30", "ADOPTED", "The meeting adopted its procedural report", "PROCEDURE",
             "CCM/MSP/2010/CRP.1"),
    decision("commitment-a", "COMMITMENT",
             "carry out every obligation of the Convention, end all that it forbids, and keep to "
             "the Vientiane Action Plan", "STATUS_AND_OPERATION;ACTION_PLAN",
             number="Annex I, 12 (a)"),
    decision("commitment-b", "COMMITMENT",
             "go faster with clearance and the destruction of stockpiles, reach more victims and "
             "survivors with services, and raise more means for it, so that all meet their "
             "deadlines", "CLEARANCE;STOCKPILE_DESTRUCTION;VICTIM_ASSISTANCE",
             number="Annex I, 12 (b)"),
    decision("commitment-c", "COMMITMENT",
             "begin destroying stockpiles early, so that no extension has to be asked for",
             "STOCKPILE_DESTRUCTION", number="Annex I, 12 (c)"),
    decision("commitment-d", "COMMITMENT",
             "work more closely with international organisations and civil society, so that "
             "implementation quickens at once, above all in clearance, victim assistance and "
             "stockpile destruction", "PARTNERSHIPS;COOPERATION_AND_ASSISTANCE",
             number="Annex I, 12 (d)"),
    decision("commitment-e", "COMMITMENT",
             "report in time and in full on all obligations, so that needs, difficulties and "
             "progress become known", "TRANSPARENCY", number="Annex I, 12 (e)"),
    decision("commitment-f", "COMMITMENT",
             "promote the Convention's norms, as they are bound to, towards acceptance by every "
             "State", "UNIVERSALIZATION", number="Annex I, 12 (f)"),
]
POSITIONS = {name: number for number, (name, *_) in enumerate(DECISIONS, start=1)}

MANDATE_COLUMNS = ["meeting", "id", "decision", "task", "responsible", "responsible_office",
                   "all_states_parties", "assisted_by", "theme", "due_date", "due_meeting", "source",
                   "completion.date", "completion.known_date", "completion.evidence"]
# What is to be done at a meeting is due on the last day that the First Meeting fixed for it
# (paragraphs 25 and 28); what is to be before it, by the meeting.
MANDATES = [
    {"id": "use-reporting-formats", "decision": "21-formats",
     "task": "Use the adopted formats in reports under Article 7", "all_states_parties": "true",
     "theme": "TRANSPARENCY"},
    {"id": "intersessional-2011", "decision": "22",
     "task": "Prepare and lead the informal intersessional meeting of 2011",
     "responsible": "states/LAO", "responsible_office": "PRESIDENT",
     "theme": "IMPLEMENTATION_SUPPORT", "due_date": "2011-06-30",
     "completion.date": "2011-06-30", "completion.known_date": "2011-08-25",
     "completion.evidence": "Statements made there are sources of the draft Beirut Progress Report "
                            "(CCM/MSP/2011/WP.5)"},
    {"id": "friends-and-coordination", "decision": "23",
     "task": "Name Friends of the President, and meet them and the partners regularly",
     "responsible": "states/LAO", "responsible_office": "PRESIDENT",
     "assisted_by": "actors/icrc;actors/cluster-munition-coalition",
     "theme": "IMPLEMENTATION_SUPPORT"},
    {"id": "recommendations-on-architecture", "decision": "24",
     "task": "Bring recommendations on architecture, coordination, intersessional work and an "
             "implementation support unit before the Second Meeting",
     "responsible": "states/LAO", "responsible_office": "PRESIDENT",
     "theme": "IMPLEMENTATION_SUPPORT", "due_meeting": "meetings/2msp"},
    {"id": "conference-support", "decision": "27",
     "task": "Give the intersessional meeting its conference support",
     "responsible": "actors/undp", "responsible_office": "EXECUTIVE_COORDINATOR",
     "assisted_by": "actors/gichd", "theme": "IMPLEMENTATION_SUPPORT",
     "due_date": "2011-06-30"},
    {"id": "host-second-meeting", "decision": "28",
     "task": "Host the Second Meeting in Beirut, and preside over it",
     "responsible": "states/LBN", "responsible_office": "PRESIDENT_DESIGNATE",
     "theme": "PROCEDURE", "due_date": "2011-09-16",
     "completion.date": "2011-09-16",
     "completion.evidence": "The Second Meeting was held in Beirut from 13 to 16 September 2011 "
                            "(clusterconvention.org/2msp)"},
    {"id": "adopt-financial-arrangements", "decision": "29",
     "task": "Adopt the financial arrangements at the Second Meeting",
     "all_states_parties": "true", "theme": "PROCEDURE", "due_date": "2011-09-16"},
]


def document_id(symbol):
    return "-".join(p for p in "".join(
        c.lower() if c.isalnum() else " " for c in symbol).split(" ") if p)


def participations(tables, out):
    rows, places = [], {}
    for row in tables("msp1_participation.csv"):
        paragraph = int(row["category"][4:].split("_")[0])
        places[paragraph] = places.get(paragraph, 0) + 1
        rows.append({
            "meeting": "1msp", "id": row["iso3"].lower(), "party": f"states/{row['iso3']}",
            "kind": KINDS[row["category"]],
            "rule": "",
            "name_in_record": PRINTED.get(row["iso3"], row["name_in_final_document"]),
            "list_position": places[paragraph], "source": FIRST.format(paragraph),
        })
    for paragraph, organisations in ORGANISATIONS.items():
        for name, printed in organisations:
            rows.append({
                "meeting": "1msp", "id": name, "party": f"actors/{name}",
                "kind": "OBSERVER_ORGANISATION", "rule": RULES[paragraph],
                "name_in_record": printed,
                # One list after the other, as the document has them.
                "list_position": sum(1 for r in rows
                                     if r["kind"] == "OBSERVER_ORGANISATION") + 1,
                "source": FIRST.format(paragraph),
            })
    for paragraph, expected in ((7, 33), (8, 7), (9, 47), (10, 34), (11, 7), (12, 4), (13, 9)):
        found = sum(1 for r in rows if r["source"] == FIRST.format(paragraph))
        if found != expected:
            out.misfit("msp1_participation.csv", f"paragraph {paragraph}",
                       f"{found} took part, not {expected}")
    return rows


def make(tables, out):
    def table(name, columns, rows):
        out.table(name, columns, [
            {column: row.get(column, "") for column in columns} if isinstance(row, dict)
            else dict(zip(columns, row)) for row in rows])

    table("meetings.csv", MEETING_COLUMNS, MEETINGS)
    table("meeting_steps.csv", STEP_COLUMNS, STEPS)
    table("meeting_agenda.csv", AGENDA_COLUMNS, AGENDA)
    table("meeting_funding.csv", FUNDING_COLUMNS, FUNDING)
    table("meeting_officers.csv", OFFICER_COLUMNS, OFFICERS)
    table("meeting_participations.csv", PARTICIPATION_COLUMNS, participations(tables, out))
    table("meeting_messages.csv", MESSAGE_COLUMNS, MESSAGES)
    known = {row[0] for row in DOCUMENTS}
    table("meeting_documents.csv", DOCUMENT_COLUMNS, [
        ("1msp", document_id(symbol), symbol, title, kind, treatment, day, issued_as, number,
         source, notes)
        for number, (symbol, title, kind, treatment, day, issued_as, source, notes)
        in enumerate(DOCUMENTS, start=1)])
    rows = []
    for name, kind, number, summary, themes, documents, fixes in DECISIONS:
        symbols = [s for s in documents.split(";") if s]
        for symbol in symbols:
            if symbol not in known:
                out.misfit("first_meeting.py", name, f"no document {symbol!r}")
        source = ("CCM/MSP/2010/5, Annex I, paragraph 12" if kind == "COMMITMENT"
                  else FIRST.format(number))
        rows.append({
            "meeting": "1msp", "id": name, "kind": kind, "number": number, "summary": summary,
            "date": LAST_DAY, "themes": themes,
            "documents": ";".join(f"meetings/1msp/documents/{document_id(s)}" for s in symbols),
            "fixes_meeting": f"meetings/{fixes}" if fixes else "",
            "list_position": POSITIONS[name], "source": source,
        })
    table("meeting_decisions.csv", DECISION_COLUMNS, rows)
    mandates = []
    for mandate in MANDATES:
        number = next(d[2] for d in DECISIONS if d[0] == mandate["decision"])
        mandates.append(dict(mandate, meeting="1msp",
                             decision=f"meetings/1msp/decisions/{mandate['decision']}",
                             source=FIRST.format(number)))
    table("meeting_mandates.csv", MANDATE_COLUMNS, mandates)
