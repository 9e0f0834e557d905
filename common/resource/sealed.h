// Personal fields of a message (personal.h), taken out and encrypted, and put back: how what is
// stored holds them.
//
// Each field is encrypted by itself with its person's key, so that what a caller does not see is
// not decrypted. It is bound to its path, to the key, and to a "binding": a digest of everything
// that it is stored with. A field that was changed, moved to another place, record or version, or
// left out, and whatever was changed beside it, is DATA_LOSS when it is opened.
#ifndef CLEARWAY_COMMON_RESOURCE_SEALED_H_
#define CLEARWAY_COMMON_RESOURCE_SEALED_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clearway/storage/v1/storage.pb.h"
#include "common/auth/caller.h"
#include "common/auth/visibility.h"
#include "common/resource/personal.h"
#include "common/secrets/person_keys.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

inline constexpr uint32_t kSealedFormat = 1;

// A personal field that was taken out.
struct TakenField {
  std::string path;
  std::string owner;  // whose it is: the resource's name
  std::string bytes;  // as it is serialized in its message; never empty
};
// Takes out all that are set, in the order of their paths.
std::vector<TakenField> TakeOut(const PersonalFields& personal, google::protobuf::Message* message);

// What they are stored as, without their values: to be part of the binding.
void SetPaths(const std::vector<TakenField>& fields, const secrets::PersonKey& key,
              storage::v1::SealedFields* sealed);
// Encrypts them. REQUIRES: SetPaths with the same arguments, and nothing else done to `sealed`.
absl::Status SealValues(const std::vector<TakenField>& fields, const secrets::PersonKey& key,
                        absl::string_view binding, storage::v1::SealedFields* sealed);

// Puts those fields back for which `wanted` (empty: all) is true of their paths. `where` is the
// store's key, for errors. DATA_LOSS when one does not fit, or has no place in the message.
absl::Status OpenFields(absl::string_view where, const storage::v1::SealedFields& sealed,
                        const secrets::PersonKey& key, absl::string_view binding,
                        const PersonalFields* personal,
                        const std::function<bool(const std::string&)>& wanted,
                        google::protobuf::Message* message);

// A digest of all of a stored version but the encrypted values, and of where it stands.
std::string BindingOf(const secrets::Person& person, const storage::v1::StoredRecord& record);

// Whether who sees a record depends on something personal in it, which then would be told by the
// feed: a mistake in the type.
bool SightIsPersonal(const auth::Visibility& visibility, const PersonalFields& personal,
                     const google::protobuf::Message& prototype);

// Those paths of `sealed` that the caller sees of the record, which is here without them; found
// before anything is decrypted.
std::vector<std::string> SeenPaths(const auth::Visibility& visibility, const auth::Caller& caller,
                                   const PersonalFields& personal,
                                   const storage::v1::SealedFields& sealed,
                                   const google::protobuf::Message& record);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_SEALED_H_
