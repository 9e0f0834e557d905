#include "clients/cli/names.h"

#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/command_table.h"
#include "google/api/resource.pb.h"

namespace clearway::cli {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::Message;

void AddCollections(const FileDescriptor* file, const std::string& package,
                    std::set<std::string>* collections) {
  if (file->package() != package) return;
  for (int i = 0; i < file->message_type_count(); ++i) {
    const auto& options = file->message_type(i)->options();
    if (!options.HasExtension(google::api::resource)) continue;
    for (const std::string& pattern : options.GetExtension(google::api::resource).pattern()) {
      // "meetings/{meeting}/officers/{officer}" is meetings.officers.
      std::string collection;
      for (const std::string& part : std::vector<std::string>(absl::StrSplit(pattern, '/'))) {
        if (part[0] != '{') absl::StrAppend(&collection, collection.empty() ? "" : ".", part);
      }
      collections->insert(collection);
    }
  }
  for (int i = 0; i < file->dependency_count(); ++i) {
    AddCollections(file->dependency(i), package, collections);
  }
}

}  // namespace

std::vector<std::string> CollectionsOf(const google::protobuf::ServiceDescriptor* service) {
  std::set<std::string> collections;
  AddCollections(service->file(), service->file()->package(), &collections);
  return {collections.begin(), collections.end()};
}

std::vector<std::string> ListNames(const Settings& settings, const std::string& collection) {
  const std::string name = ListMethodOf(collection);
  if (name.empty()) return {};
  const auto* method = FindMethod(name);
  Settings hasty = settings;
  hasty.timeout_seconds = 1;
  const auto client = hasty.Connect(name);
  if (!client.ok()) return {};
  const std::unique_ptr<Message> request = NewMessage(method->input_type());
  const std::unique_ptr<Message> response = NewMessage(method->output_type());
  if (const auto* size = method->input_type()->FindFieldByName("page_size")) {
    request->GetReflection()->SetInt32(request.get(), size, 1000);
  }
  if (!(*client)->CallRaw(name, *request, response.get()).ok()) return {};
  std::vector<std::string> ids;
  const auto* reflection = response->GetReflection();
  const auto* list = RepeatedMessage(method->output_type());
  const auto* field = list->message_type()->FindFieldByName("name");
  for (int i = 0; field != nullptr && i < reflection->FieldSize(*response, list); ++i) {
    const Message& resource = reflection->GetRepeatedMessage(*response, list, i);
    const std::string full = resource.GetReflection()->GetString(resource, field);
    ids.push_back(full.substr(full.find('/') + 1));
  }
  return ids;
}

}  // namespace clearway::cli
