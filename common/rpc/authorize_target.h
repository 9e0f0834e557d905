// Which resources a method's request is about, found once from its descriptor. Private to the
// authorise step (authorize.h).
#ifndef CLEARWAY_COMMON_RPC_AUTHORIZE_TARGET_H_
#define CLEARWAY_COMMON_RPC_AUTHORIZE_TARGET_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/collection.h"
#include "common/store/store.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::rpc {

using google::protobuf::Message;

// A place in requests where resources of one collection stand: in the store, by their names, or in
// the request itself, to be created.
class Target {
 public:
  // The field `name` or `names` with a reference to the collection; or the field of the resource's
  // type: stored where the request has an update mask, else in the request itself; or the one other
  // field with a reference to it. Null when there is none. FAILED_PRECONDITION when there is no
  // resource of that collection, or several fields could be meant.
  static absl::StatusOr<std::unique_ptr<const Target>> Of(
      const google::protobuf::MethodDescriptor& method, absl::string_view collection);
  // The resource that the request's string field `field` names.
  static absl::StatusOr<std::unique_ptr<const Target>> Named(
      const google::protobuf::MethodDescriptor& method, absl::string_view field);

  const google::protobuf::Descriptor* type() const {
    return collection_->prototype().GetDescriptor();
  }
  bool in_request() const { return where_ == Where::kHere; }

  // What a request says of one resource.
  struct Mention {
    const Message* here = nullptr;  // with in_request()
    std::string name;               // without
    std::string field;              // its path: "offer", "names[3]", "offer.name"
  };
  // Calls `fn` with each until it returns an error, and returns that.
  absl::Status ForEach(const Message& request,
                       const std::function<absl::Status(const Mention&)>& fn) const;

  // The record as it stands, also when it is soft-deleted. NOT_FOUND when there is none that the
  // reader shows, INVALID_ARGUMENT for what is no name.
  absl::StatusOr<std::unique_ptr<Message>> Read(const store::Reader& at,
                                                const Mention& mention) const;

 private:
  enum class Where { kName, kNameWithin, kHere };
  Target(Where where, const google::protobuf::FieldDescriptor* field,
         std::unique_ptr<const resource::CollectionBase> collection)
      : where_(where), field_(field), collection_(std::move(collection)) {}

  const Where where_;
  const google::protobuf::FieldDescriptor* const field_;  // of the request
  const std::unique_ptr<const resource::CollectionBase> collection_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_AUTHORIZE_TARGET_H_
