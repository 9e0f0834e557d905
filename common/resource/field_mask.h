// Update masks (AIP-134, AIP-161): which fields of a patch are written to a record.
//
// A path names a field ("title"), a field of a sub-message ("total.units") or an entry of a map
// ("labels.district", "labels.`a.b`"). A list is written whole. A field that is absent from the
// patch is cleared; an entry that is absent is removed. "*" (alone) means every field. An empty
// mask means every field that is set in the patch: sub-messages of ours are merged in this way too;
// lists, maps and values like Money or Timestamp are replaced whole.
#ifndef CLEARWAY_COMMON_RESOURCE_FIELD_MASK_H_
#define CLEARWAY_COMMON_RESOURCE_FIELD_MASK_H_

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

inline constexpr int kMaxMaskPaths = 200;

// Writes the masked fields of `patch` into `record` (of the same type). OUTPUT_ONLY fields at any
// depth, and IDENTIFIER fields and `etag` of the resource itself, keep the record's value.
// INVALID_ARGUMENT with every violation of "update_mask": FIELD_MASK_INVALID for a path that names
// no field, FIELD_NOT_WRITABLE for a path to an OUTPUT_ONLY field whose value in the patch differs
// from the record's; and FIELD_NOT_WRITABLE of the field itself when an IMMUTABLE field would
// change. On an error `record` is left half written.
absl::Status ApplyMask(const google::protobuf::FieldMask& mask,
                       const google::protobuf::Message& patch, google::protobuf::Message* record);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_FIELD_MASK_H_
