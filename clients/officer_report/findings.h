// All that a report tells about one matching, fetched before anything is written.
#ifndef CLEARWAY_CLIENTS_OFFICER_REPORT_FINDINGS_H_
#define CLEARWAY_CLIENTS_OFFICER_REPORT_FINDINGS_H_

#include <map>
#include <string>
#include <vector>

#include "clearway/cooperation/v1/assistance_request.pb.h"
#include "clearway/cooperation/v1/contribution.pb.h"
#include "clearway/cooperation/v1/match_run.pb.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "clearway/cooperation/v1/proposal.pb.h"

namespace clearway::officer_report {

struct Findings {
  cooperation::v1::MatchRun run;
  std::vector<cooperation::v1::Proposal> proposals;  // of the run
  // By resource name. A name that is missing here is shown as it is.
  std::map<std::string, cooperation::v1::AssistanceRequest> requests;
  std::map<std::string, cooperation::v1::Offer> offers;
  std::map<std::string, std::string> display_names;  // of States, areas and actors
  // Contributions recorded from elsewhere, of any year.
  std::vector<cooperation::v1::Contribution> recorded;

  std::string NameOf(const std::string& party) const {
    auto found = display_names.find(party);
    return found == display_names.end() ? party : found->second;
  }
};

}  // namespace clearway::officer_report

#endif  // CLEARWAY_CLIENTS_OFFICER_REPORT_FINDINGS_H_
