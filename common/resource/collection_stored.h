// A record as it stands in the store, parsed: what writes begin with. Internal to the collection.
#ifndef CLEARWAY_COMMON_RESOURCE_COLLECTION_STORED_H_
#define CLEARWAY_COMMON_RESOURCE_COLLECTION_STORED_H_

#include <memory>
#include <string>

#include "clearway/storage/v1/storage.pb.h"
#include "common/resource/collection.h"

namespace clearway::resource {

struct CollectionBase::Stored {
  bool exists = false;  // also when soft-deleted
  std::string id;
  std::string bytes;  // as stored
  clearway::storage::v1::StoredRecord envelope;
  std::unique_ptr<Message> message;  // set when it exists

  bool live() const { return exists && !envelope.deleted(); }
};

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_COLLECTION_STORED_H_
