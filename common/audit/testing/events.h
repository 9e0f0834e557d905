// The audit events of a store, for tests.
#ifndef CLEARWAY_COMMON_AUDIT_TESTING_EVENTS_H_
#define CLEARWAY_COMMON_AUDIT_TESTING_EVENTS_H_

#include <vector>

#include "common/audit/stored_event.h"
#include "common/store/store.h"
#include "gtest/gtest.h"

namespace clearway::audit::testing {

// All that are kept, in their order.
inline std::vector<StoredAuditEvent> Events(const store::Reader& at) {
  std::vector<StoredAuditEvent> events;
  const auto cursor = at.Scan(kEventPrefix, store::PrefixEnd(kEventPrefix));
  for (; cursor->Valid(); cursor->Next()) {
    auto event = ParseEvent(cursor->key(), cursor->value());
    EXPECT_TRUE(event.ok()) << event.status();
    if (event.ok()) events.push_back(*std::move(event));
  }
  EXPECT_TRUE(cursor->status().ok()) << cursor->status();
  return events;
}

}  // namespace clearway::audit::testing

#endif  // CLEARWAY_COMMON_AUDIT_TESTING_EVENTS_H_
