#include "services/universalization/reference_fields.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clearway/type/v1/rules.pb.h"

namespace clearway::universalization {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr char kActors[] = "actors/";

bool Refers(const FieldDescriptor* field) {
  return field->type() == FieldDescriptor::TYPE_STRING &&
         field->options().GetExtension(type::v1::rule).reference_size() > 0;
}

// In the contract's order, not the reflection's.
std::vector<const FieldDescriptor*> SetFields(const Message& record) {
  std::vector<const FieldDescriptor*> fields;
  record.GetReflection()->ListFields(record, &fields);
  return fields;
}

int ReplaceIn(absl::string_view from, const std::string& to, const FieldDescriptor* field,
              Message* record) {
  const Reflection* reflection = record->GetReflection();
  if (!field->is_repeated()) {
    if (reflection->GetString(*record, field) != from) return 0;
    reflection->SetString(record, field, to);
    return 1;
  }
  std::vector<std::string> names;
  std::set<std::string> seen;
  int changed = 0;
  for (int i = 0; i < reflection->FieldSize(*record, field); ++i) {
    std::string name = reflection->GetRepeatedString(*record, field, i);
    if (name == from) {
      name = to;
      ++changed;
    }
    if (seen.insert(name).second) names.push_back(std::move(name));
  }
  if (changed == 0) return 0;
  reflection->ClearField(record, field);
  for (std::string& name : names) reflection->AddString(record, field, std::move(name));
  return changed;
}

}  // namespace

void ForEachReference(
    const Message& record, absl::string_view path,
    const std::function<void(const std::string& path, const std::string& name)>& fn) {
  const Reflection* reflection = record.GetReflection();
  for (const FieldDescriptor* field : SetFields(record)) {
    const std::string here = absl::StrCat(path, path.empty() ? "" : ".", field->name());
    const bool message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!message && !Refers(field)) continue;
    if (!field->is_repeated()) {
      message ? ForEachReference(reflection->GetMessage(record, field), here, fn)
              : fn(here, reflection->GetString(record, field));
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(record, field); ++i) {
      const std::string element = absl::StrCat(here, "[", i, "]");
      message ? ForEachReference(reflection->GetRepeatedMessage(record, field, i), element, fn)
              : fn(element, reflection->GetRepeatedString(record, field, i));
    }
  }
}

std::vector<std::string> ActorsNamedIn(const Message& record) {
  std::vector<std::string> actors;
  ForEachReference(record, "", [&](const std::string&, const std::string& name) {
    if (absl::StartsWith(name, kActors)) actors.push_back(name);
  });
  std::sort(actors.begin(), actors.end());
  actors.erase(std::unique(actors.begin(), actors.end()), actors.end());
  return actors;
}

int ReplaceReference(absl::string_view from, absl::string_view to, Message* record) {
  const Reflection* reflection = record->GetReflection();
  int changed = 0;
  for (const FieldDescriptor* field : SetFields(*record)) {
    if (Refers(field)) {
      changed += ReplaceIn(from, std::string(to), field, record);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!field->is_repeated()) {
        changed += ReplaceReference(from, to, reflection->MutableMessage(record, field));
        continue;
      }
      for (int i = 0; i < reflection->FieldSize(*record, field); ++i) {
        changed += ReplaceReference(from, to, reflection->MutableRepeatedMessage(record, field, i));
      }
    }
  }
  return changed;
}

}  // namespace clearway::universalization
