#include "common/rpc/standard_methods.h"

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/resource/behavior.h"
#include "common/resource/viewed.h"
#include "common/status_macros.h"
#include "google/protobuf/field_mask.pb.h"

namespace clearway::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::type::Date;

std::string SnakeCase(absl::string_view camel) {
  std::string out;
  for (char c : camel) {
    if (absl::ascii_isupper(c) && !out.empty()) out += '_';
    out += absl::ascii_tolower(c);
  }
  return out;
}

const FieldDescriptor* Need(const Descriptor* request, const std::string& name) {
  const FieldDescriptor* field = request->FindFieldByName(name);
  if (field == nullptr) {
    std::fprintf(stderr, "%s has no field %s\n", request->full_name().c_str(), name.c_str());
    std::abort();
  }
  return field;
}

std::string Text(const Message& request, const FieldDescriptor* field) {
  return field == nullptr ? "" : request.GetReflection()->GetString(request, field);
}

// Null when it is not given.
const Date* AsOf(const Message& request) {
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("as_of");
  if (field == nullptr || !request.GetReflection()->HasField(request, field)) return nullptr;
  return static_cast<const Date*>(&request.GetReflection()->GetMessage(request, field));
}

void Prepare(const AnyResource& resource, const Call& call, const store::Reader& at,
             const Message& request, Message* record) {
  if (!resource.prepare) return;
  const Date* as_of = AsOf(request);
  resource.prepare(at, as_of == nullptr ? call.Today() : *as_of, record);
}

// The check's violations, then what it returns.
absl::Status Check(const AnyResource& resource, const Call& call, const store::Reader& at,
                   const Message* before, Message* after, absl::string_view field) {
  if (!resource.check) return absl::OkStatus();
  Violations bad;
  absl::Status status = resource.check(call, at, before, after, field, &bad);
  return bad.empty() ? status : bad.ToStatus();
}

// OK when what it is within exists.
absl::Status CheckParent(const AnyResource& resource, const store::Reader& at,
                         const std::string& parent) {
  if (resource.parent == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool there, resource.parent->Exists(at, parent));
  return there ? absl::OkStatus() : NotFound(parent);
}

// What stands in a Create request: the record with the name that it will have, and its whole id.
absl::StatusOr<std::unique_ptr<Message>> NewRecord(const AnyResource& resource, const Call& call,
                                                   const Message& request, const std::string& type,
                                                   std::string* id) {
  const Descriptor* descriptor = request.GetDescriptor();
  *id = Text(request, descriptor->FindFieldByName(absl::StrCat(type, "_id")));
  if (id->empty()) *id = call.NewId();
  if (resource.parent != nullptr) {
    ASSIGN_OR_RETURN(
        const std::string within,
        resource.parent->IdOf(Text(request, descriptor->FindFieldByName("parent")), "parent"));
    *id = absl::StrCat(within, "/", *id);
  }
  std::unique_ptr<Message> record(resource.collection->prototype().New());
  record->CopyFrom(request.GetReflection()->GetMessage(request, descriptor->FindFieldByName(type)));
  resource::ClearOutputOnly(record.get());
  const auto* name = record->GetDescriptor()->FindFieldByName("name");
  record->GetReflection()->SetString(record.get(), name, resource.collection->NameOf(*id));
  return record;
}

void AddCreate(const AnyResource& resource, const std::string& method, const std::string& type,
               const Descriptor* request_type, Service* service) {
  Need(request_type, type);
  Need(request_type, absl::StrCat(type, "_id"));
  if (resource.parent != nullptr) Need(request_type, "parent");
  service->WriteAny(method, [resource, type](const Call& call, store::Txn& txn,
                                             const Message& request, Message* response) {
    std::string id;
    ASSIGN_OR_RETURN(auto record, NewRecord(resource, call, request, type, &id));
    if (resource.parent != nullptr) {
      RETURN_IF_ERROR(CheckParent(
          resource, txn, Text(request, request.GetDescriptor()->FindFieldByName("parent"))));
    }
    RETURN_IF_ERROR(Check(resource, call, txn, nullptr, record.get(), type));
    RETURN_IF_ERROR(resource.collection->Create(call, txn, id, record.get(),
                                                /*keep_output_only=*/true, 0));
    response->CopyFrom(*record);
    Prepare(resource, call, txn, request, response);
    return absl::OkStatus();
  });
  // What else is wrong where field rules are broken.
  service->CheckAny(method,
                    [resource, type](const Call& call, const store::Snapshot& at,
                                     const Message& request) -> absl::Status {
                      std::string id;
                      const auto record = NewRecord(resource, call, request, type, &id);
                      if (!record.ok()) return absl::OkStatus();
                      return Check(resource, call, at, nullptr, record->get(), type);
                    });
}

void AddGet(const AnyResource& resource, const std::string& method, const Descriptor* request_type,
            Service* service) {
  const FieldDescriptor* name = Need(request_type, "name");
  service->ReadAny(method, [resource, name](const Call& call, const store::Snapshot& at,
                                            const Message& request, Message* response) {
    RETURN_IF_ERROR(resource.collection->Get(at, Text(request, name), response));
    Prepare(resource, call, at, request, response);
    return absl::OkStatus();
  });
}

void AddList(const AnyResource& resource, const std::string& method, const Descriptor* request_type,
             Service* service) {
  const FieldDescriptor* parent =
      resource.parent == nullptr ? nullptr : Need(request_type, "parent");
  service->ReadAny(method, [resource, parent](const Call& call, const store::Snapshot& at,
                                              const Message& request, Message* response) {
    // "meetings/-": those of any.
    if (!absl::EndsWith(Text(request, parent), "/-")) {
      RETURN_IF_ERROR(CheckParent(resource, at, Text(request, parent)));
    }
    std::function<bool(const Message&)> visible;
    if (resource.in_list) {
      visible = [&](const Message& record) { return resource.in_list(record, AsOf(request)); };
    }
    std::function<void(Message*)> prepare;
    if (resource.prepare) {
      prepare = [&](Message* record) { Prepare(resource, call, at, request, record); };
    }
    return resource.collection->List(at, request, response, visible, prepare);
  });
}

void AddUpdate(const AnyResource& resource, const std::string& method, const std::string& type,
               const Descriptor* request_type, Service* service) {
  const FieldDescriptor* field = Need(request_type, type);
  const FieldDescriptor* mask = Need(request_type, "update_mask");
  service->WriteAny(
      method, [resource, type, field, mask](const Call& call, store::Txn& txn,
                                            const Message& request, Message* response) {
        const auto* reflection = request.GetReflection();
        resource::UpdateOptions update;
        update.mask = static_cast<const FieldMask&>(reflection->GetMessage(request, mask));
        RETURN_IF_ERROR(resource.collection->Update(
            call, txn, reflection->GetMessage(request, field), update,
            [&](const Message& before, Message* after) {
              return Check(resource, call, txn, &before, after, type);
            },
            response));
        Prepare(resource, call, txn, request, response);
        return absl::OkStatus();
      });
}

void AddDelete(const AnyResource& resource, const std::string& method,
               const Descriptor* request_type, Service* service) {
  const FieldDescriptor* name = Need(request_type, "name");
  const FieldDescriptor* etag = Need(request_type, "etag");
  service->WriteAny(method, [resource, name, etag](const Call& call, store::Txn& txn,
                                                   const Message& request, Message*) {
    std::unique_ptr<Message> record(resource.collection->prototype().New());
    RETURN_IF_ERROR(resource.collection->Get(txn, Text(request, name), record.get()));
    // What stands against it may be more than the caller sees.
    const resource::AsSystem all(txn);
    if (resource.check_delete) RETURN_IF_ERROR(resource.check_delete(all, *record));
    return resource.collection->Delete(call, txn, Text(request, name), Text(request, etag),
                                       /*allow_missing=*/false, record.get());
  });
}

}  // namespace

void AddStandardMethods(const AnyResource& resource, Service* service) {
  const std::string singular = resource.collection->prototype().GetDescriptor()->name();
  const std::string type = SnakeCase(singular);
  const auto request_of = [&](const std::string& method) -> const Descriptor* {
    const auto* found = service->descriptor()->FindMethodByName(method);
    return found == nullptr ? nullptr : found->input_type();
  };
  std::string method = absl::StrCat("Create", singular);
  if (const auto* request = request_of(method)) AddCreate(resource, method, type, request, service);
  method = absl::StrCat("Get", singular);
  if (const auto* request = request_of(method)) AddGet(resource, method, request, service);
  method = absl::StrCat("List", resource.plural);
  if (const auto* request = request_of(method)) AddList(resource, method, request, service);
  method = absl::StrCat("Update", singular);
  if (const auto* request = request_of(method)) AddUpdate(resource, method, type, request, service);
  method = absl::StrCat("Delete", singular);
  if (const auto* request = request_of(method)) AddDelete(resource, method, request, service);
}

}  // namespace clearway::rpc
