// What history then did: beside each proposal, what the published tables record.
#ifndef CLEARWAY_CLIENTS_OFFICER_REPORT_HISTORY_H_
#define CLEARWAY_CLIENTS_OFFICER_REPORT_HISTORY_H_

#include <string>

#include "clients/officer_report/findings.h"

namespace clearway::officer_report {

// For each provider, recipient and year of a proposal, the recorded contributions of these; then
// all that is recorded for the recipient from the matching's year on. Where nothing is recorded, it
// says whether a published table would have it: tables are of a recipient or of a donor in a year,
// and most years have none. Pure.
std::string RenderHistory(const Findings& findings);

}  // namespace clearway::officer_report

#endif  // CLEARWAY_CLIENTS_OFFICER_REPORT_HISTORY_H_
