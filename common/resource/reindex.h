// Brings a collection's indexes up to date in data that was written before an index was added.
//
//   RETURN_IF_ERROR(AddMissingIndexEntries(store, Actors(), "similar-1"));
#ifndef CLEARWAY_COMMON_RESOURCE_REINDEX_H_
#define CLEARWAY_COMMON_RESOURCE_REINDEX_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/resource/collection.h"
#include "common/store/store.h"

namespace clearway::resource {

// Adds every index entry that a record of the collection should have and lacks, in transactions of
// bounded size, once: that it was done is noted under `mark` ("p/indexed/{collection}"), and a
// store that has the note is left alone. An index whose keys are made in another way than before
// needs another name: entries of the old one are not removed. Waits for the disk; call it before
// the store serves.
absl::Status AddMissingIndexEntries(store::Store* store, const CollectionBase& collection,
                                    absl::string_view mark);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_REINDEX_H_
