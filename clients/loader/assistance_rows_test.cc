#include "clients/loader/assistance_rows.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "common/calendar/date.h"

namespace clearway::loader {
namespace {

using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)

// Of one row under its header.
CsvTable Table(const std::string& text) {
  auto table = CsvTable::Parse(text, "test.csv");
  EXPECT_TRUE(table.ok()) << table.status();
  return *std::move(table);
}

template <typename Row>
auto ReadAll(const std::string& file, const Row& read) {
  auto table = CsvTable::ReadFile("data/" + file);
  EXPECT_TRUE(table.ok()) << table.status();
  std::vector<typename std::decay_t<decltype(read(table->rows()[0]))>::value_type> all;
  for (const CsvRow& row : table->rows()) {
    auto record = read(row);
    EXPECT_TRUE(record.ok()) << record.status();
    if (record.ok()) all.push_back(*std::move(record));
  }
  return all;
}

int64_t Units(const Quantity& quantity) { return quantity.money().units(); }

TEST(AssistanceRowsTest, ARequestIsOneLineOfMoneyByYears) {
  CsvTable table = Table(
      "id,recipient,title,area_of_work,currency,years,known_date,cost_basis,sources\n"
      "lao-1,states/LAO,Clearance,CLEARANCE,USD,2014:50000000;2015:7,2013-11-28,ESTIMATE,a;b\n");
  auto request = ReadRequest(table.rows()[0]);
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->name(), "assistanceRequests/lao-1");
  EXPECT_EQ(request->area_of_work(), type::v1::AREA_OF_WORK_CLEARANCE);
  EXPECT_EQ(request->cost_basis(), AssistanceRequest::COST_BASIS_ESTIMATE);
  EXPECT_EQ(calendar::ToString(request->known_date()), "2013-11-28");
  EXPECT_EQ(request->sources_size(), 2);
  ASSERT_EQ(request->needs_size(), 1);
  ASSERT_EQ(request->needs(0).years_size(), 2);
  EXPECT_EQ(request->needs(0).years(0).year(), 2014);
  EXPECT_EQ(Units(request->needs(0).years(0).quantity()), 50000000);
  EXPECT_EQ(request->needs(0).years(1).quantity().money().currency_code(), "USD");
  EXPECT_FALSE(request->has_legal_deadline());
}

TEST(AssistanceRowsTest, ErrorsNameFileAndLine) {
  CsvTable bad_year = Table("id,currency,years\nx,USD,fourteen:1\n");
  EXPECT_EQ(ReadRequest(bad_year.rows()[0]).status().message(),
            "test.csv:2: years: \"fourteen:1\" is not like \"2014:50000000\"");
  CsvTable bad_area = Table("id,currency,years,area_of_work\nx,USD,2014:1,MINES\n");
  auto request = ReadRequest(bad_area.rows()[0]);
  ASSERT_FALSE(request.ok());
  EXPECT_EQ(request.status().message().substr(0, 25), "test.csv:2: area_of_work:");
  EXPECT_FALSE(ReadOffer(Table("id,currency\n,USD\n").rows()[0]).ok());
}

// The project's own data: what the published tables are known to come to.
TEST(AssistanceRowsTest, TheDataFilesCanBeReadWhole) {
  auto requests = ReadAll("requests.csv", ReadRequest);
  auto offers = ReadAll("offers.csv", ReadOffer);
  auto contributions = ReadAll("contributions.csv", ReadContribution);
  auto rates = ReadAll("exchange_rates.csv", ReadExchangeRate);
  EXPECT_EQ(requests.size(), 7u);
  EXPECT_EQ(offers.size(), 8u);
  EXPECT_EQ(contributions.size(), 254u + 6u);
  EXPECT_EQ(rates.size(), 66u);

  std::set<std::string> names;
  int whole = 0, with_two_sources = 0;
  for (const ExternalContribution& external : contributions) {
    const Contribution& made = external.contribution;
    EXPECT_TRUE(names.insert(made.name()).second) << made.name() << " is there twice";
    EXPECT_LE(made.name().size(), 63 + sizeof("contributions/") - 1) << made.name();
    if (made.tranches().empty()) {
      ++whole;
    } else {
      EXPECT_EQ(Units(made.tranches(0).quantity()), Units(made.total())) << made.name();
    }
    if (made.source().find("; also ") != std::string::npos) ++with_two_sources;
  }
  EXPECT_EQ(whole, 1);             // three years that the source does not split
  EXPECT_EQ(with_two_sources, 7);  // rows that stand in two tables
  for (const Offer& offer : offers) {
    int64_t sum = 0;
    for (const YearlyQuantity& year : offer.years()) sum += Units(year.quantity());
    EXPECT_EQ(sum, Units(offer.total())) << offer.name();
  }
}

// A name that the registry does not have would be refused by the service.
TEST(AssistanceRowsTest, EveryPartyIsInTheRegistry) {
  std::set<std::string> known;
  for (const char* kind : {"states", "areas", "actors"}) {
    auto table = CsvTable::ReadFile(std::string("data/") + kind + ".csv");
    ASSERT_TRUE(table.ok()) << table.status();
    for (const CsvRow& row : table->rows()) {
      known.insert(std::string(kind) + "/" + std::string(row.Get("id")));
    }
  }
  for (const auto& request : ReadAll("requests.csv", ReadRequest)) {
    EXPECT_EQ(known.count(request.recipient()), 1u) << request.recipient();
  }
  for (const auto& offer : ReadAll("offers.csv", ReadOffer)) {
    EXPECT_EQ(known.count(offer.provider()), 1u) << offer.provider();
    for (const std::string& recipient : offer.earmark().recipients()) {
      EXPECT_EQ(known.count(recipient), 1u) << recipient;
    }
  }
  for (const auto& external : ReadAll("contributions.csv", ReadContribution)) {
    EXPECT_EQ(known.count(external.contribution.provider()), 1u) << external.contribution.name();
    for (const std::string& recipient : external.contribution.recipients()) {
      EXPECT_EQ(known.count(recipient), 1u) << recipient;
    }
  }
}

// Every row of the source tables is accounted for, and what became of it is there.
TEST(AssistanceRowsTest, TheLedgerHasEverySourceRow) {
  std::map<std::string, size_t> sources;
  for (const char* file : {"assistance_needs.csv", "assistance_offers.csv", "funding_flows.csv"}) {
    auto table = CsvTable::ReadFile(std::string("data/sources/") + file);
    ASSERT_TRUE(table.ok()) << table.status();
    sources[file] = table->rows().size();
  }
  std::set<std::string> records;
  for (const auto& request : ReadAll("requests.csv", ReadRequest)) records.insert(request.name());
  for (const auto& offer : ReadAll("offers.csv", ReadOffer)) records.insert(offer.name());
  for (const auto& external : ReadAll("contributions.csv", ReadContribution)) {
    records.insert(external.contribution.name());
  }
  auto ledger = CsvTable::ReadFile("data/assistance_ledger.csv");
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  std::map<std::string, size_t> seen;
  std::set<std::string> made;
  for (const CsvRow& row : ledger->rows()) {
    ++seen[std::string(row.Get("table"))];
    if (row.Get("became") == "REPORTED") {
      EXPECT_FALSE(row.Get("reason").empty()) << row.Where();
      continue;
    }
    EXPECT_EQ(records.count(std::string(row.Get("resource"))), 1u) << row.Where();
    made.insert(std::string(row.Get("resource")));
  }
  EXPECT_EQ(seen, sources);
  EXPECT_EQ(made, records);
}

}  // namespace
}  // namespace clearway::loader
