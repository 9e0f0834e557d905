#include "services/universalization/partners/collections.h"

#include "services/universalization/reference_fields.h"

namespace clearway::universalization {

using resource::Collection;

const Collection<v1::Partnership>& Partnerships() {
  static const auto* const kCollection = new Collection<v1::Partnership>(
      {.collection = "partnerships", .indexes = {{kByActorNamed, ActorsNamedIn}}});
  return *kCollection;
}

const Collection<v1::Activity>& Activities() {
  static const auto* const kCollection =
      new Collection<v1::Activity>({.collection = "activities",
                                    .indexes = {{kByActorNamed, ActorsNamedIn},
                                                {"actor", nullptr, "actor"},
                                                {kByPartnership, nullptr, "partnership"}}});
  return *kCollection;
}

}  // namespace clearway::universalization
