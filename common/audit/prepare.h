// What a process does with a store's audit trail before it serves: brings the trail of an older
// release into the present form, and makes sure that it can be gone on with.
#ifndef CLEARWAY_COMMON_AUDIT_PREPARE_H_
#define CLEARWAY_COMMON_AUDIT_PREPARE_H_

#include "absl/status/status.h"
#include "common/store/store.h"

namespace clearway::audit {

// Records from before there was a chain (format 1) become its first events, in the order in which
// they were written, with the digests of the versions that are still kept; then the trail's end is
// compared with its last event. DATA_LOSS when a record cannot be read, or the end is not where the
// last event is: going on would write over events, or hide that some are gone. May be stopped at
// any moment: the next call goes on. Blocks. Call it before anything else is written.
absl::Status Prepare(store::Store* store);

}  // namespace clearway::audit

#endif  // CLEARWAY_COMMON_AUDIT_PREPARE_H_
