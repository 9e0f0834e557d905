// Writes that lie over older data: the last write of each key, in key order.
//
// A transaction has an overlay of its own; when it succeeds, the group's overlay takes it over, so
// that refusing a transaction costs nothing. Keys and values point into an Arena.
#ifndef CLEARWAY_COMMON_STORE_OVERLAY_H_
#define CLEARWAY_COMMON_STORE_OVERLAY_H_

#include <memory>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "common/store/store.h"

namespace clearway::store {

struct Write {
  absl::string_view value;  // of a deletion: its farewell
  bool deleted = false;
};

using Overlay = absl::btree_map<absl::string_view, Write>;

// Puts the writes of `upper` over those of `lower`; `upper` is left empty.
void MergeInto(Overlay& lower, Overlay& upper);

// A walk over [begin, end) of `overlays`, newest first, lying over `committed` (the same range and
// direction; owned). Overlays must not change while it is used.
std::unique_ptr<Cursor> NewLayeredCursor(const std::vector<const Overlay*>& overlays,
                                         std::unique_ptr<Cursor> committed, absl::string_view begin,
                                         absl::string_view end, bool reverse);

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_OVERLAY_H_
