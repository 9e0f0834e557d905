#include "common/resource/field_mask.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/resource/behavior.h"
#include "common/resource/field_path.h"
#include "common/rpc/errors.h"

namespace clearway::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// What no patch writes. `top`: a field of the resource itself, not of a sub-message.
bool IsKept(const FieldDescriptor* field, bool top) {
  return HasBehavior(field, google::api::OUTPUT_ONLY) ||
         (top && (HasBehavior(field, google::api::IDENTIFIER) || field->name() == "etag" ||
                  field->name() == "name"));
}

bool IsSingularMessage(const FieldDescriptor* field) {
  return !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

// The entry's key as the path writes it.
std::string KeyText(const Message& entry) {
  const FieldDescriptor* key = entry.GetDescriptor()->map_key();
  const Reflection* reflection = entry.GetReflection();
  switch (key->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection->GetInt32(entry, key));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection->GetInt64(entry, key));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(reflection->GetUInt32(entry, key));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(reflection->GetUInt64(entry, key));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(entry, key) ? "true" : "false";
    default:
      return reflection->GetString(entry, key);
  }
}

// The index of a map's entry with this key among the field's entries, or -1.
int FindEntry(const Message& message, const FieldDescriptor* map, const std::string& key) {
  const Reflection* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, map); ++i) {
    if (KeyText(reflection->GetRepeatedMessage(message, map, i)) == key) return i;
  }
  return -1;
}

void CopyEntry(const Message& patch, const Step& step, Message* record) {
  const Reflection* reflection = record->GetReflection();
  int from = FindEntry(patch, step.field, step.key);
  int to = FindEntry(*record, step.field, step.key);
  if (from < 0) {
    if (to < 0) return;
    reflection->SwapElements(record, step.field, to,
                             reflection->FieldSize(*record, step.field) - 1);
    reflection->RemoveLast(record, step.field);
    return;
  }
  Message* entry = to < 0 ? reflection->AddMessage(record, step.field)
                          : reflection->MutableRepeatedMessage(record, step.field, to);
  entry->CopyFrom(reflection->GetRepeatedMessage(patch, step.field, from));
}

// Replaces every field that a client may write. One that is fixed after creation need not be sent.
void ReplaceAll(const Message& patch, Message* record) {
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < record->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = record->GetDescriptor()->field(i);
    if (IsKept(field, true)) continue;
    if (HasBehavior(field, google::api::IMMUTABLE) && !field->is_repeated() &&
        !patch.GetReflection()->HasField(patch, field)) {
      continue;
    }
    fields.push_back(field);
  }
  CopyFields(patch, fields, record);
}

// A message of ours, whose fields are facts of their own; a Money or a Timestamp is one value.
bool IsComposite(const FieldDescriptor* field) {
  const std::string& package = field->message_type()->file()->package();
  return package != "google.protobuf" && package != "google.type";
}

// Writes what is set in the patch.
void Merge(const Message& patch, Message* record, bool top) {
  const Reflection* reflection = patch.GetReflection();
  std::vector<const FieldDescriptor*> set, whole;
  reflection->ListFields(patch, &set);
  for (const FieldDescriptor* field : set) {
    if (IsKept(field, top)) continue;
    if (IsSingularMessage(field) && reflection->HasField(*record, field) && IsComposite(field)) {
      Merge(reflection->GetMessage(patch, field), reflection->MutableMessage(record, field), false);
    } else {
      whole.push_back(field);
    }
  }
  CopyFields(patch, whole, record);
}

// Writes one path; `at` is the step to begin with.
void ApplyPath(const FieldPath& path, size_t at, const Message& patch, Message* record) {
  const Step& step = path[at];
  const Reflection* reflection = record->GetReflection();
  if (at + 1 == path.size()) {
    if (step.has_key) return CopyEntry(patch, step, record);
    return CopyFields(patch, {step.field}, record);
  }
  if (!step.has_key) {
    // The patch's sub-message may be absent: then its fields are absent, and cleared in the record.
    if (!reflection->HasField(patch, step.field) && !reflection->HasField(*record, step.field)) {
      return;
    }
    return ApplyPath(path, at + 1, reflection->GetMessage(patch, step.field),
                     reflection->MutableMessage(record, step.field));
  }
  // A field within a map's entry.
  int from = FindEntry(patch, step.field, step.key);
  int to = FindEntry(*record, step.field, step.key);
  if (from < 0 && to < 0) return;
  if (to < 0) return CopyEntry(patch, step, record);
  const FieldDescriptor* value = step.field->message_type()->map_value();
  Message* entry = reflection->MutableRepeatedMessage(record, step.field, to);
  std::unique_ptr<Message> empty(entry->New());
  const Message& source =
      from < 0 ? *empty : reflection->GetRepeatedMessage(patch, step.field, from);
  ApplyPath(path, at + 1, source.GetReflection()->GetMessage(source, value),
            entry->GetReflection()->MutableMessage(entry, value));
}

// Whether the path leads to something the server keeps, whose value in the patch differs.
bool ChangesKept(const FieldPath& path, const Message& patch, const Message& record, bool* kept) {
  const Message *a = &patch, *b = &record;
  for (const Step& step : path) {
    *kept = IsKept(step.field, a == &patch);
    if (*kept) return !SameValue(*a, *b, step.field);
    if (!IsSingularMessage(step.field)) return false;
    a = &a->GetReflection()->GetMessage(*a, step.field);
    b = &b->GetReflection()->GetMessage(*b, step.field);
  }
  return false;
}

}  // namespace

absl::Status ApplyMask(const google::protobuf::FieldMask& mask, const Message& patch,
                       Message* record) {
  rpc::Violations bad;
  std::unique_ptr<Message> before(record->New()), writable(patch.New());
  before->CopyFrom(*record);
  // What the server sets is taken from nowhere in the patch, new messages and lists included.
  writable->CopyFrom(patch);
  ClearOutputOnly(writable.get());
  if (mask.paths_size() > kMaxMaskPaths) {
    return rpc::InvalidField(
        "update_mask",
        absl::StrCat("has ", mask.paths_size(), " paths; at most ", kMaxMaskPaths, " are taken"),
        type::v1::ERROR_REASON_FIELD_MASK_INVALID);
  }
  if (mask.paths_size() == 0) {
    Merge(*writable, record, true);
  } else if (mask.paths_size() == 1 && mask.paths(0) == "*") {
    ReplaceAll(*writable, record);
  } else {
    for (const std::string& text : mask.paths()) {
      if (text == "*") {
        bad.Add("update_mask", "has \"*\" beside other paths; it stands alone, for every field",
                type::v1::ERROR_REASON_FIELD_MASK_INVALID);
        continue;
      }
      auto segments = SplitPath(text);
      auto path = segments.ok() ? ResolvePath(record->GetDescriptor(), *segments, false)
                                : absl::StatusOr<FieldPath>(segments.status());
      if (!path.ok()) {
        bad.Add("update_mask", path.status().message(), type::v1::ERROR_REASON_FIELD_MASK_INVALID);
        continue;
      }
      bool kept = false;
      if (ChangesKept(*path, patch, *before, &kept)) {
        bad.Add("update_mask",
                absl::StrCat("names ", rpc::Quote(text),
                             ", which the server sets; leave it out of the mask"),
                type::v1::ERROR_REASON_FIELD_NOT_WRITABLE);
      } else if (!kept) {
        ApplyPath(*path, 0, *writable, record);
      }
    }
  }
  if (!bad.empty()) return bad.ToStatus();
  KeepOutputOnly(*before, record);
  std::string immutable = ChangedImmutable(*before, *record);
  if (!immutable.empty()) {
    bad.Add(immutable, "cannot be changed after creation; leave it as it is, or make a new one",
            type::v1::ERROR_REASON_FIELD_NOT_WRITABLE);
  }
  return bad.ToStatus();
}

}  // namespace clearway::resource
