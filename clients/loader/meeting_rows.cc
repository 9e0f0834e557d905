#include "clients/loader/meeting_rows.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/field_text.h"
#include "clients/loader/csv.h"
#include "common/status_macros.h"

namespace clearway::loader {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using universalization::v1::Meeting;

// Columns that are no fields.
const std::set<std::string>& OwnColumns() {
  static const auto* const kColumns = new std::set<std::string>{"id", "meeting"};
  return *kColumns;
}

// Sets the field at a dotted path from a cell.
absl::Status SetPath(const CsvRow& row, const std::string& path, Message* message) {
  const std::vector<std::string> parts = absl::StrSplit(path, '.');
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(parts[i]);
    message = message->GetReflection()->MutableMessage(message, field);
  }
  const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(parts.back());
  const std::vector<std::string> texts =
      field->is_repeated() ? row.List(path) : std::vector<std::string>{std::string(row.Get(path))};
  for (const std::string& text : texts) {
    const absl::Status set = cli::SetField(message, field, text);
    if (!set.ok()) return row.Error(absl::StrCat(path, ": ", set.message()));
  }
  return absl::OkStatus();
}

// Every cell that is not empty.
absl::Status FromRow(const CsvTable& table, const CsvRow& row, Message* message) {
  for (const std::string& column : table.columns()) {
    if (OwnColumns().count(column) > 0 || row.Get(column).empty()) continue;
    RETURN_IF_ERROR(SetPath(row, column, message));
  }
  return absl::OkStatus();
}

absl::Status CheckColumns(const CsvTable& table, const std::string& file,
                          const google::protobuf::Descriptor* type) {
  for (const std::string& column : table.columns()) {
    if (OwnColumns().count(column) > 0 || cli::FieldAt(type, column) != nullptr) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": ", column, " is no field of ", type->name()));
  }
  return absl::OkStatus();
}

// The records of one file; `name` says what a row's record is called.
template <typename Record>
absl::Status Read(const std::string& folder, const std::string& file, const char* collection,
                  std::vector<Record>* records, std::vector<std::string>* findings) {
  ASSIGN_OR_RETURN(CsvTable table, CsvTable::ReadFile(absl::StrCat(folder, "/", file)));
  RETURN_IF_ERROR(table.Require({"id"}));
  RETURN_IF_ERROR(CheckColumns(table, file, Record::descriptor()));
  const bool within = collection[0] != '\0';
  std::set<std::string> names;
  for (const CsvRow& row : table.rows()) {
    Record record;
    absl::Status status = FromRow(table, row, &record);
    record.set_name(
        within ? absl::StrCat("meetings/", row.Get("meeting"), "/", collection, "/", row.Get("id"))
               : absl::StrCat("meetings/", row.Get("id")));
    if (row.Get("id").empty()) status = row.Error("id is missing");
    if (status.ok() && !names.insert(record.name()).second) {
      status = row.Error(absl::StrCat(record.name(), " stands above"));
    }
    if (status.ok()) {
      records->push_back(std::move(record));
    } else {
      findings->emplace_back(status.message());
    }
  }
  return absl::OkStatus();
}

// Rows that are parts of meetings.
template <typename Part>
absl::Status ReadParts(const std::string& folder, const std::string& file, MeetingRows* rows,
                       Part* (Meeting::*add)()) {
  ASSIGN_OR_RETURN(CsvTable table, CsvTable::ReadFile(absl::StrCat(folder, "/", file)));
  RETURN_IF_ERROR(table.Require({"meeting"}));
  RETURN_IF_ERROR(CheckColumns(table, file, Part::descriptor()));
  for (const CsvRow& row : table.rows()) {
    Meeting* meeting = nullptr;
    for (Meeting& each : rows->meetings) {
      if (each.name() == absl::StrCat("meetings/", row.Get("meeting"))) meeting = &each;
    }
    Part part;
    const absl::Status status = meeting == nullptr ? row.Error("the meeting is not in meetings.csv")
                                                   : FromRow(table, row, &part);
    if (status.ok()) {
      *(meeting->*add)() = std::move(part);
    } else {
      rows->findings.emplace_back(status.message());
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<MeetingRows> ReadMeetings(const std::string& folder) {
  MeetingRows rows;
  auto* findings = &rows.findings;
  RETURN_IF_ERROR(Read(folder, "meetings.csv", "", &rows.meetings, findings));
  RETURN_IF_ERROR(ReadParts(folder, "meeting_steps.csv", &rows, &Meeting::add_convening_steps));
  RETURN_IF_ERROR(ReadParts(folder, "meeting_agenda.csv", &rows, &Meeting::add_agenda));
  RETURN_IF_ERROR(ReadParts(folder, "meeting_funding.csv", &rows, &Meeting::add_voluntary_funding));
  RETURN_IF_ERROR(Read(folder, "meeting_officers.csv", "officers", &rows.officers, findings));
  RETURN_IF_ERROR(
      Read(folder, "meeting_participations.csv", "participations", &rows.participations, findings));
  RETURN_IF_ERROR(Read(folder, "meeting_messages.csv", "messages", &rows.messages, findings));
  RETURN_IF_ERROR(Read(folder, "meeting_documents.csv", "documents", &rows.documents, findings));
  RETURN_IF_ERROR(Read(folder, "meeting_decisions.csv", "decisions", &rows.decisions, findings));
  RETURN_IF_ERROR(Read(folder, "meeting_mandates.csv", "mandates", &rows.mandates, findings));
  return rows;
}

}  // namespace clearway::loader
