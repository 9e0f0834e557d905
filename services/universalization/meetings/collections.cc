#include "services/universalization/meetings/collections.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/universalization/reference_fields.h"

namespace clearway::universalization {
namespace {

using resource::Collection;
using resource::Index;
using resource::Message;
using Keys = std::vector<std::string>;

// Ids here may begin with a number, as paragraphs and meetings do: "22", "1msp".
constexpr char kIds[] = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

template <typename T>
const Collection<T>* Make(absl::string_view name, std::vector<Index> indexes,
                          std::vector<std::string> within = {"meetings"}) {
  resource::CollectionOptions options;
  options.collection = std::string(name);
  options.indexes = std::move(indexes);
  options.indexes.push_back({kByActorNamed, ActorsNamedIn});
  options.id_pattern = kIds;
  options.within = std::move(within);
  return new Collection<T>(std::move(options));
}

Keys PartyKeys(const Message& message) {
  const auto& record = static_cast<const v1::Participation&>(message);
  return {PartyKey(MeetingOf(record.name()), record.party())};
}

Keys SymbolKeys(const Message& message) {
  const auto& record = static_cast<const v1::MeetingDocument&>(message);
  return {SymbolKey(MeetingOf(record.name()), record.symbol())};
}

Keys DocumentKeys(const Message& message) {
  const auto& record = static_cast<const v1::Decision&>(message);
  return {record.documents().begin(), record.documents().end()};
}

}  // namespace

std::string MeetingOf(absl::string_view name) {
  std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  parts.resize(2);
  return absl::StrJoin(parts, "/");
}

// Neither has a line break.
std::string PartyKey(absl::string_view meeting, absl::string_view party) {
  return absl::StrCat(meeting, "\n", party);
}

std::string SymbolKey(absl::string_view meeting, absl::string_view symbol) {
  return absl::StrCat(meeting, "\n", symbol);
}

const Collection<v1::Meeting>& Meetings() {
  static const auto* const kCollection = Make<v1::Meeting>(
      "meetings", {{kByKind, nullptr, "kind"}, {"state", nullptr, "state"}}, /*within=*/{});
  return *kCollection;
}

const Collection<v1::Officer>& Officers() {
  static const auto* const kCollection = Make<v1::Officer>("officers", {});
  return *kCollection;
}

const Collection<v1::Participation>& Participations() {
  static const auto* const kCollection = Make<v1::Participation>(
      "participations", {{kByParty, PartyKeys}, {"of-party", nullptr, "party"}});
  return *kCollection;
}

const Collection<v1::Sponsorship>& Sponsorships() {
  static const auto* const kCollection = Make<v1::Sponsorship>("sponsorships", {});
  return *kCollection;
}

const Collection<v1::MeetingMessage>& Messages() {
  static const auto* const kCollection = Make<v1::MeetingMessage>("messages", {});
  return *kCollection;
}

const Collection<v1::MeetingDocument>& Documents() {
  static const auto* const kCollection =
      Make<v1::MeetingDocument>("documents", {{kBySymbol, SymbolKeys}});
  return *kCollection;
}

const Collection<v1::Decision>& Decisions() {
  static const auto* const kCollection =
      Make<v1::Decision>("decisions", {{kByDocument, DocumentKeys}});
  return *kCollection;
}

const Collection<v1::Mandate>& Mandates() {
  static const auto* const kCollection =
      Make<v1::Mandate>("mandates", {{kByDecision, nullptr, "decision"}});
  return *kCollection;
}

const Collection<v1::AssessmentScale>& Scales() {
  static const auto* const kCollection =
      Make<v1::AssessmentScale>("assessmentScales", {}, /*within=*/{});
  return *kCollection;
}

std::vector<const resource::CollectionBase*> CollectionsOfMeetings() {
  return {&Officers(),  &Participations(), &Sponsorships(), &Messages(),
          &Documents(), &Decisions(),      &Mandates()};
}

}  // namespace clearway::universalization
