// Page tokens (AIP-158): where a list goes on, as opaque text that is safe in URLs.
//
// A token holds a position (sort key and id of the last item handed out) rather than a count, so
// that a list stays stable while others write: nothing is skipped or repeated but what was itself
// written or moved in between. It is bound to the query that it came from.
#ifndef CLEARWAY_COMMON_RESOURCE_PAGE_TOKEN_H_
#define CLEARWAY_COMMON_RESOURCE_PAGE_TOKEN_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

struct PagePosition {
  std::string sort_key;  // OrderBy::KeyOf
  std::string id;
};

// What makes two requests pages of one list: the collection and every field but page_size and
// page_token.
uint64_t QueryOf(absl::string_view collection, const google::protobuf::Message& request);

std::string EncodePageToken(uint64_t query, const PagePosition& last);

// INVALID_ARGUMENT (PAGE_TOKEN_INVALID, field "page_token") for a token that is damaged or belongs
// to another query.
absl::StatusOr<PagePosition> DecodePageToken(uint64_t query, absl::string_view token);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_PAGE_TOKEN_H_
