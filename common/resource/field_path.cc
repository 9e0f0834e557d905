#include "common/resource/field_path.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/resource/nearest.h"
#include "common/rpc/errors.h"

namespace clearway::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

std::vector<std::string> FieldNames(const Descriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
  return names;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> SplitPath(absl::string_view path) {
  std::vector<std::string> segments(1);
  bool quoted = false, was_quoted = false;
  for (char c : path) {
    if (c == '`') {
      quoted = !quoted;
      was_quoted = true;
    } else if (c == '.' && !quoted) {
      if (segments.back().empty() && !was_quoted) break;
      segments.emplace_back();
      was_quoted = false;
    } else {
      segments.back() += c;
    }
  }
  if (quoted) return absl::InvalidArgumentError("has a back quote that is not closed");
  if (segments.back().empty() && !was_quoted) {
    return absl::InvalidArgumentError(absl::StrCat("has ", rpc::Quote(path),
                                                   ", which is no path; a path is names of fields ",
                                                   "joined by dots, e.g. \"total.units\""));
  }
  return segments;
}

absl::StatusOr<FieldPath> ResolvePath(const Descriptor* type,
                                      const std::vector<std::string>& segments,
                                      bool through_repeated) {
  if (segments.size() > kMaxPathSteps) {
    return absl::InvalidArgumentError(
        absl::StrCat("has a path of more than ", kMaxPathSteps, " fields"));
  }
  FieldPath path;
  for (size_t i = 0; i < segments.size(); ++i) {
    const std::string& segment = segments[i];
    if (type == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("names ", rpc::Quote(segment), " within ",
                                                     PathText(path),
                                                     ", which has no fields of its own"));
    }
    if (!path.empty() && path.back().field->is_repeated() && !path.back().has_key &&
        !through_repeated) {
      return absl::InvalidArgumentError(absl::StrCat("names ", rpc::Quote(segment), " within ",
                                                     PathText(path),
                                                     ", which is a list: name the whole list"));
    }
    const FieldDescriptor* field = type->FindFieldByName(segment);
    if (field == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          "names ", rpc::Quote(segment), ", which is no field of ",
          path.empty() ? type->name() : PathText(path), DidYouMean(segment, FieldNames(type))));
    }
    Step step;
    step.field = field;
    if (field->is_map()) {
      const FieldDescriptor* value = field->message_type()->map_value();
      if (i + 1 < segments.size()) {
        step.has_key = true;
        step.key = segments[++i];
      }
      type = value->message_type();
    } else {
      type = field->message_type();  // null for scalars
    }
    path.push_back(std::move(step));
  }
  return path;
}

std::string PathText(const FieldPath& path) {
  std::string text;
  for (const Step& step : path) {
    absl::StrAppend(&text, text.empty() ? "" : ".", step.field->name());
    if (!step.has_key) continue;
    bool plain = !step.key.empty() && !absl::StrContains(step.key, '.');
    absl::StrAppend(&text, ".", plain ? "" : "`", step.key, plain ? "" : "`");
  }
  return text;
}

}  // namespace clearway::resource
