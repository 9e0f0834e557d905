"""What the registry knows beside the source tables: names of areas and organisations, and which
remark of a source row belongs to which fact. Edited by hand."""

STATE_SOURCES = (
    "Codes and regions: datasets/country-codes (ISO 3166-1, UN M49)"
    ";Regional group and least developed list: general knowledge, checked by their totals"
)

# Names that documents print and the source table does not have.
MORE_ALIASES = {
    "GBR": ["Great Britain"],
}

# Short names that States had since the Convention's adoption, and the first day on which they were no
# longer called so at the United Nations. Days are from general knowledge, unverified.
FORMER_NAMES = {
    "CPV": [("Cape Verde", "2013-10-24")],
    "CZE": [("Czech Republic", "2016-07-05")],
    "LBY": [("Libyan Arab Jamahiriya", "2011-09-16")],
    "MKD": [("The former Yugoslav Republic of Macedonia", "2019-02-12")],
    "PSE": [("Palestine", "2012-12-17")],
    "SWZ": [("Swaziland", "2018-04-19")],
    "TUR": [("Turkey", "2022-06-01")],
}

# What another source says of a treaty action, where it differs from the one that counts.
OTHER_ACCOUNTS = {
    ("GNB", "SIGNATURE"): [("2008-12-03", "Cluster Munition Monitor")],
}

# Remarks in the source table that are about one treaty action.
NOTE_IS_ABOUT = {
    "BLZ": "PROVISIONAL_APPLICATION",
    "DNK": "RATIFICATION",
    "GNB": "SIGNATURE",
    "LTU": "WITHDRAWAL",
}

# Receipt of the notice of withdrawal, six months before the published effect; source.
WITHDRAWAL_RECEIVED = {
    "LTU": ("2024-09-06", "effect: genevapm.dfa.gov.ph statement; notice: general knowledge"),
}

# Words that stand where a party's code would, and name none. "..." marks a list that its source
# cuts off.
NO_PARTY = {"global", "..."}

# Territories and areas that the funding tables and the Monitor name and that are no State of the
# registry. `code` is how the source tables name it.
AREA_COLUMNS = ["code", "id", "display_name", "aliases", "m49", "region", "notes"]
AREAS = [
    ("area:KOSOVO", "kosovo", "Kosovo", "", "", "Europe",
     "Recipient in published funding tables (2014)."),
    ("", "nagorno-karabakh", "Nagorno-Karabakh", "", "", "Asia",
     "Listed as contaminated by the Cluster Munition Monitor 2011."),
    ("area:SOMALILAND", "somaliland", "Somaliland", "", "", "Africa",
     "Recipient in published funding tables (2012, 2014, 2019)."),
    ("ESH", "western-sahara", "Western Sahara", "", "732", "Africa",
     "Recipient in published funding tables (2014, 2015); listed as contaminated by the Cluster "
     "Munition Monitor 2011."),
]

MEETING = "Observer at the First Meeting of States Parties (CCM/MSP/2010/5, paragraph {})."

# Organisations that the funding tables name, that took part in the First Meeting, or through which
# the OECD's channel codes say that assistance goes.
ACTOR_COLUMNS = ["code", "id", "display_name", "aliases", "kind", "state", "crs_channel", "notes"]
ACTORS = [
    ("", "asean", "Association of Southeast Asian Nations", "ASEAN",
     "INTERNATIONAL_ORGANISATION", "", "", MEETING.format(13)),
    ("org:BLOM_BANK", "blom-bank", "BLOM Bank", "", "PRIVATE", "LBN", "",
     "Gives a part of card fees to clearance in Lebanon."),
    ("", "cluster-munition-coalition", "Cluster Munition Coalition", "CMC", "NGO", "", "",
     MEETING.format(12)),
    ("org:CM_TRUST_FUND_LAO", "cluster-munitions-trust-fund-lao-pdr",
     "Trust Fund for Implementation of the Convention on Cluster Munitions in the Lao PDR",
     "Lao PDR Cluster Munitions Trust Fund", "FUND", "LAO", "",
     "Set up in March 2010 by the Government and UNDP."),
    ("org:CEB", "council-of-europe-development-bank", "Council of Europe Development Bank", "CEB",
     "INTERNATIONAL_ORGANISATION", "", "",
     "The source prints the abbreviation CEB alone, which is read so."),
    ("", "danish-demining-group", "Danish Demining Group", "DDG", "NGO", "DNK", "",
     MEETING.format(13)),
    ("EUU", "european-union", "European Union", "EU;European Commission;EC",
     "INTERNATIONAL_ORGANISATION", "", "", MEETING.format(13)),
    ("org:GICHD", "gichd", "Geneva International Centre for Humanitarian Demining", "GICHD",
     "INTERNATIONAL_ORGANISATION", "CHE", "47123", MEETING.format(12)),
    ("org:GLOBAL", "global", "Global activities", "Global", "GROUPING", "", "",
     "What published tables give for no one recipient."),
    ("", "halo-trust", "HALO Trust", "The HALO Trust", "NGO", "GBR", "", MEETING.format(13)),
    ("org:ICRC", "icrc", "International Committee of the Red Cross", "ICRC",
     "RED_CROSS_RED_CRESCENT", "", "21016", MEETING.format(12)),
    ("", "ifrc", "International Federation of Red Cross and Red Crescent Societies", "IFRC",
     "RED_CROSS_RED_CRESCENT", "", "21018", MEETING.format(12)),
    ("", "iraqi-red-crescent-society", "Iraqi Red Crescent Society", "",
     "RED_CROSS_RED_CRESCENT", "IRQ", "", MEETING.format(13)),
    ("org:ISU_MBT", "isu-mine-ban-convention",
     "Implementation Support Unit of the Anti-Personnel Mine Ban Convention",
     "ISU;APMBC ISU", "INTERNATIONAL_ORGANISATION", "", "", ""),
    ("", "itf", "ITF Enhancing Human Security",
     "ITF;International Trust Fund for Demining and Mine Victims Assistance", "NGO", "SVN", "21027",
     MEETING.format(13)),
    ("", "jica", "Japan International Cooperation Agency", "JICA", "DONOR_AGENCY", "JPN", "",
     MEETING.format(13)),
    ("", "mine-action-information-center",
     "Mine Action Information Center (James Madison University)", "MAIC",
     "ACADEMIC_INSTITUTION", "USA", "", MEETING.format(13)),
    ("org:OFID", "opec-fund", "OPEC Fund for International Development", "OFID;OPEC Fund",
     "INTERNATIONAL_ORGANISATION", "", "", ""),
    ("", "pordea", "Poverty Reduction and Development Association", "PORDEA", "NGO", "", "",
     MEETING.format(13)),
    ("region:AFRICA", "region-africa", "Africa (regional total)", "", "GROUPING", "", "",
     "What published tables give for the region as a whole."),
    ("org:UN_PORTFOLIO", "un-portfolio", "United Nations Portfolio of Mine Action Projects",
     "Portfolio of Mine Action Projects", "GROUPING", "", "",
     "The projects of many countries and agencies, added up."),
    ("", "undss", "United Nations Department for Safety and Security", "UNDSS", "UNITED_NATIONS",
     "", "", MEETING.format(11)),
    ("org:UNDP", "undp", "United Nations Development Programme", "UNDP", "UNITED_NATIONS", "",
     "41114", MEETING.format(11)),
    ("", "unhcr", "Office of the United Nations High Commissioner for Refugees", "UNHCR",
     "UNITED_NATIONS", "", "", MEETING.format(11)),
    ("", "unicef", "United Nations Children's Fund", "UNICEF", "UNITED_NATIONS", "", "41122",
     MEETING.format(11)),
    ("", "unidir", "United Nations Institute for Disarmament Research", "UNIDIR",
     "UNITED_NATIONS", "", "41150", MEETING.format(11)),
    ("org:UNMAS", "unmas", "United Nations Mine Action Service", "UNMAS", "UNITED_NATIONS", "",
     "41126", MEETING.format(11)),
    ("", "unoda", "United Nations Office for Disarmament Affairs", "UNODA", "UNITED_NATIONS", "",
     "", MEETING.format(11)),
    ("", "unops", "United Nations Office for Project Services", "UNOPS", "UNITED_NATIONS", "",
     "41502", "Implements in-kind assistance in published tables (2014)."),
]
