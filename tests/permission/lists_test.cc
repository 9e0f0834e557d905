// Lists, exports and watches show each caller the records that it sees and no others, count no
// others, and neither filter nor sort by what is hidden.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clearway/type/v1/audit.pb.h"
#include "clearway/type/v1/watch.pb.h"
#include "gtest/gtest.h"
#include "tests/permission/suite.h"

namespace clearway::permission {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Names = std::vector<std::string>;

std::set<std::string> Set(const Names& names) { return {names.begin(), names.end()}; }

// The records in an answer, in its order: those of its repeated field of resources.
void AddNames(const Message& answer, Names* names) {
  const Reflection* reflection = answer.GetReflection();
  for (int i = 0; i < answer.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = answer.GetDescriptor()->field(i);
    if (!field->is_repeated() || field->message_type() == nullptr) continue;
    const FieldDescriptor* name = field->message_type()->FindFieldByName("name");
    if (name == nullptr) continue;
    for (int j = 0; j < reflection->FieldSize(answer, field); ++j) {
      const Message& record = reflection->GetRepeatedMessage(answer, field, j);
      names->push_back(record.GetReflection()->GetString(record, name));
    }
  }
}

void SetText(Message* request, const char* field_name, const std::string& text) {
  const FieldDescriptor* field = request->GetDescriptor()->FindFieldByName(field_name);
  if (field != nullptr) request->GetReflection()->SetString(request, field, text);
}

struct Query {
  std::string filter, order_by;
  bool deleted_too = false;
};

// What a list brings, in one page; and that it counts no more.
absl::StatusOr<Names> List(const Who& who, const Way& way, const Query& query) {
  const auto request = way.Request(who, "");
  SetText(request.get(), "filter", query.filter);
  SetText(request.get(), "order_by", query.order_by);
  const Descriptor* type = request->GetDescriptor();
  const Reflection* reflection = request->GetReflection();
  if (const auto* size = type->FindFieldByName("page_size"); size != nullptr) {
    reflection->SetInt32(request.get(), size, 1000);
  }
  if (const auto* deleted = type->FindFieldByName("show_deleted"); deleted != nullptr) {
    reflection->SetBool(request.get(), deleted, query.deleted_too);
  }
  const Outcome outcome =
      Send(&Suite::Get().world, who, way.expectation().service, way.method(), *request);
  if (!outcome.status.ok()) return outcome.status;
  Names names;
  for (const auto& answer : outcome.answers) {
    AddNames(*answer, &names);
    CheckTellsNothingHidden(who, *answer, way.Text());
    const auto* total = answer->GetDescriptor()->FindFieldByName("total_size");
    if (total == nullptr) continue;
    EXPECT_EQ(answer->GetReflection()->GetInt32(*answer, total), static_cast<int>(names.size()))
        << way.Text() << " as " << who.role;
  }
  return names;
}

// The records of a collection that a caller sees.
std::set<std::string> Seen(const Who& who, const std::string& collection) {
  std::set<std::string> seen;
  for (const Record& record : Suite::Get().fixtures.records()) {
    if (record.collection == collection && Suite::Get().Sees(who, record)) seen.insert(record.name);
  }
  return seen;
}

// Calls `fn` with every list, export and such, and everybody who may call it.
template <typename Fn>
void ForEachList(const Fn& fn) {
  for (const Way& way : Suite::Get().ways) {
    if (way.expectation().lists.empty()) continue;
    for (const Who& who : World::Cast()) {
      if (way.expectation().May(who.role)) fn(who, way, way.expectation().lists);
    }
  }
}

TEST(ListsTest, EveryoneListsWhatTheySeeAndNoMoreIsCounted) {
  ForEachList([](const Who& who, const Way& way, const std::string& collection) {
    for (const bool deleted_too : {false, true}) {
      const auto listed = List(who, way, {"", "", deleted_too});
      ASSERT_TRUE(listed.ok()) << way.Text() << listed.status();
      EXPECT_EQ(Set(*listed), Seen(who, collection))
          << way.Text() << " as " << who.role << " of " << who.actor;
      EXPECT_EQ(Set(*listed).size(), listed->size());
    }
  });
}

// Records of which the field is hidden from the caller.
std::set<std::string> HiddenIn(const Who& who, const std::string& collection,
                               const std::string& field) {
  std::set<std::string> hidden;
  for (const Record& record : Suite::Get().fixtures.records()) {
    if (record.collection != collection || !Suite::Get().Sees(who, record)) continue;
    if (Expectations::Get().Hidden(collection, record.SituationFor(who.actor)).count(field) > 0) {
      hidden.insert(record.name);
    }
  }
  return hidden;
}

// Paths to single values within a field: "total.money.units".
void Leaves(const FieldDescriptor* field, const std::string& path, Names* leaves) {
  if (field->is_repeated() || leaves->size() > 20) return;
  if (field->message_type() == nullptr) {
    leaves->push_back(path);
    return;
  }
  for (int i = 0; i < field->message_type()->field_count(); ++i) {
    const FieldDescriptor* inner = field->message_type()->field(i);
    Leaves(inner, absl::StrCat(path, ".", inner->name()), leaves);
  }
}

const Descriptor* ResourceOf(const Way& way) {
  const Descriptor* answer = way.method().output_type();
  for (int i = 0; i < answer->field_count(); ++i) {
    const Descriptor* type = answer->field(i)->message_type();
    if (answer->field(i)->is_repeated() && type != nullptr) return type;
  }
  return nullptr;
}

TEST(ListsTest, NobodyFiltersOrSortsByWhatIsHiddenFromThem) {
  int filtered = 0, sorted = 0;
  ForEachList([&](const Who& who, const Way& way, const std::string& collection) {
    const Descriptor* type = ResourceOf(way);
    for (const std::string& field : Expectations::Get().HiddenSomehow(collection)) {
      const std::set<std::string> hidden = HiddenIn(who, collection, field);
      if (hidden.empty()) continue;
      const auto has = List(who, way, {absl::StrCat(field, ":*"), "", false});
      const auto has_not = List(who, way, {absl::StrCat("NOT ", field, ":*"), "", false});
      ASSERT_TRUE(has.ok() && has_not.ok()) << way.Text() << has.status();
      for (const std::string& name : hidden) {
        EXPECT_EQ(Set(*has).count(name), 0u) << way.Text() << " " << field << " as " << who.role;
        EXPECT_EQ(Set(*has_not).count(name), 1u) << way.Text() << " " << field;
      }
      ++filtered;
      Names leaves;
      Leaves(type->FindFieldByName(field), field, &leaves);
      for (const std::string& leaf : leaves) {
        // As if nothing stood there: before all others, or after them.
        const auto up = List(who, way, {"", leaf, false});
        const auto down = List(who, way, {"", absl::StrCat(leaf, " desc"), false});
        if (!up.ok() || !down.ok()) continue;  // cannot be sorted by
        // Where all others have a value, and so a place of their own.
        const auto others = List(who, way, {absl::StrCat(leaf, ":*"), "", false});
        if (!others.ok() || others->size() + hidden.size() != up->size()) continue;
        ++sorted;
        for (size_t i = 0; i < hidden.size(); ++i) {
          EXPECT_EQ(hidden.count((*up)[i]), 1u) << way.Text() << " by " << leaf;
          EXPECT_EQ(hidden.count((*down)[down->size() - 1 - i]), 1u)
              << way.Text() << " by " << leaf;
        }
      }
    }
  });
  EXPECT_GT(filtered, 0);
  EXPECT_GT(sorted, 0);
}

// Those of the service's collections that a role may read.
std::set<std::string> ReadableBy(const Who& who, const std::string& service) {
  std::set<std::string> readable;
  for (const std::string& collection : Expectations::Get().collections()) {
    const MethodExpectation* reader = Expectations::Get().Reader(collection);
    if (reader == nullptr || reader->service != service || !reader->May(who.role)) continue;
    readable.insert(collection);
  }
  return readable;
}

// Names that a watch begins with.
absl::StatusOr<std::set<std::string>> Watched(const Who& who, const std::string& service,
                                              const std::string& collection = "") {
  type::v1::WatchRequest request;
  type::v1::WatchResponse response;
  request.set_include_existing(true);
  if (!collection.empty()) request.add_collections(collection);
  std::set<std::string> names;
  const absl::Status status =
      Suite::Get()
          .world.As(service, who)
          .StreamRaw(
              absl::StrCat(DescriptorOf(service)->full_name(), "/Watch"), request, &response, [&] {
                for (const auto& change : response.changes()) {
                  names.insert(change.name());
                  std::unique_ptr<Message> record;
                  const auto* type =
                      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
                          change.resource().type_url().substr(
                              change.resource().type_url().rfind('/') + 1));
                  if (type == nullptr) continue;
                  record.reset(google::protobuf::MessageFactory::generated_factory()
                                   ->GetPrototype(type)
                                   ->New());
                  EXPECT_TRUE(record->ParseFromString(change.resource().value())) << change.name();
                  CheckTellsNothingHidden(who, *record, "Watch");
                }
                return response.resume_token().empty();
              });
  if (!status.ok()) return status;
  return names;
}

TEST(ListsTest, AWatchTellsOfWhatItsCallerSeesOfWhatItMayRead) {
  for (const Way& way : Suite::Get().ways) {
    if (way.expectation().method != "Watch") continue;
    const std::string& service = way.expectation().service;
    for (const Who& who : World::Cast()) {
      if (!way.expectation().May(who.role)) continue;
      const std::set<std::string> readable = ReadableBy(who, service);
      std::set<std::string> expected;
      for (const std::string& collection : Expectations::Get().collections()) {
        const MethodExpectation* reader = Expectations::Get().Reader(collection);
        if (reader == nullptr || reader->service != service) continue;
        const auto one = Watched(who, service, collection);
        if (readable.count(collection) == 0) {
          EXPECT_EQ(one.status().code(), absl::StatusCode::kPermissionDenied)
              << service << " " << collection << " as " << who.role;
          continue;
        }
        ASSERT_TRUE(one.ok()) << collection << one.status();
        const std::set<std::string> seen = Seen(who, collection);
        EXPECT_EQ(*one, seen) << service << " " << collection << " as " << who.role;
        expected.insert(seen.begin(), seen.end());
      }
      const auto all = Watched(who, service);
      ASSERT_TRUE(all.ok()) << all.status();
      EXPECT_EQ(*all, expected) << service << " as " << who.role;
    }
  }
}

// Of what was and is in them, the trail shows records that its reader could get.
TEST(ListsTest, TheAuditTrailShowsRecordsThatItsReaderSeesOfWhatItMayRead) {
  for (const std::string& service : Services()) {
    for (const Who& who : World::Cast()) {
      if (who.role != "secretariat" && who.role != "operator") continue;
      type::v1::ListAuditEventsRequest request;
      request.set_view(type::v1::AUDIT_VIEW_FULL);
      request.set_page_size(1000);
      const auto events =
          Suite::Get()
              .world.As(service, who)
              .Call<type::v1::ListAuditEventsResponse>(
                  absl::StrCat(DescriptorOf(service)->full_name(), "/ListAuditEvents"), request);
      ASSERT_TRUE(events.ok()) << events.status();
      const std::set<std::string> readable = ReadableBy(who, service);
      int shown = 0;
      for (const auto& event : events->audit_events()) {
        if (!event.has_before() && !event.has_after()) continue;
        ++shown;
        const Record* record = Suite::Get().fixtures.Named(event.resource());
        if (record == nullptr) continue;
        EXPECT_TRUE(Suite::Get().Sees(who, *record)) << who.role << " " << event.resource();
        EXPECT_EQ(readable.count(record->collection), 1u) << who.role << " " << event.resource();
      }
      EXPECT_GT(shown, 0) << service << " as " << who.role;
    }
  }
}

}  // namespace
}  // namespace clearway::permission
