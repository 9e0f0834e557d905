// The keys under which a collection's things stand in the store (docs/formats/resource.md).
//
//   r/{collection}/{id}                          records: the feed that clients watch
//   i/{collection}/{index}/{escaped key}{id}     secondary indexes; no value
//   h/{collection}/{id}/{revision}               versions before the current one
//   d/{collection}/{purge time}{id}              soft-deleted records in the order of their purge
//
// Audit events stand under "a/" (common/audit/stored_event.h).
//
// A collection within others joins their names by '.' and their ids by '/': the record of
// "matchRuns/r1/proposals/p1" is "r/matchRuns.proposals/r1/p1". Numbers are eight bytes,
// big-endian, so that they sort. An index key is escaped (0x00 → 0x00 0xff) and closed by 0x00
// 0x01, so that keys of any bytes sort as they are and none is another's prefix.
#ifndef CLEARWAY_COMMON_RESOURCE_KEYS_H_
#define CLEARWAY_COMMON_RESOURCE_KEYS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace clearway::resource {

// Eight bytes, big-endian. REQUIRES: value >= 0.
std::string BigEndian(int64_t value);
// The number in the first eight bytes; 0 when there are fewer.
int64_t FromBigEndian(absl::string_view bytes);

std::string RecordPrefix(absl::string_view collection);
std::string RecordKey(absl::string_view collection, absl::string_view id);
// "r/matchRuns.proposals/r1/p1" → "matchRuns/r1/proposals/p1"; empty for what is no record's key.
std::string NameOfRecordKey(absl::string_view key);
// The reverse; empty for what is no resource's name.
std::string RecordKeyOfName(absl::string_view name);
// The collection in a record's key: "matchRuns.proposals"; empty for what is no record's key.
absl::string_view CollectionOfRecordKey(absl::string_view key);

// The key itself, or, when it is longer than 512 bytes (a store's key is bounded), 0xff and its
// SHA-256.
std::string BoundedIndexKey(absl::string_view key);

// All entries of an index key begin with this; the id follows.
std::string IndexPrefix(absl::string_view collection, absl::string_view index,
                        absl::string_view key);

std::string HistoryPrefix(absl::string_view collection, absl::string_view id);
std::string DeletedPrefix(absl::string_view collection);
std::string DeletedKey(absl::string_view collection, int64_t purge_micros, absl::string_view id);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_KEYS_H_
