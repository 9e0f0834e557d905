#include "clients/loader/meetings.h"

#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/loader/load_outcome.h"
#include "clients/loader/record_diff.h"
#include "clients/loader/request_id.h"
#include "common/calendar/date.h"
#include "common/status_macros.h"

namespace clearway::loader {
namespace {

namespace v1 = universalization::v1;
using calendar::IsDay;
using google::protobuf::Message;

constexpr char kService[] = "clearway.universalization.v1.UniversalizationService";
constexpr int kPageSize = 1000;

// An empty request of the method.
std::unique_ptr<Message> RequestOf(const std::string& method) {
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      absl::StrCat(kService, ".", method));
  return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()
                                      ->GetPrototype(descriptor->input_type())
                                      ->New());
}

void SetText(const char* field, const std::string& text, Message* request) {
  const auto* descriptor = request->GetDescriptor()->FindFieldByName(field);
  if (descriptor != nullptr) request->GetReflection()->SetString(request, descriptor, text);
}

// The field of the request that holds a record of that type.
const google::protobuf::FieldDescriptor* RecordField(const Message& request,
                                                     const google::protobuf::Descriptor* type) {
  for (int i = 0; i < request.GetDescriptor()->field_count(); ++i) {
    const auto* field = request.GetDescriptor()->field(i);
    if (field->message_type() == type) return field;
  }
  return nullptr;
}

class Loader {
 public:
  Loader(const rpc::Client& client, const LoadOptions& options, MeetingReport* report)
      : client_(client), options_(options), report_(report) {}

  // Creates what is not there; returns what is there afterwards, by name.
  template <typename Record>
  absl::StatusOr<std::map<std::string, Record>> Load(const char* kind, const std::string& plural,
                                                     const std::vector<Record>& rows) {
    LoadCounts counts;
    ASSIGN_OR_RETURN(auto there, ListAll<Record>(plural));
    size_t done = 0;
    for (const Record& row : rows) {
      const Record wanted = ClientPart(row);
      const auto found = there.find(wanted.name());
      if (found == there.end()) {
        Record created;
        ASSIGN_OR_RETURN(const bool ok, Create(wanted, &created, &counts));
        if (ok) there[wanted.name()] = std::move(created);
      } else if (Same(ClientPart(found->second), wanted)) {
        ++counts.already_there;
      } else {
        RETURN_IF_ERROR(Differing(wanted, &found->second, &counts));
      }
      if (options_.progress) options_.progress(kind, ++done, rows.size());
    }
    report_->counts.emplace_back(kind, counts);
    return there;
  }

  // Convenes, opens and closes a meeting as far as its row goes.
  absl::Status Advance(const v1::Meeting& row, v1::Meeting there) {
    if (row.has_convocation() && there.state() == v1::Meeting::STATE_PLANNED) {
      v1::ConveneMeetingRequest request;
      *request.mutable_convocation() = row.convocation();
      RETURN_IF_ERROR(Step("ConveneMeeting", &request, &there));
    }
    if (IsDay(row.held_start_date()) && (there.state() == v1::Meeting::STATE_PLANNED ||
                                         there.state() == v1::Meeting::STATE_CONVENED)) {
      v1::OpenMeetingRequest request;
      *request.mutable_date() = row.held_start_date();
      if (row.has_opening()) *request.mutable_opening() = row.opening();
      RETURN_IF_ERROR(Step("OpenMeeting", &request, &there));
    }
    if (IsDay(row.held_end_date()) && there.state() == v1::Meeting::STATE_OPEN) {
      v1::CloseMeetingRequest request;
      *request.mutable_date() = row.held_end_date();
      request.set_plenary_meetings(row.plenary_meetings());
      RETURN_IF_ERROR(Step("CloseMeeting", &request, &there));
    }
    if (!Same(row.convocation(), there.convocation()) || !Same(row.opening(), there.opening()) ||
        !Same(row.held_start_date(), there.held_start_date()) ||
        !Same(row.held_end_date(), there.held_end_date()) ||
        row.plenary_meetings() != there.plenary_meetings()) {
      Find(absl::StrCat(row.name(), " is there and was convened, opened or closed otherwise"));
    }
    return absl::OkStatus();
  }

  absl::Status Complete(const v1::Mandate& row, v1::Mandate there) {
    if (!row.has_completion()) return absl::OkStatus();
    if (!there.has_completion() && !there.has_withdrawal()) {
      v1::CompleteMandateRequest request;
      *request.mutable_completion() = row.completion();
      return Step("CompleteMandate", &request, &there);
    }
    if (!Same(row.completion(), there.completion())) {
      Find(absl::StrCat(row.name(), " is there and was done or withdrawn otherwise"));
    }
    return absl::OkStatus();
  }

 private:
  template <typename Record>
  absl::StatusOr<std::map<std::string, Record>> ListAll(const std::string& plural) {
    std::map<std::string, Record> all;
    const std::string method = absl::StrCat("List", plural);
    const std::unique_ptr<Message> request = RequestOf(method);
    SetText("parent", "meetings/-", request.get());
    request->GetReflection()->SetInt32(
        request.get(), request->GetDescriptor()->FindFieldByName("page_size"), kPageSize);
    const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
        absl::StrCat(kService, ".", method));
    const std::unique_ptr<Message> response(google::protobuf::MessageFactory::generated_factory()
                                                ->GetPrototype(descriptor->output_type())
                                                ->New());
    const auto* items = RecordField(*response, Record::descriptor());
    const auto* token = descriptor->output_type()->FindFieldByName("next_page_token");
    do {
      response->Clear();
      RETURN_IF_ERROR(
          client_.CallRaw(absl::StrCat(kService, "/", method), *request, response.get()));
      const auto* reflection = response->GetReflection();
      for (int i = 0; i < reflection->FieldSize(*response, items); ++i) {
        const auto& item =
            static_cast<const Record&>(reflection->GetRepeatedMessage(*response, items, i));
        all[item.name()] = item;
      }
      SetText("page_token", reflection->GetString(*response, token), request.get());
    } while (!response->GetReflection()->GetString(*response, token).empty());
    return all;
  }

  // True when the service did it; false when it refused, which is counted and reported.
  absl::StatusOr<bool> Call(const std::string& method, absl::string_view what, Message* request,
                            Message* answer, LoadCounts* counts) {
    SetText("request_id", RequestIdFor(method, *request), request);
    const absl::Status status =
        client_.CallRaw(absl::StrCat(kService, "/", method), *request, answer);
    if (status.ok()) return true;
    if (IsFatal(status)) return status;
    if (counts != nullptr) ++counts->refused;
    Find(absl::StrCat(what, " refused: ", status.message()));
    return false;
  }

  template <typename Record>
  absl::StatusOr<bool> Create(const Record& record, Record* created, LoadCounts* counts) {
    const std::string type = Record::descriptor()->name();
    const std::string method = absl::StrCat("Create", type);
    const std::unique_ptr<Message> request = RequestOf(method);
    const auto* field = RecordField(*request, Record::descriptor());
    request->GetReflection()->MutableMessage(request.get(), field)->CopyFrom(record);
    const std::vector<std::string> parts = absl::StrSplit(record.name(), '/');
    SetText("parent", absl::StrCat(parts[0], "/", parts[1]), request.get());
    SetText(absl::StrCat(field->name(), "_id").c_str(), parts.back(), request.get());
    ASSIGN_OR_RETURN(const bool ok, Call(method, record.name(), request.get(), created, counts));
    if (ok) ++counts->created;
    return ok;
  }

  template <typename Record>
  absl::Status Differing(const Record& wanted, Record* there, LoadCounts* counts) {
    if (!options_.update) {
      ++counts->differing;
      Find(absl::StrCat(wanted.name(),
                        " is there and differs in: ", Differences(ClientPart(*there), wanted)));
      return absl::OkStatus();
    }
    const std::string method = absl::StrCat("Update", Record::descriptor()->name());
    const std::unique_ptr<Message> request = RequestOf(method);
    Record record = wanted;
    // With the etag, nothing that somebody changes in the meantime is overwritten.
    record.set_etag(there->etag());
    request->GetReflection()
        ->MutableMessage(request.get(), RecordField(*request, Record::descriptor()))
        ->CopyFrom(record);
    google::protobuf::FieldMask mask;
    mask.add_paths("*");
    request->GetReflection()
        ->MutableMessage(request.get(), request->GetDescriptor()->FindFieldByName("update_mask"))
        ->CopyFrom(mask);
    ASSIGN_OR_RETURN(const bool ok, Call(method, wanted.name(), request.get(), there, counts));
    if (ok) ++counts->updated;
    return absl::OkStatus();
  }

  // A change of state of the record that is there, which then is as it was answered.
  template <typename Request, typename Record>
  absl::Status Step(const std::string& method, Request* request, Record* there) {
    request->set_name(there->name());
    request->set_etag(there->etag());
    ASSIGN_OR_RETURN(const bool ok, Call(method, absl::StrCat(there->name(), ", ", method), request,
                                         there, nullptr));
    ++(ok ? report_->changes_of_state : report_->refused_changes);
    return absl::OkStatus();
  }

  void Find(std::string text) { report_->findings.push_back(std::move(text)); }

  const rpc::Client& client_;
  const LoadOptions& options_;
  MeetingReport* report_;
};

}  // namespace

int MeetingReport::refused() const {
  int refused = refused_changes;
  for (const auto& [kind, count] : counts) refused += count.refused;
  return refused;
}

absl::StatusOr<MeetingReport> LoadMeetings(const rpc::Client& client, const MeetingRows& rows,
                                           const LoadOptions& options) {
  MeetingReport report;
  report.findings = rows.findings;
  Loader loader(client, options, &report);
  ASSIGN_OR_RETURN(const auto meetings, loader.Load("meetings", "Meetings", rows.meetings));
  for (const v1::Meeting& row : rows.meetings) {
    const auto there = meetings.find(row.name());
    if (there != meetings.end()) RETURN_IF_ERROR(loader.Advance(row, there->second));
  }
  RETURN_IF_ERROR(loader.Load("officers", "Officers", rows.officers).status());
  RETURN_IF_ERROR(loader.Load("participations", "Participations", rows.participations).status());
  RETURN_IF_ERROR(loader.Load("messages", "MeetingMessages", rows.messages).status());
  RETURN_IF_ERROR(loader.Load("documents", "MeetingDocuments", rows.documents).status());
  RETURN_IF_ERROR(loader.Load("decisions", "Decisions", rows.decisions).status());
  ASSIGN_OR_RETURN(const auto mandates, loader.Load("mandates", "Mandates", rows.mandates));
  for (const v1::Mandate& row : rows.mandates) {
    const auto there = mandates.find(row.name());
    if (there != mandates.end()) RETURN_IF_ERROR(loader.Complete(row, there->second));
  }
  return report;
}

std::string FormatReport(const MeetingReport& report) {
  std::string text;
  for (const auto& [kind, counts] : report.counts) absl::StrAppend(&text, Line(kind, counts));
  if (report.changes_of_state > 0) {
    absl::StrAppend(&text, report.changes_of_state, " changes of state of meetings and mandates\n");
  }
  for (const std::string& finding : report.findings) absl::StrAppend(&text, "  ", finding, "\n");
  return text;
}

}  // namespace clearway::loader
