#include "clients/officer_report/render.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/officer_report/history.h"
#include "clients/officer_report/words.h"

namespace clearway::officer_report {
namespace {

using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)

constexpr char kFolder[] = "clients/officer_report/testdata/";

std::string FileText(const std::string& name) {
  std::ifstream file(kFolder + name);
  EXPECT_TRUE(file) << name;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

Proposal MakeProposal(int year, int64_t dollars) {
  Proposal proposal = Parse<Proposal>(R"pb(
    assistance_request: "assistanceRequests/lao"
    need_id: "funding"
    offer: "offers/che"
    provider: "states/CHE"
    recipient: "states/LAO"
    score: 412001
    quantity { money { currency_code: "CHF" units: 16000000 } }
    criteria {
      criterion: CRITERION_CONTINUITY
      source: "Action 38"
      value: 4000
      weight: 10
      points: 40000
      explanation: "gave in 2 of the last 5 years"
    }
    criteria { criterion: CRITERION_URGENCY source: "Article 6(6)" explanation: "routine" }
    criteria {
      criterion: CRITERION_LEAST_DEVELOPED
      source: "Action 40"
      value: 10000
      weight: 15
      points: 150000
      explanation: "a least developed State Party"
    })pb");
  proposal.set_name(absl::StrCat("proposals/p", year));
  proposal.set_year(year);
  proposal.mutable_need_quantity()->mutable_money()->set_currency_code("USD");
  proposal.mutable_need_quantity()->mutable_money()->set_units(dollars);
  return proposal;
}

Contribution Recorded(const char* provider, int year, const char* table) {
  Contribution made = Parse<Contribution>(R"pb(
    recipients: "states/LAO"
    total { money { currency_code: "CHF" units: 1300550 } }
    published_value { money { currency_code: "USD" units: 1421832 } })pb");
  made.set_provider(provider);
  made.set_start_year(year);
  made.set_end_year(year);
  made.set_source(absl::StrCat("the-monitor.org (table ", table, ")"));
  return made;
}

Findings Fixed() {
  Findings findings;
  findings.run = Parse<MatchRun>(FileText("run.textproto"));
  findings.proposals = {MakeProposal(2014, 18054624), MakeProposal(2015, 18054624)};
  findings.proposals[1].add_flags("below the provider's smallest contribution");
  findings.requests["assistanceRequests/lao"] = Parse<AssistanceRequest>(R"pb(
    recipient: "states/LAO"
    title: "Clearance of unexploded ordnance, 2014 to 2016"
    area_of_work: AREA_OF_WORK_CLEARANCE
    known_date { year: 2013 month: 11 day: 28 }
    legal_deadline { year: 2020 month: 8 day: 1 }
    legal_basis: "Article 4(1)(a)")pb");
  findings.offers["offers/che"] =
      Parse<Offer>("provider: \"states/CHE\" title: \"Mine Action Strategy 2012-2015\"");
  findings.offers["offers/eu"] =
      Parse<Offer>("provider: \"actors/european-union\" title: \"Tender for Lebanon\"");
  findings.display_names = {{"states/LAO", "Lao People's Democratic Republic"},
                            {"states/CHE", "Switzerland"},
                            {"actors/european-union", "European Union"}};
  findings.recorded = {Recorded("states/CHE", 2014, "D-CHE-2014"),
                       Recorded("states/JPN", 2015, "R-LAO-2015"),
                       Recorded("states/CHE", 2011, "R-LAO-2011")};
  return findings;
}

// Set CLEARWAY_WRITE_GOLDEN=1 to write the golden file anew where the test runs from.
void ExpectGolden(const std::string& name, const std::string& text) {
  if (std::getenv("CLEARWAY_WRITE_GOLDEN") != nullptr) std::ofstream(kFolder + name) << text;
  EXPECT_EQ(text, FileText(name));
}

TEST(RenderTest, AMatchingInWords) { ExpectGolden("matching.txt", RenderMatching(Fixed())); }

TEST(RenderTest, ASummaryInWords) { ExpectGolden("summary.txt", RenderSummary(Fixed())); }

TEST(RenderTest, HistoryBesideIt) { ExpectGolden("history.txt", RenderHistory(Fixed())); }

TEST(RenderTest, NoLineIsLongerThanAHundredColumns) {
  Findings findings = Fixed();
  for (const std::string& text :
       {RenderMatching(findings), RenderSummary(findings), RenderHistory(findings)}) {
    for (absl::string_view line : absl::StrSplit(text, '\n')) {
      EXPECT_LE(line.size(), static_cast<size_t>(kColumns)) << line;
    }
  }
}

TEST(RenderTest, AProofThatDoesNotHoldIsNotCalledOne) {
  MatchRun run = Fixed().run;
  run.set_verified(false);
  StageCertificate* stage = run.mutable_commodities(0)->mutable_stages(0);
  stage->set_dual_value("1508046112902");
  stage->set_verified(false);
  std::string text = RenderProof(run);
  EXPECT_NE(text.find("1,508,046,112,901 ≠ bound 1,508,046,112,902, NOT VERIFIED"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  NOT VERIFIED. Fingerprint"), std::string::npos) << text;
}

TEST(RenderTest, WhatWasLeftOutIsSaid) {
  Findings findings = Fixed();
  findings.run.set_left_out_records(1);
  LeftOutRecord* record = findings.run.add_left_out();
  record->set_resource("offers/huge");
  record->set_explanation("20,000,000,000 USD are left of it.");
  for (const std::string& text : {RenderMatching(findings), RenderSummary(findings)}) {
    EXPECT_NE(text.find("by hand): 1 record."), std::string::npos) << text;
    EXPECT_NE(text.find("offers/huge: 20,000,000,000 USD are left of it."), std::string::npos);
  }
}

TEST(RenderTest, ARunWithoutAnythingOpenSaysSo) {
  Findings findings;
  findings.run.mutable_as_of_date()->set_year(2012);
  std::string text = RenderMatching(findings);
  EXPECT_NE(text.find("Open: 0 requests, 0 offers."), std::string::npos) << text;
  EXPECT_NE(text.find("NOT VERIFIED"), std::string::npos) << text;
  EXPECT_NE(RenderHistory(findings).find("Nothing was proposed."), std::string::npos);
}

}  // namespace
}  // namespace clearway::officer_report
