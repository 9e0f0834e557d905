// Who sees which of many records, without the records. Records that are alike in all that decides
// who sees them (common/auth/visibility.h, SightOf) have one sight: a hundred thousand offers have
// some hundred. A caller is held against each sight once, and then every record is a look into a
// table.
//
//   Sights sights(v1::Offer::descriptor());
//   const int32_t sight = sights.Of(offer);             // when the record changes
//   const std::vector<char> seen = sights.SeenBy(caller);
//   if (seen[sight]) …
#ifndef CLEARWAY_SERVICES_COOPERATION_SIGHTS_H_
#define CLEARWAY_SERVICES_COOPERATION_SIGHTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/auth/caller.h"
#include "common/auth/visibility.h"
#include "google/protobuf/message.h"

namespace clearway::cooperation {

// Grows with what there was, never shrinks: about a hundred bytes a sight. Not thread-safe while it
// changes.
class Sights {
 public:
  // `type` has (access) options that can be kept: else the process stops.
  explicit Sights(const google::protobuf::Descriptor* type);

  // The number of the record's sight: 0, 1, 2…
  int32_t Of(const google::protobuf::Message& record);
  int32_t size() const { return static_cast<int32_t>(examples_.size()); }

  // By sight. `caller` null: one who sees everything.
  std::vector<char> SeenBy(const auth::Caller* caller) const;
  std::vector<char> OwnedBy(const auth::Caller* caller) const;

 private:
  const auth::Visibility& visibility_;
  std::unordered_map<std::string, int32_t> numbers_;  // by what SightOf says
  // A record with nothing but what decides.
  std::vector<std::unique_ptr<const google::protobuf::Message>> examples_;
};

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_SIGHTS_H_
