// Early returns for absl::Status and absl::StatusOr, under the names the field knows.
//
//   RETURN_IF_ERROR(txn.Put(key, value));
//   ASSIGN_OR_RETURN(Offer offer, kOffers.Get(at, name));
#ifndef CLEARWAY_COMMON_STATUS_MACROS_H_
#define CLEARWAY_COMMON_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define RETURN_IF_ERROR(expression)                                         \
  do {                                                                      \
    if (absl::Status _status = (expression); !_status.ok()) return _status; \
  } while (false)

#define CLEARWAY_CONCAT_INNER(a, b) a##b
#define CLEARWAY_CONCAT(a, b) CLEARWAY_CONCAT_INNER(a, b)

#define ASSIGN_OR_RETURN(declaration, expression) \
  CLEARWAY_ASSIGN_OR_RETURN(CLEARWAY_CONCAT(_statusor_, __LINE__), declaration, expression)

#define CLEARWAY_ASSIGN_OR_RETURN(result, declaration, expression) \
  auto result = (expression);                                      \
  if (!result.ok()) return std::move(result).status();             \
  declaration = *std::move(result)

#endif  // CLEARWAY_COMMON_STATUS_MACROS_H_
