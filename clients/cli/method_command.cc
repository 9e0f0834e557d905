#include "clients/cli/method_command.h"

#include <unistd.h>

#include <iostream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "clients/cli/field_help.h"
#include "clients/cli/field_text.h"
#include "clients/cli/import_rows.h"
#include "clients/cli/matching_report.h"
#include "common/resource/nearest.h"
#include "common/status_macros.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/field_mask.pb.h"

namespace clearway::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

std::vector<std::string> FieldNames(const Descriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
  return names;
}

// Shorter words for the fields that many requests share; the others have those of the contract.
std::string Help(const FieldDescriptor* field) {
  static const auto* const help = new std::map<std::string, std::string>{
      {"page_size", "most in one answer (0: 50; at most 1000)"},
      {"page_token", "next_page_token of the page before"},
      {"filter", "AIP-160, e.g. 'state = OPEN AND create_time > \"2026-01-01\"'"},
      {"order_by", "fields to sort by, e.g. 'create_time desc, name'"},
      {"show_deleted", "also deleted ones that are not purged yet"},
      {"as_of", "the day that it is about; today when left out"},
      {"request_id", "a UUID; a repeat with the same one returns the first answer"},
      {"validate_only", "only check; store nothing"},
      {"update_mask", "fields to change; those of --set when left out"},
      {"etag", "fail when it has changed since this etag was read"},
      {"allow_missing", "succeed also when there is none"},
      {"policy", "the matching policy; matchPolicies/default when left out"},
      {"population", "which records: real ones when left out"},
      {"what_if", "a private trial: nothing is stored"},
      {"reason", "why, in words"},
  };
  auto found = help->find(field->name());
  if (found != help->end()) return found->second;
  const std::string words = FieldHelp(field->full_name());
  return words.empty() ? absl::StrReplaceAll(field->name(), {{"_", " "}}) : words;
}

// The first of `columns` that is no field of `type`, as an error.
absl::Status CheckColumns(const Descriptor* type, const std::vector<std::string>& columns) {
  for (const std::string& column : columns) {
    if (FieldAt(type, column) != nullptr) continue;
    return absl::InvalidArgumentError(absl::StrCat("--columns: ", type->name(), " has no field \"",
                                                   column, "\"",
                                                   resource::DidYouMean(column, FieldNames(type))));
  }
  return absl::OkStatus();
}

void AddAll(const Message& response, const FieldDescriptor* field, Printer* printer) {
  for (int i = 0; i < response.GetReflection()->FieldSize(response, field); ++i) {
    printer->Add(response.GetReflection()->GetRepeatedMessage(response, field, i));
  }
}

}  // namespace

const MethodDescriptor* FindMethod(const std::string& method) {
  // Naming a message of the service's file links its descriptor in.
  cooperation::v1::GetOfferRequest::descriptor();
  universalization::v1::GetStateRequest::descriptor();
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      absl::StrReplaceAll(method, {{"/", "."}}));
}

std::unique_ptr<Message> NewMessage(const Descriptor* type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

const FieldDescriptor* RepeatedMessage(const Descriptor* type) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->is_repeated() && field->message_type() != nullptr) return field;
  }
  return nullptr;
}

Format Settings::format() const {
  if (output == "json") return Format::kJson;
  return output == "csv" ? Format::kCsv : Format::kTable;
}

absl::StatusOr<std::unique_ptr<rpc::Client>> Settings::Connect(const std::string& method) const {
  rpc::ClientOptions options;
  options.timeout = absl::Seconds(timeout_seconds);
  const bool registry = absl::StartsWith(method, "clearway.universalization.");
  return services.Connect(registry ? "universalization" : "cooperation", std::move(options));
}

MethodCommand::MethodCommand(const Command& command, CLI::App* group)
    : command_(command),
      method_(FindMethod(command.method)),
      app_(group->add_subcommand(command.verb, command.summary)) {
  app_->footer(absl::StrCat("Example:\n  clearway ", command.example));
  AddOptions();
}

void MethodCommand::AddOptions() {
  const Descriptor* request = method_->input_type();
  resource_ = ResourceField(request);
  for (int i = 0; i < request->field_count(); ++i) {
    const FieldDescriptor* field = request->field(i);
    if (field == resource_) continue;
    auto typed = std::make_unique<Typed>();
    typed->field = field;
    bool required = false;
    for (int b = 0; b < field->options().ExtensionSize(google::api::field_behavior); ++b) {
      required |=
          field->options().GetExtension(google::api::field_behavior, b) == google::api::REQUIRED;
    }
    std::string flag = absl::StrCat("--", absl::StrReplaceAll(field->name(), {{"_", "-"}}));
    CLI::Option* option = nullptr;
    bool positional = field->name() == "name" ||
                      (required && request->field_count() > 0 && i == 0 && resource_ == nullptr &&
                       field->cpp_type() == FieldDescriptor::CPPTYPE_STRING);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
      option = app_->add_flag_callback(flag, [t = typed.get()] { t->values = {"true"}; });
    } else if (positional) {
      option = app_->add_option(absl::StrCat(field->name(), ",", flag), typed->values);
      option->expected(1);
    } else {
      option = app_->add_option(flag, typed->values);
      // Repeated fields take the option several times.
      option->expected(1);
      if (field->is_repeated()) {
        option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      }
    }
    option->description(Help(field));
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_BOOL) option->type_name(Placeholder(field));
    if (required) option->required();
    typed_[field->name()] = std::move(typed);
  }
  if (resource_ != nullptr) {
    std::string type = resource_->message_type()->name();
    app_->add_option("-f,--file", file_,
                     absl::StrCat("JSON of the ", type, "; - reads it from standard input"))
        ->type_name("FILE");
    app_->add_option("--set", sets_, "one field of it; may be given several times")
        ->type_name("FIELD=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    if (typed_.count("update_mask") > 0) {
      auto typed = std::make_unique<Typed>();
      typed->field = resource_->message_type()->FindFieldByName("name");
      app_->add_option("name", typed->values, "which one")
          ->expected(1)
          ->type_name(absl::StrCat(CollectionOf(command_.group), "/ID"));
      typed_["(name)"] = std::move(typed);
    }
  }
  if (PrintsRows()) {
    app_->add_option("--columns", columns_, "fields to show, e.g. name,state,total")
        ->delimiter(',')
        ->type_name("FIELD,FIELD");
  }
  if (method_->output_type()->FindFieldByName("next_page_token") != nullptr) {
    app_->add_flag("--all", all_, "every page");
  }
}

bool MethodCommand::PrintsRows() const {
  return method_->output_type()->FindFieldByName("next_page_token") != nullptr ||
         (method_->server_streaming() && method_->name() != "RunMatching") ||
         absl::StartsWith(method_->name(), "Suggest") ||
         absl::StartsWith(method_->name(), "FindSimilar") ||
         (absl::StartsWith(method_->name(), "Summarize") &&
          RepeatedMessage(method_->output_type()) != nullptr);
}

absl::Status MethodCommand::FillResource(Message* request) const {
  Message* resource = request->GetReflection()->MutableMessage(request, resource_);
  if (file_ == "-") {
    std::string text{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
    RETURN_IF_ERROR(FromJson(text, resource));
  } else if (!file_.empty()) {
    RETURN_IF_ERROR(FromJson(absl::StrCat("@", file_), resource));
  }
  std::vector<std::string> paths;
  for (const std::string& set : sets_) {
    std::pair<std::string, std::string> parts = absl::StrSplit(set, absl::MaxSplits('=', 1));
    const FieldDescriptor* field = FieldAt(resource->GetDescriptor(), parts.first);
    if (!absl::StrContains(set, '=')) {
      return absl::InvalidArgumentError(absl::StrCat("--set ", set, ": must be FIELD=VALUE"));
    }
    if (field == nullptr) {
      const Descriptor* type = resource->GetDescriptor();
      return absl::InvalidArgumentError(
          absl::StrCat("--set: ", type->name(), " has no field \"", parts.first, "\"",
                       resource::DidYouMean(parts.first, FieldNames(type))));
    }
    Message* owner = resource;
    std::vector<std::string> steps = absl::StrSplit(parts.first, '.');
    for (size_t i = 0; i + 1 < steps.size(); ++i) {
      const auto* step = owner->GetDescriptor()->FindFieldByName(steps[i]);
      if (step->is_repeated()) {
        return absl::InvalidArgumentError(
            absl::StrCat("--set ", set, ": ", steps[i], " is a list; give it as JSON with -f"));
      }
      owner = owner->GetReflection()->MutableMessage(owner, step);
    }
    if (auto status = SetField(owner, field, parts.second); !status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--set ", parts.first, ": ", status.message()));
    }
    paths.push_back(parts.first);
  }
  auto name = typed_.find("(name)");
  if (name != typed_.end() && !name->second->values.empty()) {
    std::string value = name->second->values[0];
    // A bare id gets the collection that the list command shows: "offers/norway".
    if (!absl::StrContains(value, '/')) {
      value = absl::StrCat(CollectionOf(command_.group), "/", value);
    }
    resource->GetReflection()->SetString(resource, name->second->field, value);
  }
  // Without a mask of one's own, an update changes what --set names.
  auto mask = typed_.find("update_mask");
  if (mask != typed_.end() && mask->second->values.empty() && !paths.empty() && file_.empty()) {
    RETURN_IF_ERROR(SetField(request, mask->second->field, absl::StrJoin(paths, ",")));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Message>> MethodCommand::BuildRequest() const {
  std::unique_ptr<Message> request = NewMessage(method_->input_type());
  for (const auto& [name, typed] : typed_) {
    if (name == "(name)") continue;
    for (const std::string& value : typed->values) {
      if (auto status = SetField(request.get(), typed->field, value); !status.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat("--", absl::StrReplaceAll(name, {{"_", "-"}}), ": ", status.message()));
      }
    }
  }
  if (resource_ != nullptr) RETURN_IF_ERROR(FillResource(request.get()));
  // A write that can be repeated safely is one that the client may retry.
  auto id = typed_.find("request_id");
  if (id != typed_.end() && id->second->values.empty()) {
    request->GetReflection()->SetString(request.get(), id->second->field, rpc::NewRequestId());
  }
  return request;
}

absl::Status MethodCommand::RunList(const rpc::Client& client, Message* request,
                                    const Settings& settings, std::ostream& out,
                                    std::ostream& err) {
  std::unique_ptr<Message> response = NewMessage(method_->output_type());
  const FieldDescriptor* field = RepeatedMessage(method_->output_type());
  const FieldDescriptor* next = method_->output_type()->FindFieldByName("next_page_token");
  const FieldDescriptor* total = method_->output_type()->FindFieldByName("total_size");
  const FieldDescriptor* token = method_->input_type()->FindFieldByName("page_token");
  const FieldDescriptor* size = method_->input_type()->FindFieldByName("page_size");
  if (all_ && size != nullptr) request->GetReflection()->SetInt32(request, size, 1000);
  RETURN_IF_ERROR(CheckColumns(field->message_type(), columns_));
  Printer printer(out, settings.format(),
                  columns_.empty() ? ColumnsOf(field->message_type()->full_name()) : columns_);
  int shown = 0;
  std::string more;
  do {
    RETURN_IF_ERROR(client.CallRaw(command_.method, *request, response.get()));
    AddAll(*response, field, &printer);
    shown += response->GetReflection()->FieldSize(*response, field);
    more = next ? response->GetReflection()->GetString(*response, next) : "";
    if (token != nullptr) request->GetReflection()->SetString(request, token, more);
  } while (all_ && !more.empty());
  printer.Finish();
  if (!more.empty()) {
    err << shown << " shown";
    if (total != nullptr) err << " of " << response->GetReflection()->GetInt32(*response, total);
    err << "; --all shows every page\n";
  }
  return absl::OkStatus();
}

absl::Status MethodCommand::RunStream(const rpc::Client& client, const Message& request,
                                      const Settings& settings, std::ostream& out,
                                      std::ostream& err) {
  if (std::string(method_->name()) == "RunMatching") {
    return RunMatching(client, request, settings.format(), out, err);
  }
  std::unique_ptr<Message> response = NewMessage(method_->output_type());
  const FieldDescriptor* field = RepeatedMessage(method_->output_type());
  RETURN_IF_ERROR(CheckColumns(field->message_type(), columns_));
  Printer printer(out, settings.format(),
                  columns_.empty() ? ColumnsOf(field->message_type()->full_name()) : columns_);
  RETURN_IF_ERROR(client.StreamRaw(command_.method, request, response.get(), [&] {
    AddAll(*response, field, &printer);
    return true;
  }));
  printer.Finish();
  return absl::OkStatus();
}

absl::Status MethodCommand::Run(const Settings& settings, std::ostream& out, std::ostream& err) {
  ASSIGN_OR_RETURN(std::unique_ptr<Message> request, BuildRequest());
  ASSIGN_OR_RETURN(std::unique_ptr<rpc::Client> client, settings.Connect(command_.method));
  if (method_->server_streaming()) return RunStream(*client, *request, settings, out, err);
  if (PrintsRows()) return RunList(*client, request.get(), settings, out, err);
  std::unique_ptr<Message> response = NewMessage(method_->output_type());
  RETURN_IF_ERROR(client->CallRaw(command_.method, *request, response.get()));
  if (method_->name() == "ExplainPair" && settings.format() == Format::kTable) {
    PrintExplanation(static_cast<const cooperation::v1::ExplainPairResponse&>(*response), out);
    return absl::OkStatus();
  }
  // A report is for reading; what its signer must know stands beside it.
  if (method_->name() == "GenerateProceduralReport" && settings.format() == Format::kTable) {
    const auto& report = static_cast<const universalization::v1::ProceduralReport&>(*response);
    out << report.markdown();
    for (const std::string& finding : report.findings()) err << "finding: " << finding << "\n";
    return absl::OkStatus();
  }
  PrintOne(out, settings.format(), ColumnsOf(method_->output_type()->full_name()), *response);
  return absl::OkStatus();
}

}  // namespace clearway::cli
