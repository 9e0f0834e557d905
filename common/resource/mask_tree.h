// The fields under an update mask, for the validator: what is outside the mask is not checked.
#ifndef CLEARWAY_COMMON_RESOURCE_MASK_TREE_H_
#define CLEARWAY_COMMON_RESOURCE_MASK_TREE_H_

#include <map>

#include "common/rpc/errors.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/field_mask.pb.h"

namespace clearway::resource {

// A field with no fields under it is meant whole.
struct MaskTree {
  std::map<const google::protobuf::FieldDescriptor*, MaskTree> fields;
};

// Adds a violation of "update_mask" for each path that names no field of `type`.
MaskTree ReadMaskTree(const google::protobuf::FieldMask& mask,
                      const google::protobuf::Descriptor* type, rpc::Violations* violations);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_MASK_TREE_H_
