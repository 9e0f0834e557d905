#include "common/resource/list_query.h"

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"

namespace clearway::resource {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::StatusOr<ListQuery> ReadListQuery(const Message& request) {
  ListQuery query;
  const Descriptor* type = request.GetDescriptor();
  const Reflection* reflection = request.GetReflection();
  auto text = [&](const char* name) -> std::string {
    const FieldDescriptor* field = type->FindFieldByName(name);
    bool fits =
        field != nullptr && !field->is_repeated() && field->type() == FieldDescriptor::TYPE_STRING;
    return fits ? reflection->GetString(request, field) : "";
  };
  query.page_token = text("page_token");
  query.filter = text("filter");
  query.order_by = text("order_by");
  query.parent = text("parent");
  const FieldDescriptor* size = type->FindFieldByName("page_size");
  if (size != nullptr && size->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
    int wanted = reflection->GetInt32(request, size);
    if (wanted < 0) {
      return rpc::InvalidField("page_size", absl::StrCat("is ", wanted, "; must be at least 0"),
                               type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
    }
    if (wanted > 0) query.page_size = static_cast<size_t>(std::min(wanted, kMaxPageSize));
  }
  const FieldDescriptor* deleted = type->FindFieldByName("show_deleted");
  if (deleted != nullptr && deleted->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    query.show_deleted = reflection->GetBool(request, deleted);
  }
  return query;
}

absl::StatusOr<ListAnswer> FindListAnswer(const Descriptor* response, const Descriptor* item) {
  ListAnswer answer;
  for (int i = 0; i < response->field_count(); ++i) {
    const FieldDescriptor* field = response->field(i);
    if (field->is_repeated() && field->message_type() == item) answer.items = field;
    if (field->name() == "next_page_token" && field->type() == FieldDescriptor::TYPE_STRING) {
      answer.next_page_token = field;
    }
    if (field->name() == "total_size" && field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      answer.total_size = field;
    }
  }
  if (answer.items == nullptr || answer.next_page_token == nullptr) {
    return absl::InternalError(
        absl::StrCat(response->full_name(), " is no list of ", item->full_name()));
  }
  return answer;
}

}  // namespace clearway::resource
