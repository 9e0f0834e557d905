// Every method × every role × the caller's own records, others' that it sees, and those that it
// does not see: each call does what expectations*.txt say, refusals change nothing, and what is not
// seen looks like what does not exist. Made from the service descriptors: a method, a role, a
// collection or a field with an audience that nobody thought of fails.
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clearway/type/v1/access.pb.h"
#include "clearway/type/v1/batch_write.pb.h"
#include "common/rpc/errors.h"
#include "google/api/resource.pb.h"
#include "gtest/gtest.h"
#include "tests/permission/suite.h"

namespace clearway::permission {
namespace {

using absl::StatusCode;
using google::protobuf::Descriptor;
using google::protobuf::Message;

constexpr char kAbsent[] = "absent";

// Resource types that a message holds, itself included, by collection.
void Collect(const Descriptor* type, std::map<std::string, const Descriptor*>* resources,
             std::set<const Descriptor*>* seen) {
  if (!seen->insert(type).second) return;
  const auto& resource = type->options().GetExtension(google::api::resource);
  if (resource.pattern_size() > 0) {
    // The parts of "meetings/{meeting}/officers/{officer}" that are fixed: meetings.officers.
    std::vector<std::string> fixed;
    for (absl::string_view part : absl::StrSplit(resource.pattern(0), '/')) {
      if (part[0] != '{') fixed.emplace_back(part);
    }
    (*resources)[absl::StrJoin(fixed, ".")] = type;
  }
  for (int i = 0; i < type->field_count(); ++i) {
    if (type->field(i)->message_type() != nullptr) {
      Collect(type->field(i)->message_type(), resources, seen);
    }
  }
}

std::map<std::string, const Descriptor*> Resources() {
  std::map<std::string, const Descriptor*> resources;
  std::set<const Descriptor*> seen;
  for (const std::string& service : Services()) {
    const auto* descriptor = DescriptorOf(service);
    for (int i = 0; i < descriptor->method_count(); ++i) {
      Collect(descriptor->method(i)->input_type(), &resources, &seen);
      Collect(descriptor->method(i)->output_type(), &resources, &seen);
    }
  }
  return resources;
}

// Fields with an audience of their own within a resource: "decisions.reason".
void ProtectedFields(const Descriptor* type, const std::string& path, std::set<std::string>* found,
                     int depth = 0) {
  for (int i = 0; i < type->field_count() && depth < 4; ++i) {
    const auto* field = type->field(i);
    const std::string name = absl::StrCat(path, field->name());
    if (field->options().HasExtension(type::v1::field_access)) found->insert(name);
    const Descriptor* inner = field->message_type();
    if (inner == nullptr || inner->options().HasExtension(google::api::resource)) continue;
    ProtectedFields(inner, absl::StrCat(name, "."), found, depth + 1);
  }
}

TEST(MatrixTest, EveryMethodHasItsExpectation) {
  for (const std::string& service : Services()) {
    const auto* descriptor = DescriptorOf(service);
    for (int i = 0; i < descriptor->method_count(); ++i) {
      const std::string& method = descriptor->method(i)->name();
      int ways = 0;
      for (const auto& known : Expectations::Get().methods()) {
        ways += known.service == service && known.method == method ? 1 : 0;
      }
      EXPECT_GT(ways, 0) << service << " has " << method << ", of which "
                         << "tests/permission/expectations_*.txt say nothing: who may call it?";
    }
  }
}

TEST(MatrixTest, EveryResourceHasRecordsInEverySituation) {
  const Fixtures& fixtures = Suite::Get().fixtures;
  for (const auto& [collection, type] : Resources()) {
    EXPECT_FALSE(Expectations::Get().Situations(collection).empty())
        << type->full_name() << " has no \"record " << collection
        << "\" in expectations_*.txt: who sees it, in which situation?";
    std::set<std::string> fields;
    ProtectedFields(type, "", &fields);
    for (const std::string& field : fields) {
      EXPECT_EQ(Expectations::Get().protected_fields().count(collection + "." + field), 1u)
          << collection << "." << field
          << " has an audience, of which expectations_*.txt are silent";
    }
  }
  for (const std::string& collection : Expectations::Get().collections()) {
    for (const std::string& situation : Expectations::Get().Situations(collection)) {
      EXPECT_TRUE(fixtures.Find(collection, situation, "states/NOR") != nullptr ||
                  fixtures.Find(collection, situation, "actors/isu") != nullptr)
          << "fixtures_*.cc makes no record of " << collection << " that is " << situation;
    }
  }
  for (const Record& record : fixtures.records()) {
    const auto& known = Expectations::Get().Situations(record.collection);
    for (const Who& who : World::Cast()) {
      const std::string& situation = record.SituationFor(who.actor);
      EXPECT_EQ(std::count(known.begin(), known.end(), situation), 1)
          << record.name << " is " << situation << ", of which expectations_*.txt are silent";
    }
  }
}

// What one call should come to.
struct Expected {
  enum class As { kAllowed, kDenied, kHidden, kDeniedOrHidden, kNobody };
  As as;
  // Looks as what does not exist would.
  bool as_absent = false;
};

Expected ExpectedOf(const Who& who, const Way& way, const Record* record) {
  using As = Expected::As;
  const MethodExpectation& method = way.expectation();
  const Expectations& all = Expectations::Get();
  if (who.role == kNoCredential) return {As::kNobody};
  if (who.role == kNoMembership) {
    return {method.method == "WhoAmI" ? As::kAllowed : As::kDenied, true};
  }
  if (!all.MaySomehow(method, who.role)) return {As::kDenied, true};
  if (method.collection.empty()) return {method.May(who.role) ? As::kAllowed : As::kDenied};
  const bool seen =
      record != nullptr && all.Sees(who.role, record->collection, record->SituationFor(who.actor));
  if (!seen) return {method.May(who.role) ? As::kHidden : As::kDeniedOrHidden, true};
  return {method.May(who.role, record->SituationFor(who.actor)) ? As::kAllowed : As::kDenied};
}

bool Fits(Expected::As as, const Way& way, StatusCode code) {
  using As = Expected::As;
  // What a request names beside its own record is not valid, where it is not found.
  const bool hidden = code == StatusCode::kNotFound ||
                      (code == StatusCode::kInvalidArgument && !way.names_its_own());
  switch (as) {
    case As::kAllowed:
      return code == StatusCode::kOk || code == StatusCode::kFailedPrecondition ||
             code == StatusCode::kAlreadyExists ||
             (code == StatusCode::kInvalidArgument && way.may_be_invalid());
    case As::kDenied:
      return code == StatusCode::kPermissionDenied;
    case As::kHidden:
      return hidden;
    case As::kDeniedOrHidden:
      return hidden || code == StatusCode::kPermissionDenied;
    case As::kNobody:
      return code == StatusCode::kUnauthenticated;
  }
  return false;
}

const char* Words(Expected::As as) {
  static constexpr const char* kWords[] = {"let through", "denied", "not found",
                                           "denied or not found", "unauthenticated"};
  return kWords[static_cast<int>(as)];
}

class Calls {
 public:
  explicit Calls(Suite* suite) : suite_(*suite) {}

  // Calls as `who` with `record` (null: with one that does not exist; or of none).
  void Check(const Who& who, const Way& way, const std::string& name, const Record* record) {
    const Expected expected = ExpectedOf(who, way, record);
    const std::string situation =
        record == nullptr ? kAbsent : absl::StrCat(record->SituationFor(who.actor), " ", name);
    const std::string where =
        absl::StrCat(way.Text(), " as ", who.role, " of ", who.actor, " (", situation, ")");
    const auto request = way.Request(who, name);
    const bool validates = SetValidateOnly(request.get(), true);
    const Outcome outcome = Call(who, way, *request);
    ++count_;
    EXPECT_TRUE(Fits(expected.as, way, outcome.status.code()))
        << where << " should be " << Words(expected.as) << "\n  " << outcome.status
        << (outcome.status.code() == StatusCode::kInvalidArgument
                ? "\n  (a request that is not valid is no test: see requests_*.cc)"
                : "");
    if (validates && !who.actor.empty()) CheckBatched(who, way, *request, outcome.status, where);
    if (outcome.status.ok()) {
      const bool trail = way.method().name() == "ListAuditEvents";  // names, and no records
      for (const auto& answer : outcome.answers) {
        if (!trail) CheckTellsNothingHidden(who, *answer, where);
      }
      return;
    }
    if (record != nullptr && expected.as_absent) CheckAsAbsent(who, way, name, outcome.status);
    if (!validates || expected.as == Expected::As::kAllowed) return;
    // For real it is refused in the same words, and changes nothing.
    SetValidateOnly(request.get(), false);
    const store::Revision before = suite_.world.store(way.expectation().service).revision();
    EXPECT_EQ(Looks(Call(who, way, *request).status, ""), Looks(outcome.status, "")) << where;
    EXPECT_EQ(suite_.world.store(way.expectation().service).revision(), before) << where;
  }

  int count() const { return count_; }

 private:
  Outcome Call(const Who& who, const Way& way, const Message& request) {
    return Send(&suite_.world, who, way.expectation().service, way.method(), request);
  }

  // As the only write of a batch it comes to the same, and is answered with no more than a name.
  void CheckBatched(const Who& who, const Way& way, const Message& request,
                    const absl::Status& alone, const std::string& where) {
    if (way.method().name() == "BatchWrite") return;
    std::unique_ptr<Message> write(request.New());
    write->CopyFrom(request);
    SetValidateOnly(write.get(), false);
    type::v1::BatchWriteRequest batch;
    batch.set_validate_only(true);
    batch.add_writes()->set_method(way.method().name());
    batch.mutable_writes(0)->mutable_request()->PackFrom(*write);
    const std::string& service = way.expectation().service;
    const auto answer =
        suite_.world.As(service, who)
            .Call<type::v1::BatchWriteResponse>(
                absl::StrCat(DescriptorOf(service)->full_name(), "/BatchWrite"), batch);
    ASSERT_TRUE(answer.ok()) << where << answer.status();
    ASSERT_EQ(answer->results_size(), 1) << where;
    CheckTellsNothingHidden(who, *answer, where);
    const auto& error = answer->results(0).error();
    EXPECT_EQ(error.code(), static_cast<int>(alone.code())) << where << error.DebugString();
    if (alone.code() == StatusCode::kInvalidArgument) return;  // says where in the batch
    EXPECT_EQ(error.message(), std::string(alone.message())) << where;
    ++count_;
  }

  void CheckAsAbsent(const Who& who, const Way& way, const std::string& name,
                     const absl::Status& status) {
    const std::string absent = Fixtures::Absent(name);
    const auto request = way.Request(who, absent);
    SetValidateOnly(request.get(), true);
    EXPECT_EQ(Looks(status, name), Looks(Call(who, way, *request).status, absent))
        << way.Text() << " as " << who.role << " of " << who.actor << ": " << name;
  }

  Suite& suite_;
  int count_ = 0;
};

TEST(MatrixTest, EveryRoleMayDoWhatIsExpectedWithEveryRecordAndNothingElse) {
  Suite& suite = Suite::Get();
  Calls calls(&suite);
  for (const Way& way : suite.ways) {
    const std::string& collection = way.expectation().collection;
    for (const Who& who : World::Cast()) {
      if (collection.empty()) {
        calls.Check(who, way, "", nullptr);
        continue;
      }
      std::string like;
      for (const std::string& situation : Expectations::Get().Situations(collection)) {
        const Record* record = suite.fixtures.Find(collection, situation, who.actor);
        if (record == nullptr) continue;
        like = record->name;
        calls.Check(who, way, record->name, record);
      }
      ASSERT_FALSE(like.empty()) << collection;
      calls.Check(who, way, Fixtures::Absent(like), nullptr);
    }
  }
  std::printf("%d calls, each as expected unless it is named above\n", calls.count());
}

}  // namespace
}  // namespace clearway::permission
