#include "services/universalization/joining/assistance_draft.h"

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/resource/fingerprint.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/handling.h"
#include "services/universalization/joining/collections.h"

namespace clearway::universalization {
namespace {

using cooperation::v1::AssistanceRequest;
using v1::Obstacle;

constexpr size_t kLongestId = 63;

// A UUID (RFC 9562 version 8) from what it stands for.
std::string UuidOf(absl::string_view content) {
  std::string hash = resource::Sha256(content).substr(0, 16);
  hash[6] = static_cast<char>((hash[6] & 0x0f) | 0x80);
  hash[8] = static_cast<char>((hash[8] & 0x3f) | 0x80);
  const std::string hex = absl::BytesToHexString(hash);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

}  // namespace

std::string DraftIdOf(absl::string_view obstacle_id) {
  const std::string id = absl::StrCat("obstacle-", obstacle_id);
  if (id.size() <= kLongestId) return id;
  return absl::StrCat("obstacle-",
                      absl::BytesToHexString(resource::Sha256(obstacle_id)).substr(0, 40));
}

AssistanceRequest DraftOf(const Obstacle& obstacle) {
  AssistanceRequest draft;
  draft.set_recipient(obstacle.state());
  draft.set_title(absl::StrCat("Joining the Convention: ", obstacle.title()));
  std::string words = obstacle.description();
  if (!obstacle.what_would_help().empty()) {
    absl::StrAppend(&words, words.empty() ? "" : "\n\n",
                    "What would help: ", obstacle.what_would_help());
  }
  draft.set_description(words);
  draft.set_area_of_work(type::v1::AREA_OF_WORK_UNIVERSALIZATION);
  *draft.mutable_needs() = obstacle.assistance_needed();
  draft.add_sources(absl::StrCat("universalization: ", obstacle.name()));
  return draft;
}

absl::StatusOr<v1::DraftAssistanceRequestResponse> DraftAssistanceRequest(
    const rpc::Call&, const store::Snapshot& at, const v1::DraftAssistanceRequestRequest& request) {
  ASSIGN_OR_RETURN(const Obstacle obstacle, Obstacles().Get(at, request.name()));
  v1::DraftAssistanceRequestResponse response;
  response.set_linked_request(obstacle.assistance_request());
  response.set_etag(obstacle.etag());
  // What is linked stays told, whatever has become of the obstacle since.
  if (obstacle.status() != Obstacle::STATUS_OPEN) {
    if (!obstacle.assistance_request().empty()) return response;
    return WrongState(obstacle.name(), "RESOLVED", "OPEN");
  }
  if (obstacle.assistance_needed().empty()) {
    if (!obstacle.assistance_request().empty()) return response;
    return rpc::FailedPrecondition(
        type::v1::ERROR_REASON_STATE_NOT_ALLOWED, obstacle.name(),
        "says of no assistance that it needs: fill in assistance_needed first");
  }
  ASSIGN_OR_RETURN(const std::string id, Obstacles().IdOf(obstacle.name()));
  *response.mutable_assistance_request() = DraftOf(obstacle);
  response.set_assistance_request_id(DraftIdOf(id));
  response.set_request_id(
      UuidOf(absl::StrCat("CreateAssistanceRequest\n", obstacle.name(), "\n",
                          resource::DeterministicBytes(response.assistance_request()))));
  return response;
}

absl::StatusOr<Obstacle> LinkAssistanceRequest(const rpc::Call& call, store::Txn& txn,
                                               const v1::LinkAssistanceRequestRequest& request) {
  ASSIGN_OR_RETURN(Obstacle obstacle, Obstacles().Get(txn, request.name()));
  // A repeat changes nothing, and its etag may well be of before the first.
  if (obstacle.assistance_request() == request.assistance_request()) return obstacle;
  RETURN_IF_ERROR(CheckEtag(obstacle, request.etag()));
  if (!obstacle.assistance_request().empty() && !request.replace()) {
    return rpc::FailedPrecondition(
        type::v1::ERROR_REASON_STATE_NOT_ALLOWED, obstacle.name(),
        absl::StrCat("is linked to ", obstacle.assistance_request(), "; say replace to link ",
                     request.assistance_request(), " in its place"));
  }
  obstacle.set_assistance_request(request.assistance_request());
  *obstacle.mutable_link_time() = TimeOf(call);
  return Obstacles().Write(call, txn, std::move(obstacle), "linkAssistanceRequest");
}

}  // namespace clearway::universalization
