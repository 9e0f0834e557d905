#include "clients/cli/import_rows.h"

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/cell_text.h"
#include "clients/cli/field_text.h"
#include "clients/loader/csv.h"
#include "common/status_macros.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace clearway::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::JsonStringToMessage;

absl::Status NoJson(const std::string& where, const google::protobuf::util::Status& status) {
  return absl::InvalidArgumentError(
      absl::StrCat(where, " is no JSON: ", std::string(status.message())));
}

absl::StatusOr<ImportFile> ParseArray(const std::string& text, ImportFile file) {
  google::protobuf::ListValue list;
  if (auto status = JsonStringToMessage(text, &list); !status.ok()) {
    return NoJson(file.source, status);
  }
  for (const google::protobuf::Value& value : list.values()) {
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(value, &json).ok()) json = "?";
    file.rows.push_back({static_cast<int>(file.rows.size()) + 1, {{"", json}}});
  }
  return file;
}

ImportFile ParseLines(const std::string& text, ImportFile file) {
  int line = 0;
  for (absl::string_view part : absl::StrSplit(text, '\n')) {
    ++line;
    part = absl::StripAsciiWhitespace(part);
    if (!part.empty()) file.rows.push_back({line, {{"", std::string(part)}}});
  }
  return file;
}

absl::StatusOr<ImportFile> ParseCsv(const std::string& text, ImportFile file) {
  ASSIGN_OR_RETURN(const loader::CsvTable table, loader::CsvTable::Parse(text, file.source));
  file.columns = table.columns();
  for (const loader::CsvRow& row : table.rows()) {
    ImportRow& added = file.rows.emplace_back();
    added.line = row.line();
    for (const std::string& column : file.columns) {
      added.cells.emplace_back(column, std::string(row.Get(column)));
    }
  }
  return file;
}

bool IsFinding(const std::string& column) { return absl::StartsWith(column, kFindingColumn); }

}  // namespace

const FieldDescriptor* ResourceField(const Descriptor* request) {
  for (int i = 0; i < request->field_count(); ++i) {
    const FieldDescriptor* field = request->field(i);
    if (field->message_type() != nullptr && !field->is_repeated() &&
        field->message_type()->FindFieldByName("name") != nullptr &&
        field->message_type()->FindFieldByName("etag") != nullptr &&
        !absl::StartsWith(field->name(), "what_if")) {
      return field;
    }
  }
  return nullptr;
}

absl::StatusOr<ImportFile> ReadImportFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat("cannot read the file ", path));
  std::stringstream all;
  all << in.rdbuf();
  return ParseImport(all.str(), path.substr(path.rfind('/') + 1));
}

absl::StatusOr<ImportFile> ParseImport(const std::string& text, const std::string& source) {
  ImportFile file;
  file.source = source;
  if (absl::EndsWithIgnoreCase(source, ".csv")) return ParseCsv(text, std::move(file));
  if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(text), "[")) {
    return ParseArray(text, std::move(file));
  }
  return ParseLines(text, std::move(file));
}

RowRequests::RowRequests(const google::protobuf::MethodDescriptor* method)
    : method_(method), resource_(ResourceField(method->input_type())) {
  const Descriptor* request = method->input_type();
  const FieldDescriptor* mask = request->FindFieldByName("update_mask");
  if (resource_ == nullptr) return;
  if (mask != nullptr && mask->message_type() == google::protobuf::FieldMask::descriptor()) {
    mask_ = mask;
  }
  for (int i = 0; i < request->field_count(); ++i) {
    const std::string& name = request->field(i)->name();
    if (absl::EndsWith(name, "_id") && name != "request_id") id_ = request->field(i);
  }
}

absl::Status RowRequests::CheckColumns(const std::vector<std::string>& columns) const {
  std::vector<std::string> wrong;
  const std::unique_ptr<Message> scratch(google::protobuf::MessageFactory::generated_factory()
                                             ->GetPrototype(method_->input_type())
                                             ->New());
  for (const std::string& column : columns) {
    const absl::Status status = Set(scratch.get(), column, "");
    if (!status.ok()) wrong.push_back(absl::StrCat("column \"", column, "\": ", status.message()));
  }
  if (wrong.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(wrong, "\n"));
}

// An empty text only asks whether there is such a field.
absl::Status RowRequests::Set(Message* request, const std::string& column,
                              const std::string& text) const {
  if (IsFinding(column)) return absl::OkStatus();
  if (column == "request_id" || column == "validate_only") {
    return absl::InvalidArgumentError("is the import's own affair");
  }
  if (resource_ == nullptr) return SetCell(request, column, text);
  if (column == "name" && id_ != nullptr) return SetName(request, text);
  const std::string first = column.substr(0, column.find('.'));
  const bool of_request = resource_->message_type()->FindFieldByName(first) == nullptr &&
                          method_->input_type()->FindFieldByName(first) != nullptr;
  if (of_request) return SetCell(request, column, text);
  Message* resource = request->GetReflection()->MutableMessage(request, resource_);
  return SetCell(resource, column, text);
}

absl::Status RowRequests::SetName(Message* request, const std::string& name) const {
  if (name.empty()) return absl::OkStatus();
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() % 2 != 0 && parts.size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat("\"", name, "\" is no resource name"));
  }
  const google::protobuf::Reflection* r = request->GetReflection();
  r->SetString(request, id_, parts.back());
  const FieldDescriptor* parent = method_->input_type()->FindFieldByName("parent");
  if (parent != nullptr && parts.size() > 2) {
    r->SetString(request, parent, absl::StrJoin(parts.begin(), parts.end() - 2, "/"));
  }
  return absl::OkStatus();
}

void RowRequests::FillMask(Message* request, const std::vector<std::string>& paths) const {
  google::protobuf::FieldMask mask;
  for (const std::string& path : paths) {
    const std::string first = path.substr(0, path.find('.'));
    if (path == "name" || path == "etag" || IsFinding(path)) continue;
    if (resource_->message_type()->FindFieldByName(first) != nullptr) mask.add_paths(path);
  }
  request->GetReflection()->MutableMessage(request, mask_)->CopyFrom(mask);
}

absl::StatusOr<std::unique_ptr<Message>> RowRequests::Build(const ImportRow& row) const {
  std::unique_ptr<Message> request(google::protobuf::MessageFactory::generated_factory()
                                       ->GetPrototype(method_->input_type())
                                       ->New());
  std::vector<std::string> wrong, filled;
  for (const auto& [column, text] : row.cells) {
    absl::Status status;
    if (column.empty()) {
      Message* whole = resource_ == nullptr
                           ? request.get()
                           : request->GetReflection()->MutableMessage(request.get(), resource_);
      status = FromJson(text, whole);
      if (status.ok() && id_ != nullptr) status = SetName(request.get(), TextAt(*whole, "name"));
    } else {
      status = Set(request.get(), column, text);
      if (!text.empty()) filled.push_back(column);
    }
    if (!status.ok()) {
      wrong.push_back(column.empty() ? std::string(status.message())
                                     : absl::StrCat(column, ": ", status.message()));
    }
  }
  if (!wrong.empty()) return absl::InvalidArgumentError(absl::StrJoin(wrong, "; "));
  if (mask_ != nullptr && !filled.empty()) FillMask(request.get(), filled);
  return request;
}

}  // namespace clearway::cli
