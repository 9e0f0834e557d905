#include "clients/cli/export_command.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/cell_text.h"
#include "clients/cli/table.h"
#include "common/resource/nearest.h"
#include "common/status_macros.h"

namespace clearway::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The command that lists a group's resources.
absl::StatusOr<const Command*> FindList(const std::string& group) {
  std::vector<std::string> groups;
  for (const Command& command : Commands()) {
    if (std::string(command.verb) != "list") continue;
    if (group == command.group) return &command;
    groups.emplace_back(command.group);
  }
  return absl::InvalidArgumentError(absl::StrCat("nothing is exported from \"", group, "\"",
                                                 resource::DidYouMean(group, groups),
                                                 "\n  there are ", absl::StrJoin(groups, ", ")));
}

void SetText(Message* request, const std::string& field_name, const std::string& text) {
  const FieldDescriptor* field = request->GetDescriptor()->FindFieldByName(field_name);
  if (field != nullptr && !text.empty()) request->GetReflection()->SetString(request, field, text);
}

}  // namespace

ExportCommand::ExportCommand(CLI::App* app)
    : app_(app->add_subcommand("export", "all records of a kind, to read elsewhere or to import")) {
  app_->fallthrough();
  app_->add_option("group", group_, "of what: \"actors\"")->required();
  app_->add_option("--filter", filter_, "AIP-160: only those, e.g. 'kind = NGO'");
  app_->add_option("--parent", parent_, "of records within another: those of this one");
  app_->footer(
      "CSV unless --output json: a line with the fields' names, then a record a line; fields that "
      "the\nservice computes are left out. JSON has every field.\n"
      "Example:\n  clearway export actors --filter 'kind = NGO' > ngos.csv");
}

absl::Status ExportCommand::Run(const Settings& settings, std::ostream& out, std::ostream&) {
  ASSIGN_OR_RETURN(const Command* command, FindList(group_));
  const auto* method = FindMethod(command->method);
  const FieldDescriptor* list = RepeatedMessage(method->output_type());
  const FieldDescriptor* next = method->output_type()->FindFieldByName("next_page_token");
  const std::unique_ptr<Message> request = NewMessage(method->input_type());
  const std::unique_ptr<Message> response = NewMessage(method->output_type());
  SetText(request.get(), "filter", filter_);
  SetText(request.get(), "parent", parent_);
  if (const auto* size = method->input_type()->FindFieldByName("page_size"); size != nullptr) {
    request->GetReflection()->SetInt32(request.get(), size, 1000);
  }
  const bool json = settings.format() == Format::kJson;
  const std::vector<const FieldDescriptor*> fields = CellFields(list->message_type());
  if (!json) {
    std::vector<std::string> header;
    for (const FieldDescriptor* field : fields) header.push_back(field->name());
    CsvRow(out, header);
  }
  Printer printer(out, Format::kJson, {});
  ASSIGN_OR_RETURN(const auto client, settings.Connect(command->method));
  std::string token;
  do {
    SetText(request.get(), "page_token", token);
    RETURN_IF_ERROR(client->CallRaw(command->method, *request, response.get()));
    for (int i = 0; i < response->GetReflection()->FieldSize(*response, list); ++i) {
      const Message& record = response->GetReflection()->GetRepeatedMessage(*response, list, i);
      if (json) {
        printer.Add(record);
        continue;
      }
      std::vector<std::string> cells;
      for (const FieldDescriptor* field : fields) cells.push_back(CellOf(record, field));
      CsvRow(out, cells);
    }
    token = next == nullptr ? "" : response->GetReflection()->GetString(*response, next);
  } while (!token.empty());
  if (json) printer.Finish();
  return absl::OkStatus();
}

}  // namespace clearway::cli
