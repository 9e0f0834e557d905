// A matching in words, in lines of at most 100 columns: names instead of codes, amounts with
// thousands separators, and for everything the reason that the service gave.
//
// Pure functions: the same findings give the same text.
#ifndef CLEARWAY_CLIENTS_OFFICER_REPORT_RENDER_H_
#define CLEARWAY_CLIENTS_OFFICER_REPORT_RENDER_H_

#include <string>

#include "clients/officer_report/findings.h"

namespace clearway::officer_report {

// The whole: each request with what was matched, by whom and why, and what stays unmet and why;
// each offer with what is left and why; the proof.
std::string RenderMatching(const Findings& findings);

// The proof alone, and how long the parts took.
std::string RenderProof(const cooperation::v1::MatchRun& run);

// A matching of very many records: totals, how many needs were met, why others were not, the
// largest proposals, the proof.
std::string RenderSummary(const Findings& findings);

}  // namespace clearway::officer_report

#endif  // CLEARWAY_CLIENTS_OFFICER_REPORT_RENDER_H_
