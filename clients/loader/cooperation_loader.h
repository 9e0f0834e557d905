// Brings requests, offers, contributions and rates into the cooperation service, through the same
// RPCs as any client.
//
//   CooperationLoader loader(*client, progress);
//   ASSIGN_OR_RETURN(Tally tally, loader.LoadOffers(offers));
//
// What is there already (by name) is left as it is, whoever put it there; a record that an earlier
// run left half way (created, not published) is taken the rest of the way. So a second run loads
// nothing, and an interrupted one is finished by the next. A record that the service refuses is
// counted with the reason, and the others go on; an error that would meet every record (the service
// is not there) ends the call.
//
// The service learns the registry of States from a feed. While it does not know a State that the
// data names, the loader waits and tries again, up to `registry_wait`.
#ifndef CLEARWAY_CLIENTS_LOADER_COOPERATION_LOADER_H_
#define CLEARWAY_CLIENTS_LOADER_COOPERATION_LOADER_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/loader/assistance_rows.h"
#include "clients/loader/tally.h"
#include "common/rpc/client.h"

namespace clearway::loader {

// (what is being loaded, how many are done, of how many). Called on the loading thread.
using Progress = std::function<void(absl::string_view kind, size_t done, size_t total)>;

// Not thread-safe. `client` outlives it.
class CooperationLoader {
 public:
  explicit CooperationLoader(const rpc::Client& client, Progress progress = nullptr,
                             absl::Duration registry_wait = absl::Seconds(60))
      : client_(client), progress_(std::move(progress)), registry_wait_(registry_wait) {}

  absl::StatusOr<Tally> LoadExchangeRates(const std::vector<cooperation::v1::ExchangeRate>& rates);
  // To PUBLISHED. Names are "assistanceRequests/{id}".
  absl::StatusOr<Tally> LoadRequests(
      const std::vector<cooperation::v1::AssistanceRequest>& requests);
  // To OPEN. Names are "offers/{id}".
  absl::StatusOr<Tally> LoadOffers(const std::vector<cooperation::v1::Offer>& offers);
  absl::StatusOr<Tally> LoadContributions(const std::vector<ExternalContribution>& contributions);

 private:
  // Gives the request an id and calls, waiting while the registry is not known yet.
  absl::Status Call(absl::string_view method, google::protobuf::Message* request,
                    google::protobuf::Message* response);
  absl::StatusOr<std::map<std::string, cooperation::v1::AssistanceRequest::State>> RequestStates();
  absl::StatusOr<std::map<std::string, cooperation::v1::Offer::State>> OfferStates();
  absl::Status Publish(cooperation::v1::AssistanceRequest request);
  void Report(absl::string_view kind, size_t done, size_t total) const;

  const rpc::Client& client_;
  Progress progress_;
  absl::Duration registry_wait_;
};

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_COOPERATION_LOADER_H_
