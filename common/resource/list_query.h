// A standard List request, read by the names of its fields (AIP-132, AIP-158, AIP-164).
#ifndef CLEARWAY_COMMON_RESOURCE_LIST_QUERY_H_
#define CLEARWAY_COMMON_RESOURCE_LIST_QUERY_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

inline constexpr int kDefaultPageSize = 50, kMaxPageSize = 1000;

// Fields that a request does not have are empty.
struct ListQuery {
  size_t page_size = kDefaultPageSize;  // 1 to kMaxPageSize
  std::string page_token, filter, order_by, parent;
  bool show_deleted = false;
};

// INVALID_ARGUMENT when page_size is negative.
absl::StatusOr<ListQuery> ReadListQuery(const google::protobuf::Message& request);

// Where the answer goes in a standard List response.
struct ListAnswer {
  const google::protobuf::FieldDescriptor* items = nullptr;
  const google::protobuf::FieldDescriptor* next_page_token = nullptr;
  const google::protobuf::FieldDescriptor* total_size = nullptr;  // may be null
};

// INTERNAL when `response` is no list of `item`: a mistake in the program.
absl::StatusOr<ListAnswer> FindListAnswer(const google::protobuf::Descriptor* response,
                                          const google::protobuf::Descriptor* item);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_LIST_QUERY_H_
