#include "common/resource/record.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/rpc/errors.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace clearway::resource {
namespace {

using clearway::storage::v1::StoredRecord;
using google::protobuf::internal::WireFormatLite;

constexpr uint32_t Tag(int field, WireFormatLite::WireType type) {
  return static_cast<uint32_t>(field << 3 | type);
}

absl::Status NewerFormat(absl::string_view key, uint32_t format) {
  return Damaged(key, absl::StrCat("is of format ", format, "; this version of the software reads ",
                                   kSealedRecordFormat));
}

// A record that says that something in it is sealed has it, or it would be shown as if it had not.
absl::Status CheckFormat(absl::string_view key, uint32_t format, bool sealed) {
  if (format == 0) return Damaged(key, "is no record");
  if (format > kSealedRecordFormat) return NewerFormat(key, format);
  if (sealed != (format == kSealedRecordFormat)) return Damaged(key, "is no whole record");
  return absl::OkStatus();
}

}  // namespace

absl::Status Damaged(absl::string_view key, absl::string_view why) {
  return rpc::MakeError(absl::StatusCode::kDataLoss, type::v1::ERROR_REASON_DATA_DAMAGED,
                        absl::StrCat("what is stored under ", rpc::Quote(key), " ", why));
}

absl::StatusOr<RecordView> ViewRecord(absl::string_view key, absl::string_view stored) {
  RecordView view;
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(stored.data()),
                                            static_cast<int>(stored.size()));
  uint32_t format = 0;
  while (uint32_t tag = in.ReadTag()) {
    bool read = true;
    switch (tag) {
      case Tag(StoredRecord::kFormatVersionFieldNumber, WireFormatLite::WIRETYPE_VARINT):
        read = in.ReadVarint32(&format);
        break;
      case Tag(StoredRecord::kDeletedFieldNumber, WireFormatLite::WIRETYPE_VARINT): {
        uint64_t value = 0;
        read = in.ReadVarint64(&value);
        view.deleted = value != 0;
        break;
      }
      case Tag(StoredRecord::kSealedFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED):
        view.sealed = true;
        read = WireFormatLite::SkipField(&in, tag);
        break;
      case Tag(StoredRecord::kResourceFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED): {
        uint32_t size = 0;
        read = in.ReadVarint32(&size);
        size_t position = static_cast<size_t>(in.CurrentPosition());
        read = read && in.Skip(static_cast<int>(size));
        if (read) view.resource = stored.substr(position, size);
        break;
      }
      default:
        read = WireFormatLite::SkipField(&in, tag);
    }
    if (!read) return Damaged(key, "is no record");
  }
  if (!in.ConsumedEntireMessage()) return Damaged(key, "is no record");
  if (absl::Status status = CheckFormat(key, format, view.sealed); !status.ok()) return status;
  return view;
}

absl::Status ParseResource(absl::string_view key, absl::string_view resource,
                           google::protobuf::Message* out) {
  if (!out->ParseFromArray(resource.data(), static_cast<int>(resource.size()))) {
    return Damaged(key, absl::StrCat("is no ", out->GetDescriptor()->full_name()));
  }
  return absl::OkStatus();
}

absl::StatusOr<StoredRecord> ParseRecord(absl::string_view key, absl::string_view stored) {
  StoredRecord record;
  if (!record.ParseFromArray(stored.data(), static_cast<int>(stored.size()))) {
    return Damaged(key, "is no record");
  }
  absl::Status status = CheckFormat(key, record.format_version(), record.has_sealed());
  if (!status.ok()) return status;
  return record;
}

}  // namespace clearway::resource
