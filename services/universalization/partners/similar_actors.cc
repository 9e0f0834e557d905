#include "services/universalization/partners/similar_actors.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/resource/viewed.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "google/rpc/error_details.pb.h"
#include "services/universalization/collections.h"
#include "services/universalization/partners/name_form.h"
#include "services/universalization/partners/similarity.h"

namespace clearway::universalization {
namespace {

using v1::Actor;
using v1::SimilarActor;
using Names = google::protobuf::RepeatedPtrField<std::string>;

constexpr size_t kMaxCandidates = 2000;
// Under one key: a word that so many share says little.
constexpr size_t kMaxOfKey = 500;
constexpr int kInitialsScore = 900;

struct Name {
  std::string text;
  NameForm form;
  bool alias;
};

std::vector<Name> FormsOf(const std::string& display_name, const Names& aliases) {
  std::vector<Name> names = {{display_name, FormOf(display_name), false}};
  for (const std::string& alias : aliases) names.push_back({alias, FormOf(alias), true});
  return names;
}

// The most alike of all pairs of names.
SimilarActor Compare(const std::vector<Name>& asked, const Actor& actor) {
  SimilarActor best;
  const auto consider = [&](int score, const Name& a, const Name& b, const char* reason) {
    if (score <= best.score()) return;
    best.set_score(score);
    best.set_asked(a.text);
    best.set_found(b.text);
    best.set_reason(reason);
  };
  for (const Name& b : FormsOf(actor.display_name(), actor.aliases())) {
    for (const Name& a : asked) {
      const bool abbreviations = a.form.abbreviation && b.form.abbreviation;
      if (!(abbreviations && a.alias && b.alias)) {
        const int score = Similarity(a.form, b.form);
        consider(score, a, b, score == 1000 ? "the same words" : "words alike");
      }
      const bool goes_by =
          (!a.alias && IsInitialsOf(a.form, b.form)) || (!b.alias && IsInitialsOf(b.form, a.form));
      if (goes_by) consider(kInitialsScore, a, b, "one is the other's initials");
    }
  }
  if (best.score() > 0) *best.mutable_actor() = actor;
  return best;
}

absl::StatusOr<std::set<std::string>> Candidates(const store::Reader& at,
                                                 const std::vector<Name>& asked) {
  std::set<std::string> candidates;
  for (const Name& name : asked) {
    for (const std::string& key : SimilarityKeys(name.form)) {
      ASSIGN_OR_RETURN(const auto found, Actors().Lookup(at, kSimilarIndex, key, kMaxOfKey));
      candidates.insert(found.begin(), found.end());
      if (candidates.size() >= kMaxCandidates) return candidates;
    }
  }
  return candidates;
}

}  // namespace

absl::StatusOr<std::vector<SimilarActor>> FindSimilar(const store::Reader& at,
                                                      const std::string& display_name,
                                                      const Names& aliases, int min_score,
                                                      size_t limit) {
  const std::vector<Name> asked = FormsOf(display_name, aliases);
  ASSIGN_OR_RETURN(const auto candidates, Candidates(at, asked));
  std::vector<SimilarActor> similar;
  for (const std::string& name : candidates) {
    ASSIGN_OR_RETURN(const Actor actor, Actors().Get(at, name));
    SimilarActor each = Compare(asked, actor);
    if (each.score() >= min_score && each.score() > 0) similar.push_back(std::move(each));
  }
  // Candidates stand by name.
  std::stable_sort(
      similar.begin(), similar.end(),
      [](const SimilarActor& a, const SimilarActor& b) { return a.score() > b.score(); });
  if (similar.size() > limit) similar.resize(limit);
  return similar;
}

absl::Status CheckNoSimilar(const store::Reader& at, const Actor& actor) {
  ASSIGN_OR_RETURN(const auto similar,
                   FindSimilar(at, actor.display_name(), actor.aliases(), kSimilar, 10));
  if (similar.empty()) return absl::OkStatus();
  std::vector<std::string> names, words;
  google::rpc::PreconditionFailure failure;
  for (const SimilarActor& each : similar) {
    names.push_back(each.actor().name());
    words.push_back(absl::StrCat(each.actor().name(), " (", each.found(), ")"));
    auto* violation = failure.add_violations();
    violation->set_type("SIMILAR");
    violation->set_subject(each.actor().name());
    violation->set_description(absl::StrCat(rpc::Quote(each.asked()), " is like ",
                                            rpc::Quote(each.found()), ": ", each.reason(), ", ",
                                            each.score(), " of 1000"));
  }
  google::rpc::ResourceInfo info;
  info.set_resource_type("actors");
  info.set_resource_name(names[0]);
  info.set_description(failure.violations(0).description());
  absl::Status status = rpc::MakeError(
      absl::StatusCode::kAlreadyExists, type::v1::ERROR_REASON_RESOURCE_ALREADY_EXISTS,
      absl::StrCat(rpc::Quote(actor.display_name()), " is like ", absl::StrJoin(words, ", "),
                   "; use that actor, or set allow_similar when this is another"),
      {{"name", names[0]}, {"similar", absl::StrJoin(names, ",")}});
  return rpc::WithDetail(rpc::WithDetail(std::move(status), info), failure);
}

absl::StatusOr<v1::FindSimilarActorsResponse> FindSimilarActors(
    const rpc::Call&, const store::Snapshot& at, const v1::FindSimilarActorsRequest& request) {
  const int min_score = request.min_score() == 0 ? kSimilar : request.min_score();
  const size_t limit = request.max_results() == 0 ? 10 : request.max_results();
  ASSIGN_OR_RETURN(auto similar,
                   FindSimilar(at, request.display_name(), request.aliases(), min_score, limit));
  v1::FindSimilarActorsResponse response;
  for (SimilarActor& each : similar) *response.add_similar() = std::move(each);
  return response;
}

}  // namespace clearway::universalization
