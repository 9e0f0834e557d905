#include "common/resource/mask_tree.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/resource/field_mask.h"
#include "common/resource/field_path.h"

namespace clearway::resource {

using google::protobuf::Descriptor;
using google::protobuf::FieldMask;

MaskTree ReadMaskTree(const FieldMask& mask, const Descriptor* type, rpc::Violations* violations) {
  MaskTree tree;
  if (mask.paths_size() > kMaxMaskPaths) {
    violations->Add(
        "update_mask",
        absl::StrCat("has ", mask.paths_size(), " paths; at most ", kMaxMaskPaths, " are taken"),
        type::v1::ERROR_REASON_FIELD_MASK_INVALID);
    return tree;
  }
  for (const std::string& text : mask.paths()) {
    auto segments = SplitPath(text);
    auto path = segments.ok() ? ResolvePath(type, *segments, false)
                              : absl::StatusOr<FieldPath>(segments.status());
    if (!path.ok()) {
      violations->Add("update_mask", path.status().message(),
                      type::v1::ERROR_REASON_FIELD_MASK_INVALID);
      continue;
    }
    MaskTree* at = &tree;
    for (const Step& step : *path) {
      // A path that ends here already means the whole field.
      auto [found, is_new] = at->fields.try_emplace(step.field);
      if (!is_new && found->second.fields.empty()) break;
      at = &found->second;
      if (step.has_key) break;  // an entry: its map is checked whole
      if (&step == &path->back()) at->fields.clear();
    }
  }
  return tree;
}

}  // namespace clearway::resource
