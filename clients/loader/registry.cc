#include "clients/loader/registry.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "clients/loader/record_diff.h"
#include "clients/loader/request_id.h"
#include "common/calendar/date.h"
#include "common/status_macros.h"

namespace clearway::loader {
namespace {

namespace v1 = universalization::v1;

constexpr char kService[] = "clearway.universalization.v1.UniversalizationService/";
constexpr int kPageSize = 1000;

// How each kind of record is listed, created and updated.
struct StateKind {
  using Record = v1::State;
  using List = v1::ListStatesResponse;
  static constexpr char kNoun[] = "State", kNouns[] = "States", kCollection[] = "states";
  static const auto& Items(const List& list) { return list.states(); }
  static v1::ListStatesRequest ListRequest() { return {}; }
  static v1::CreateStateRequest CreateRequest(const Record& record, const std::string& id) {
    v1::CreateStateRequest request;
    *request.mutable_state() = record;
    request.set_state_id(id);
    return request;
  }
  static v1::UpdateStateRequest UpdateRequest(const Record& record) {
    v1::UpdateStateRequest request;
    *request.mutable_state() = record;
    return request;
  }
};

struct AreaKind {
  using Record = v1::Area;
  using List = v1::ListAreasResponse;
  static constexpr char kNoun[] = "Area", kNouns[] = "Areas", kCollection[] = "areas";
  static const auto& Items(const List& list) { return list.areas(); }
  static v1::ListAreasRequest ListRequest() { return {}; }
  static v1::CreateAreaRequest CreateRequest(const Record& record, const std::string& id) {
    v1::CreateAreaRequest request;
    *request.mutable_area() = record;
    request.set_area_id(id);
    return request;
  }
  static v1::UpdateAreaRequest UpdateRequest(const Record& record) {
    v1::UpdateAreaRequest request;
    *request.mutable_area() = record;
    return request;
  }
};

struct ActorKind {
  using Record = v1::Actor;
  using List = v1::ListActorsResponse;
  static constexpr char kNoun[] = "Actor", kNouns[] = "Actors", kCollection[] = "actors";
  static const auto& Items(const List& list) { return list.actors(); }
  static v1::ListActorsRequest ListRequest() { return {}; }
  static v1::CreateActorRequest CreateRequest(const Record& record, const std::string& id) {
    v1::CreateActorRequest request;
    *request.mutable_actor() = record;
    request.set_actor_id(id);
    return request;
  }
  static v1::UpdateActorRequest UpdateRequest(const Record& record) {
    v1::UpdateActorRequest request;
    *request.mutable_actor() = record;
    return request;
  }
};

class Loader {
 public:
  Loader(const rpc::Client& client, const LoadOptions& options, RegistryReport* report)
      : client_(client), options_(options), report_(report) {}

  // Loads the records; returns those that are there afterwards, by name.
  template <typename Kind>
  absl::StatusOr<std::map<std::string, typename Kind::Record>> Load(
      const std::vector<typename Kind::Record>& wanted, LoadCounts* counts) {
    using Record = typename Kind::Record;
    ASSIGN_OR_RETURN(auto there, ListAll<Kind>());
    size_t done = 0;
    for (const Record& row : wanted) {
      const Record record = ClientPart(row);
      auto found = there.find(record.name());
      if (found == there.end()) {
        const std::string id = record.name().substr(record.name().find('/') + 1);
        auto request = Kind::CreateRequest(record, id);
        ASSIGN_OR_RETURN(bool ok, Write(absl::StrCat("Create", Kind::kNoun), &request,
                                        record.name(), &there[record.name()], counts));
        if (ok) ++counts->created;
        if (!ok) there.erase(record.name());
      } else if (Same(ClientPart(found->second), record)) {
        ++counts->already_there;
      } else {
        RETURN_IF_ERROR(Differing<Kind>(record, &found->second, counts));
      }
      Progress(Kind::kCollection, ++done, wanted.size());
    }
    return there;
  }

  absl::Status LoadTreatyActions(const std::vector<v1::State>& wanted,
                                 const std::map<std::string, v1::State>& there) {
    size_t done = 0, total = 0;
    for (const v1::State& state : wanted) total += state.treaty_actions_size();
    for (const v1::State& state : wanted) {
      auto found = there.find(state.name());
      for (const v1::TreatyAction& action : state.treaty_actions()) {
        const v1::State& recorded =
            found == there.end() ? v1::State::default_instance() : found->second;
        RETURN_IF_ERROR(LoadTreatyAction(state.name(), action, recorded));
        Progress("treaty actions", ++done, total);
      }
    }
    return absl::OkStatus();
  }

 private:
  template <typename Kind>
  absl::StatusOr<std::map<std::string, typename Kind::Record>> ListAll() {
    std::map<std::string, typename Kind::Record> all;
    auto request = Kind::ListRequest();
    request.set_page_size(kPageSize);
    do {
      ASSIGN_OR_RETURN(auto page, client_.Call<typename Kind::List>(
                                      absl::StrCat(kService, "List", Kind::kNouns), request));
      for (const auto& item : Kind::Items(page)) all[item.name()] = item;
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  // True when the service did it; false when it refused, which is counted and reported.
  template <typename Request, typename Record>
  absl::StatusOr<bool> Write(const std::string& method, Request* request, absl::string_view what,
                             Record* answer, LoadCounts* counts) {
    request->set_request_id(RequestIdFor(method, *request));
    absl::StatusOr<Record> result = client_.Call<Record>(absl::StrCat(kService, method), *request);
    if (result.ok()) {
      *answer = *std::move(result);
      return true;
    }
    if (IsFatal(result.status())) return result.status();
    ++counts->refused;
    Find(absl::StrCat(what, " refused: ", result.status().message()));
    return false;
  }

  template <typename Kind>
  absl::Status Differing(const typename Kind::Record& record, typename Kind::Record* there,
                         LoadCounts* counts) {
    const std::string fields = Differences(ClientPart(*there), record);
    if (!options_.update) {
      ++counts->differing;
      Find(absl::StrCat(record.name(), " is there and differs in: ", fields));
      return absl::OkStatus();
    }
    auto request = Kind::UpdateRequest(record);
    // With the etag, nothing that somebody changes in the meantime is overwritten.
    MutableRecord(&request)->set_etag(there->etag());
    request.mutable_update_mask()->add_paths("*");
    ASSIGN_OR_RETURN(bool ok, Write(absl::StrCat("Update", Kind::kNoun), &request, record.name(),
                                    there, counts));
    if (ok) ++counts->updated;
    return absl::OkStatus();
  }
  static v1::State* MutableRecord(v1::UpdateStateRequest* request) {
    return request->mutable_state();
  }
  static v1::Area* MutableRecord(v1::UpdateAreaRequest* request) { return request->mutable_area(); }
  static v1::Actor* MutableRecord(v1::UpdateActorRequest* request) {
    return request->mutable_actor();
  }

  absl::Status LoadTreatyAction(const std::string& name, const v1::TreatyAction& action,
                                const v1::State& recorded) {
    LoadCounts* counts = &report_->treaty_actions;
    const std::string what =
        absl::StrCat(name, ", ", v1::TreatyAction::Kind_Name(action.kind()).substr(5), " of ",
                     calendar::ToString(action.date()));
    for (const v1::TreatyAction& other : recorded.treaty_actions()) {
      if (other.kind() != action.kind() || !Same(other.date(), action.date())) continue;
      if (Same(ClientPart(other), ClientPart(action))) {
        ++counts->already_there;
      } else {
        ++counts->differing;
        Find(absl::StrCat(what, " is there and differs in: ",
                          Differences(ClientPart(other), ClientPart(action))));
      }
      return absl::OkStatus();
    }
    v1::RecordTreatyActionRequest request;
    request.set_name(name);
    *request.mutable_action() = action;
    v1::State answer;
    ASSIGN_OR_RETURN(bool ok, Write("RecordTreatyAction", &request, what, &answer, counts));
    if (ok) ++counts->created;
    return absl::OkStatus();
  }

  void Find(std::string text) { report_->findings.push_back(std::move(text)); }
  void Progress(absl::string_view what, size_t done, size_t total) {
    if (options_.progress) options_.progress(what, done, total);
  }

  const rpc::Client& client_;
  const LoadOptions& options_;
  RegistryReport* report_;
};

}  // namespace

absl::StatusOr<RegistryReport> LoadRegistry(const rpc::Client& client, const RegistryRows& rows,
                                            const LoadOptions& options) {
  RegistryReport report;
  report.findings = rows.findings;
  Loader loader(client, options, &report);
  ASSIGN_OR_RETURN(auto states, loader.Load<StateKind>(rows.states, &report.states));
  RETURN_IF_ERROR(loader.LoadTreatyActions(rows.states, states));
  RETURN_IF_ERROR(loader.Load<AreaKind>(rows.areas, &report.areas).status());
  RETURN_IF_ERROR(loader.Load<ActorKind>(rows.actors, &report.actors).status());
  return report;
}

std::string FormatReport(const RegistryReport& report) {
  std::string text =
      absl::StrCat(Line("States", report.states), Line("treaty actions", report.treaty_actions),
                   Line("areas", report.areas), Line("actors", report.actors));
  for (const std::string& finding : report.findings) absl::StrAppend(&text, "  ", finding, "\n");
  return text;
}

}  // namespace clearway::loader
