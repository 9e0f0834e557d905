#include "common/rpc/authorize_target.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clearway/type/v1/rules.pb.h"
#include "common/status_macros.h"
#include "google/api/resource.pb.h"

namespace clearway::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;

// The parts of "matchRuns/{run}/proposals/{proposal}" that are fixed: matchRuns, proposals.
std::vector<std::string> CollectionsIn(absl::string_view pattern) {
  std::vector<std::string> collections;
  for (absl::string_view part : absl::StrSplit(pattern, '/')) {
    if (!part.empty() && part[0] != '{') collections.emplace_back(part);
  }
  return collections;
}

// The message whose resource pattern has these collections, in a file or what it imports.
const Descriptor* FindResource(const FileDescriptor* file, absl::string_view collection,
                               std::set<const FileDescriptor*>* seen) {
  if (!seen->insert(file).second) return nullptr;
  for (int i = 0; i < file->message_type_count(); ++i) {
    const auto& options = file->message_type(i)->options();
    for (const std::string& pattern : options.GetExtension(google::api::resource).pattern()) {
      if (absl::StrJoin(CollectionsIn(pattern), ".") == collection) return file->message_type(i);
    }
  }
  for (int i = 0; i < file->dependency_count(); ++i) {
    const Descriptor* found = FindResource(file->dependency(i), collection, seen);
    if (found != nullptr) return found;
  }
  return nullptr;
}

absl::StatusOr<std::unique_ptr<const resource::CollectionBase>> CollectionOf(
    const MethodDescriptor& method, absl::string_view collection) {
  std::set<const FileDescriptor*> seen;
  const Descriptor* type = FindResource(method.file(), collection, &seen);
  if (type == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("no message is the resource of the collection ", collection));
  }
  resource::CollectionOptions options;
  options.within = absl::StrSplit(collection, '.');
  options.collection = options.within.back();
  options.within.pop_back();
  return std::make_unique<const resource::CollectionBase>(
      std::move(options),
      *google::protobuf::MessageFactory::generated_factory()->GetPrototype(type));
}

bool Refers(const FieldDescriptor* field, absl::string_view collection) {
  if (field->type() != FieldDescriptor::TYPE_STRING) return false;
  for (const std::string& to : field->options().GetExtension(type::v1::rule).reference()) {
    if (to == collection) return true;
  }
  return false;
}

bool HasUpdateMask(const Descriptor* request) {
  for (int i = 0; i < request->field_count(); ++i) {
    const Descriptor* type = request->field(i)->message_type();
    if (type != nullptr && type->full_name() == "google.protobuf.FieldMask") return true;
  }
  return false;
}

std::string Path(const FieldDescriptor* field, int index) {
  return index < 0 ? field->name() : absl::StrCat(field->name(), "[", index, "]");
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Target>> Target::Of(const MethodDescriptor& method,
                                                         absl::string_view collection) {
  const Descriptor* request = method.input_type();
  ASSIGN_OR_RETURN(auto records, CollectionOf(method, collection));
  const FieldDescriptor* named = nullptr;
  const FieldDescriptor* of_type = nullptr;
  std::vector<const FieldDescriptor*> others;
  for (int i = 0; i < request->field_count(); ++i) {
    const FieldDescriptor* field = request->field(i);
    if (field->message_type() == records->prototype().GetDescriptor()) {
      if (of_type == nullptr) of_type = field;
    } else if (Refers(field, collection)) {
      const bool by_name = field->name() == "name" || field->name() == "names";
      by_name ? named = field : (others.push_back(field), nullptr);
    }
  }
  const auto make = [&records](Where where, const FieldDescriptor* field) {
    return std::unique_ptr<const Target>(new Target(where, field, std::move(records)));
  };
  if (named != nullptr) return make(Where::kName, named);
  if (of_type != nullptr) {
    return make(HasUpdateMask(request) ? Where::kNameWithin : Where::kHere, of_type);
  }
  if (others.size() > 1) {
    return absl::FailedPreconditionError(absl::StrCat("several fields of the request name ",
                                                      collection, "; say which with \"of ",
                                                      others[0]->name(), "\""));
  }
  if (others.empty()) return std::unique_ptr<const Target>();
  return make(Where::kName, others[0]);
}

absl::StatusOr<std::unique_ptr<const Target>> Target::Named(const MethodDescriptor& method,
                                                            absl::string_view field_name) {
  const FieldDescriptor* field = method.input_type()->FindFieldByName(std::string(field_name));
  if (field == nullptr || field->type() != FieldDescriptor::TYPE_STRING ||
      field->options().GetExtension(type::v1::rule).reference_size() != 1) {
    return absl::FailedPreconditionError(
        absl::StrCat("the request has no field ", field_name, " with one reference"));
  }
  ASSIGN_OR_RETURN(
      auto records,
      CollectionOf(method, field->options().GetExtension(type::v1::rule).reference(0)));
  return std::unique_ptr<const Target>(new Target(Where::kName, field, std::move(records)));
}

absl::Status Target::ForEach(const Message& request,
                             const std::function<absl::Status(const Mention&)>& fn) const {
  const Reflection* reflection = request.GetReflection();
  const int count = field_->is_repeated() ? reflection->FieldSize(request, field_)
                    : where_ == Where::kName || reflection->HasField(request, field_) ? 1
                                                                                      : 0;
  std::string scratch;
  for (int i = 0; i < count; ++i) {
    Mention mention;
    mention.field = Path(field_, field_->is_repeated() ? i : -1);
    if (where_ == Where::kName) {
      mention.name = field_->is_repeated()
                         ? reflection->GetRepeatedStringReference(request, field_, i, &scratch)
                         : reflection->GetStringReference(request, field_, &scratch);
    } else {
      const Message& record = field_->is_repeated()
                                  ? reflection->GetRepeatedMessage(request, field_, i)
                                  : reflection->GetMessage(request, field_);
      if (where_ == Where::kHere) {
        mention.here = &record;
      } else {
        const FieldDescriptor* name = record.GetDescriptor()->FindFieldByName("name");
        mention.name = record.GetReflection()->GetStringReference(record, name, &scratch);
        absl::StrAppend(&mention.field, ".name");
      }
    }
    RETURN_IF_ERROR(fn(mention));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Message>> Target::Read(const store::Reader& at,
                                                      const Mention& mention) const {
  RETURN_IF_ERROR(collection_->IdOf(mention.name, mention.field).status());
  std::unique_ptr<Message> record(collection_->prototype().New());
  RETURN_IF_ERROR(collection_->Get(at, mention.name, record.get(), /*deleted_too=*/true));
  return record;
}

}  // namespace clearway::rpc
