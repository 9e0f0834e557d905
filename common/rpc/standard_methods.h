// The standard methods of a resource (AIP-131 to 135) from its collection and its rules, so that a
// resource whose methods do nothing else costs its proto, its indexes and its rules:
//
//   StandardResource<Officer> officers{Officers(), "Officers"};
//   officers.parent = &Meetings();
//   officers.check = CheckOfficer;
//   AddStandardMethods(officers, service);
//
// Those of CreateOfficer, GetOfficer, ListOfficers, UpdateOfficer and DeleteOfficer that the
// service's contract has get their handlers. Requests are read by the names of their fields
// (parent, officer, officer_id, name, as_of, etag, update_mask), which buf lint and AIP fix; a
// field that is missing stops the process at start.
#ifndef CLEARWAY_COMMON_RPC_STANDARD_METHODS_H_
#define CLEARWAY_COMMON_RPC_STANDARD_METHODS_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/resource/collection.h"
#include "common/rpc/call.h"
#include "common/rpc/errors.h"
#include "common/rpc/service.h"
#include "common/store/store.h"
#include "google/protobuf/message.h"
#include "google/type/date.pb.h"

namespace clearway::rpc {

// Rules over messages of one type; use StandardResource<T>. Every function may be empty.
struct AnyResource {
  const resource::CollectionBase* collection = nullptr;  // lives as long as the service
  std::string plural;                                    // "Officers"
  const resource::CollectionBase* parent = nullptr;      // what it is within; must exist

  // What must be so beyond field rules. `before` is null for a new record; `after` has its name,
  // and no OUTPUT_ONLY field but those that the check sets (a new record's state). `field` is where
  // the record stands in the request ("officer"). Violations of fields go into `bad`, all of them;
  // an error that is returned counts when there are none.
  std::function<absl::Status(const Call&, const store::Reader&, const Message* before,
                             Message* after, absl::string_view field, Violations* bad)>
      check;
  // Whether the record may go.
  std::function<absl::Status(const store::Reader&, const Message& record)> check_delete;
  // Sets computed fields of what is answered, as of the request's as_of, else today.
  std::function<void(const store::Reader&, const google::type::Date& as_of, Message*)> prepare;
  // Whether a list shows the record beyond what its filter says; `as_of` null where not given.
  std::function<bool(const Message&, const google::type::Date* as_of)> in_list;
};

void AddStandardMethods(const AnyResource& resource, Service* service);

template <typename T>
struct StandardResource {
  StandardResource(const resource::Collection<T>& records, std::string plural_name)
      : collection(&records), plural(std::move(plural_name)) {}

  const resource::Collection<T>* collection;
  std::string plural;
  const resource::CollectionBase* parent = nullptr;
  std::function<absl::Status(const Call&, const store::Reader&, const T* before, T* after,
                             absl::string_view field, Violations* bad)>
      check;
  std::function<absl::Status(const store::Reader&, const T& record)> check_delete;
  std::function<void(const store::Reader&, const google::type::Date& as_of, T*)> prepare;
  std::function<bool(const T&, const google::type::Date* as_of)> in_list;
};

template <typename T>
void AddStandardMethods(const StandardResource<T>& resource, Service* service) {
  AnyResource any;
  any.collection = resource.collection;
  any.plural = resource.plural;
  any.parent = resource.parent;
  if (resource.check) {
    any.check = [check = resource.check](const Call& call, const store::Reader& at,
                                         const Message* before, Message* after,
                                         absl::string_view field, Violations* bad) {
      return check(call, at, static_cast<const T*>(before), static_cast<T*>(after), field, bad);
    };
  }
  if (resource.check_delete) {
    any.check_delete = [check = resource.check_delete](const store::Reader& at,
                                                       const Message& record) {
      return check(at, static_cast<const T&>(record));
    };
  }
  if (resource.prepare) {
    any.prepare = [prepare = resource.prepare](const store::Reader& at,
                                               const google::type::Date& as_of, Message* record) {
      prepare(at, as_of, static_cast<T*>(record));
    };
  }
  if (resource.in_list) {
    any.in_list = [in_list = resource.in_list](const Message& record,
                                               const google::type::Date* as_of) {
      return in_list(static_cast<const T&>(record), as_of);
    };
  }
  AddStandardMethods(any, service);
}

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_STANDARD_METHODS_H_
