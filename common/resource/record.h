// One version of a record as it is stored (clearway.storage.v1.StoredRecord).
#ifndef CLEARWAY_COMMON_RESOURCE_RECORD_H_
#define CLEARWAY_COMMON_RESOURCE_RECORD_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/storage/v1/storage.pb.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

inline constexpr uint32_t kRecordFormat = 1;
// Of records with what is personal in them sealed (sealed.h).
inline constexpr uint32_t kSealedRecordFormat = 2;

// What reading a resource needs of its envelope, without copying: a Get costs one parse, the
// resource's. Points into the stored bytes.
struct RecordView {
  bool deleted = false;
  bool sealed = false;  // something in it is
  absl::string_view resource;
};

// DATA_LOSS (DATA_DAMAGED) when the bytes are no record, or of a newer format. `key` is for the
// message alone.
absl::StatusOr<RecordView> ViewRecord(absl::string_view key, absl::string_view stored);

// Parses the resource into `out`. DATA_LOSS as above.
absl::Status ParseResource(absl::string_view key, absl::string_view resource,
                           google::protobuf::Message* out);

// The whole envelope. DATA_LOSS as above.
absl::StatusOr<clearway::storage::v1::StoredRecord> ParseRecord(absl::string_view key,
                                                                absl::string_view stored);

// DATA_LOSS: what is stored under `key` cannot be read.
absl::Status Damaged(absl::string_view key, absl::string_view why);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_RECORD_H_
