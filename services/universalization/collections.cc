#include "services/universalization/collections.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/universalization/names.h"
#include "services/universalization/partners/name_form.h"
#include "services/universalization/partners/similarity.h"

namespace clearway::universalization {
namespace {

using resource::Collection;
using resource::Message;

template <typename Record>
std::vector<std::string> AllNames(const Message& message) {
  const auto& record = static_cast<const Record&>(message);
  return FoldedNames(record.display_name(), record.aliases());
}

// The State's former names too: documents of their time use them.
std::vector<std::string> NamesOfState(const Message& message) {
  const auto& state = static_cast<const v1::State&>(message);
  Aliases aliases = state.aliases();
  for (const auto& former : state.former_names()) *aliases.Add() = former.display_name();
  return FoldedNames(state.display_name(), aliases);
}

std::vector<std::string> DisplayNameOnly(const Message& message) {
  return FoldedNames(static_cast<const v1::Actor&>(message).display_name(), {});
}

std::vector<std::string> SimilarKeys(const Message& message) {
  const auto& actor = static_cast<const v1::Actor&>(message);
  if (!actor.merged_into().empty()) return {};
  std::vector<std::string> keys = SimilarityKeys(FormOf(actor.display_name()));
  for (const std::string& alias : actor.aliases()) {
    const std::vector<std::string> more = SimilarityKeys(FormOf(alias));
    keys.insert(keys.end(), more.begin(), more.end());
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::vector<std::string> MemberKeys(const Message& message) {
  return {MemberKey(static_cast<const v1::Membership&>(message))};
}

}  // namespace

// Neither has a line break.
std::string MemberKey(const v1::Membership& membership) {
  return absl::StrCat(membership.identity(), "\n", membership.actor());
}

const Collection<v1::State>& States() {
  static const auto* const kStates = new Collection<v1::State>(
      {.collection = "states", .indexes = {{kNameIndex, NamesOfState}}, .id_pattern = "[A-Z]{3}"});
  return *kStates;
}

const Collection<v1::Area>& Areas() {
  static const auto* const kAreas = new Collection<v1::Area>(
      {.collection = "areas", .indexes = {{kNameIndex, AllNames<v1::Area>}}});
  return *kAreas;
}

const Collection<v1::Actor>& Actors() {
  static const auto* const kActors =
      new Collection<v1::Actor>({.collection = "actors",
                                 .indexes = {{kNameIndex, DisplayNameOnly},
                                             {"state", nullptr, "state"},
                                             {kSimilarIndex, SimilarKeys}}});
  return *kActors;
}

const Collection<v1::Membership>& Memberships() {
  static const auto* const kMemberships =
      new Collection<v1::Membership>({.collection = "memberships",
                                      .indexes = {{kMemberIndex, MemberKeys},
                                                  {"identity", nullptr, "identity"},
                                                  {"actor", nullptr, "actor"}}});
  return *kMemberships;
}

}  // namespace clearway::universalization
