#include "common/resource/record.h"

#include <string>

#include "common/rpc/errors.h"
#include "google/type/money.pb.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using clearway::storage::v1::StoredRecord;

StoredRecord Sample() {
  google::type::Money money;
  money.set_currency_code("USD");
  money.set_units(2730000);
  StoredRecord record;
  record.set_format_version(kRecordFormat);
  record.set_type("google.type.Money");
  record.set_version(3);
  record.set_revision(1234567);
  record.set_verb(clearway::storage::v1::VERB_UPDATED);
  record.set_action("publish");
  record.set_actor("actors/secretariat");
  record.set_time_micros(1795000000000000);
  record.set_resource(money.SerializeAsString());
  return record;
}

TEST(RecordTest, TheViewAgreesWithTheEnvelope) {
  for (bool deleted : {false, true}) {
    StoredRecord record = Sample();
    record.set_deleted(deleted);
    std::string bytes = record.SerializeAsString();
    auto view = ViewRecord("r/x/y", bytes);
    ASSERT_TRUE(view.ok()) << view.status();
    EXPECT_EQ(view->deleted, deleted);
    EXPECT_EQ(view->resource, record.resource());
    google::type::Money money;
    ASSERT_TRUE(ParseResource("r/x/y", view->resource, &money).ok());
    EXPECT_EQ(money.units(), 2730000);
    auto whole = ParseRecord("r/x/y", bytes);
    ASSERT_TRUE(whole.ok());
    EXPECT_EQ(whole->action(), "publish");
  }
}

TEST(RecordTest, EveryTruncationIsDamageOrAnEarlierEnd) {
  std::string bytes = Sample().SerializeAsString();
  for (size_t size = 0; size < bytes.size(); ++size) {
    auto view = ViewRecord("r/x/y", absl::string_view(bytes).substr(0, size));
    StoredRecord parsed;
    bool whole =
        parsed.ParseFromArray(bytes.data(), static_cast<int>(size)) && parsed.format_version() != 0;
    EXPECT_EQ(view.ok(), whole) << size;
    EXPECT_EQ(rpc::ReasonOf(view.status()),
              view.ok() ? type::v1::ERROR_REASON_UNSPECIFIED : type::v1::ERROR_REASON_DATA_DAMAGED);
  }
}

TEST(RecordTest, ANewerFormatIsRefused) {
  StoredRecord record = Sample();
  record.set_format_version(3);
  std::string bytes = record.SerializeAsString();
  EXPECT_EQ(ViewRecord("r/x/y", bytes).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ParseRecord("r/x/y", bytes).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace clearway::resource
