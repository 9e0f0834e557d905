// Who sees a record, and which of its fields: what the options `(access)` and `(field_access)` of
// its message say (clearway/type/v1/access.proto), compiled once for each type.
//
//   ASSIGN_OR_RETURN(const Visibility* visibility, Visibility::For(Offer::descriptor()));
//   if (!visibility->Sees(caller, offer)) return NotFound(name);
//   visibility->Redact(caller, &offer);
//
// The rules, in order; the first that fits decides:
//   1. an unrestricted caller (caller.h) sees everything, also every field;
//   2. a type without (access) is seen by all; another service of the suite sees every record (but
//      no more of its fields than others);
//   3. who owns a record sees it;
//   4. a draft, and what was never published, is otherwise seen by who entered it, and in
//      `unpublished_states` by the secretariat; by nobody else;
//   5. parties, the option's roles, and, where `public_field` is true, everybody see it;
//   6. its audience sees it, where it has one and the time for that has come.
// Whatever these do not let in is not seen.
#ifndef CLEARWAY_COMMON_AUTH_VISIBILITY_H_
#define CLEARWAY_COMMON_AUTH_VISIBILITY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/caller.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::auth {

class AccessRule;
class RedactionPlan;
class UnknownFields;

// Thread-safe; immutable.
class Visibility {
 public:
  // The same object for every call with one type, which may be a resource or a message that holds
  // resources (a response). FAILED_PRECONDITION, naming the message, the option and what would be
  // right, for options that cannot be enforced: a field that does not exist or is of another type,
  // a protected field outside of a resource with owners.
  static absl::StatusOr<const Visibility*> For(const google::protobuf::Descriptor* type);

  // False: every caller sees every record of the type.
  bool restricts() const { return access_ != nullptr; }
  // False: Redact never changes anything.
  bool redacts() const;

  // REQUIRES of all below: the message is of this object's type.
  bool Sees(const Caller& caller, const google::protobuf::Message& record) const;
  // One of the caller's names is in an owner field.
  bool Owns(const Caller& caller, const google::protobuf::Message& record) const;
  // One of the caller's names is in an owner or party field.
  bool Concerns(const Caller& caller, const google::protobuf::Message& record) const;

  // Takes out what the caller does not see of the message and of all that is within it, whether or
  // not it sees the record. True when that changed something. Where anything of a type is
  // protected, unknown fields go too: nobody here can tell what they hold.
  bool Redact(const Caller& caller, google::protobuf::Message* message) const;
  // Redact for those who have the message's bytes, which costs less:
  //   if (visibility->MayHaveUnknown(bytes)) message.DiscardUnknownFields();
  //   visibility->RedactKnown(caller, &message);
  // MayHaveUnknown is false only when `bytes` hold a message of the type without unknown fields, or
  // nothing of the type is protected.
  bool RedactKnown(const Caller& caller, google::protobuf::Message* message) const;
  bool MayHaveUnknown(absl::string_view bytes) const;

  // Some callers do not see the field at the end of the path, or one on the way to it.
  bool Protects(const std::vector<const google::protobuf::FieldDescriptor*>& path) const;

  // The record's bytes with nothing but what Sees, Owns and Concerns read: they answer the same for
  // both. Deterministic: as long as it stays the same, so does who sees the record.
  std::string SightOf(const google::protobuf::Message& record) const;

  ~Visibility();
  Visibility(const Visibility&) = delete;
  Visibility& operator=(const Visibility&) = delete;

 private:
  Visibility();
  static absl::StatusOr<std::unique_ptr<Visibility>> Compile(
      const google::protobuf::Descriptor* type);

  std::unique_ptr<const AccessRule> access_;      // null: the type has no (access)
  std::unique_ptr<const RedactionPlan> plan_;     // never null
  std::unique_ptr<const UnknownFields> unknown_;  // null: nothing is protected
};

// What Sees, Owns, Concerns and Redact depend on of a caller, as bytes: callers with equal keys see
// the same.
std::string SightKey(const Caller& caller);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_VISIBILITY_H_
