// What a request names beside the record that it is about tells nothing either: a record that its
// caller does not see is refused in the words of one that does not exist; and so is one element of
// a batch.
#include <functional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "clearway/type/v1/rules.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "gtest/gtest.h"
#include "tests/permission/suite.h"

namespace clearway::permission {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A record of one of the collections that the caller does not see; null where it sees all.
const Record* Unseen(const Who& who, const FieldDescriptor* field) {
  for (const std::string& collection : field->options().GetExtension(type::v1::rule).reference()) {
    for (const Record& record : Suite::Get().fixtures.records()) {
      if (record.collection == collection && !Suite::Get().Sees(who, record)) return &record;
    }
  }
  return nullptr;
}

// Calls `fn` with each field of the request, and of the resource in it, that refers to a record.
void ForEachReference(Message* message,
                      const std::function<void(Message*, const FieldDescriptor*)>& fn,
                      int depth = 0) {
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->field(i);
    if (field->options().GetExtension(type::v1::rule).reference_size() > 0) {
      fn(message, field);
    } else if (depth == 0 && field->message_type() != nullptr && !field->is_repeated() &&
               message->GetReflection()->HasField(*message, field)) {
      ForEachReference(message->GetReflection()->MutableMessage(message, field), fn, depth + 1);
    }
  }
}

void Name(Message* message, const FieldDescriptor* field, const std::string& name) {
  if (field->is_repeated()) {
    message->GetReflection()->AddString(message, field, name);
  } else {
    message->GetReflection()->SetString(message, field, name);
  }
}

// An update changes the field too, where it is one of the resource's own.
void AddToMask(const FieldDescriptor* field, Message* request) {
  const FieldDescriptor* mask = request->GetDescriptor()->FindFieldByName("update_mask");
  if (mask == nullptr || field->containing_type() == request->GetDescriptor()) return;
  auto* paths = static_cast<google::protobuf::FieldMask*>(
      request->GetReflection()->MutableMessage(request, mask));
  paths->add_paths(field->name());
}

// Whether the service has the collection itself; what another has it takes by name, unseen.
bool Has(const std::string& service, const std::string& collection) {
  const MethodExpectation* reader = Expectations::Get().Reader(collection);
  return reader != nullptr && reader->service == service;
}

// A request of the way that its caller is let through with; null where there is none.
std::unique_ptr<Message> LetThrough(const Who& who, const Way& way) {
  const MethodExpectation& method = way.expectation();
  if (!method.May(who.role)) return nullptr;
  if (method.collection.empty()) return way.Request(who, "");
  for (const Record& record : Suite::Get().fixtures.records()) {
    if (record.collection == method.collection && Suite::Get().Sees(who, record) &&
        method.May(who.role, record.SituationFor(who.actor))) {
      return way.Request(who, record.name);
    }
  }
  return nullptr;
}

TEST(ReferencesTest, WhatIsNotSeenIsNamedInVain) {
  Suite& suite = Suite::Get();
  std::set<std::string> tried;
  for (const Way& way : suite.ways) {
    for (const Who& who : World::Cast()) {
      const auto request = LetThrough(who, way);
      if (request == nullptr) continue;
      SetValidateOnly(request.get(), true);
      std::vector<std::string> fields;
      ForEachReference(request.get(), [&](Message*, const FieldDescriptor* field) {
        fields.push_back(field->full_name());
      });
      for (const std::string& wanted : fields) {
        const Record* unseen = nullptr;
        const FieldDescriptor* changed = nullptr;
        std::string looks[2];
        bool ok = false;
        for (const bool absent : {false, true}) {
          std::unique_ptr<Message> copy(request->New());
          copy->CopyFrom(*request);
          ForEachReference(copy.get(), [&](Message* message, const FieldDescriptor* field) {
            if (field->full_name() != wanted) return;
            unseen = Unseen(who, field);
            if (unseen == nullptr) return;
            Name(message, field, absent ? Fixtures::Absent(unseen->name) : unseen->name);
            changed = field;
          });
          if (unseen == nullptr) break;
          AddToMask(changed, copy.get());
          const std::string name = absent ? Fixtures::Absent(unseen->name) : unseen->name;
          const Outcome outcome =
              Send(&suite.world, who, way.expectation().service, way.method(), *copy);
          looks[absent ? 1 : 0] = Looks(outcome.status, name);
          ok = ok || outcome.status.ok();
        }
        if (unseen == nullptr) continue;
        tried.insert(absl::StrCat(way.Text(), " ", wanted));
        EXPECT_FALSE(ok && Has(way.expectation().service, unseen->collection))
            << way.Text() << " as " << who.role << ": " << wanted << " " << unseen->name;
        EXPECT_EQ(looks[0], looks[1]) << way.Text() << " as " << who.role << ": " << wanted;
      }
    }
  }
  EXPECT_GT(tried.size(), 20u);
}

}  // namespace
}  // namespace clearway::permission
