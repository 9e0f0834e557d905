// The First Meeting's record, loaded into a real universalization service as `clearway_load` does
// it, and laid out as its procedural report: against what the real final document says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "clearway/universalization/v1/universalization_service.pb.h"
#include "clients/loader/csv.h"
#include "clients/loader/meeting_rows.h"
#include "clients/loader/meetings.h"
#include "clients/loader/registry.h"
#include "clients/loader/registry_rows.h"
#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "services/universalization/testing.h"

namespace clearway::loader {
namespace {

namespace v1 = universalization::v1;
using calendar::Day;
using testing::Contains;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using Paragraph = v1::ProceduralReport::Paragraph;

class MeetingsLoadTest : public universalization::RegistryTest {
 protected:
  void SetUp() override {
    auto registry = ReadRegistry("data");
    ASSERT_TRUE(registry.ok()) << registry.status();
    auto report = LoadRegistry(*client_, *registry);
    ASSERT_TRUE(report.ok()) << report.status();
    ASSERT_THAT(report->findings, IsEmpty());  // nobody is taken for another
    auto rows = ReadMeetings("data");
    ASSERT_TRUE(rows.ok()) << rows.status();
    ASSERT_THAT(rows->findings, IsEmpty());
    rows_ = *std::move(rows);
  }
  MeetingReport Load(bool update = false) {
    LoadOptions options;
    options.update = update;
    auto report = LoadMeetings(*client_, rows_, options);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *std::move(report) : MeetingReport();
  }
  v1::ProceduralReport Report(const std::string& name = "meetings/1msp") {
    v1::GenerateProceduralReportRequest request;
    request.set_name(name);
    auto report = Call<v1::ProceduralReport>("GenerateProceduralReport", request);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *std::move(report) : v1::ProceduralReport();
  }
  // The paragraph whose text has the words.
  static Paragraph Find(const v1::ProceduralReport& report, const std::string& words) {
    for (const auto& section : report.sections()) {
      for (const auto& paragraph : section.paragraphs()) {
        if (paragraph.text().find(words) != std::string::npos) return paragraph;
      }
    }
    ADD_FAILURE() << "no paragraph with: " << words;
    return Paragraph();
  }
  int Mandates(const std::string& filter, const char* day) {
    v1::ListMandatesRequest request;
    request.set_parent("meetings/1msp");
    request.set_filter(filter);
    *request.mutable_as_of() = Day(day);
    auto response = Call<v1::ListMandatesResponse>("ListMandates", request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->mandates_size() : -1;
  }

  MeetingRows rows_;
};

TEST_F(MeetingsLoadTest, EverythingIsLoadedOnceAndOnlyOnce) {
  MeetingReport first = Load();
  EXPECT_THAT(first.findings, IsEmpty());
  std::vector<std::string> created;
  for (const auto& [kind, counts] : first.counts) {
    created.push_back(kind + " " + std::to_string(counts.created));
    EXPECT_EQ(counts.created, counts.total());
  }
  EXPECT_THAT(created, ElementsAre("meetings 4", "officers 19", "participations 141", "messages 3",
                                   "documents 14", "decisions 17", "mandates 7"));
  // Two convened, four opened and closed; two mandates are known to be done.
  EXPECT_EQ(first.changes_of_state, 2 + 4 + 4 + 2);

  Restart();
  MeetingReport second = Load();
  EXPECT_THAT(second.findings, IsEmpty());
  EXPECT_EQ(second.changes_of_state, 0);
  for (const auto& [kind, counts] : second.counts) {
    EXPECT_EQ(counts.already_there, counts.total()) << kind;
  }
}

TEST_F(MeetingsLoadTest, WhatSomebodyChangedIsReportedAndLeft) {
  Load();
  v1::UpdateOfficerRequest edit;
  edit.mutable_officer()->set_name("meetings/1msp/officers/president");
  edit.mutable_officer()->set_notes("checked");
  edit.mutable_update_mask()->add_paths("notes");
  ASSERT_TRUE(Call<v1::Officer>("UpdateOfficer", edit).ok());
  v1::ReopenMandateRequest reopen;
  reopen.set_name("meetings/1msp/mandates/host-second-meeting");
  ASSERT_TRUE(Call<v1::Mandate>("ReopenMandate", reopen).ok());
  MeetingReport report = Load();
  EXPECT_THAT(report.findings,
              ElementsAre("meetings/1msp/officers/president is there and differs in: notes"));
  EXPECT_EQ(report.changes_of_state, 1);  // done again
  EXPECT_THAT(Load(/*update=*/true).findings, IsEmpty());
  EXPECT_THAT(Load().findings, IsEmpty());
}

TEST_F(MeetingsLoadTest, ARowAtOddsWithTheDatesIsAFindingAndTheOthersGoOn) {
  for (auto& row : rows_.participations) {
    if (row.party() == "states/LBN") row.set_kind(v1::Participation::KIND_STATE_PARTY);
  }
  MeetingReport report = Load();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_THAT(report.findings[0], HasSubstr("meetings/1msp/participations/lbn refused: "));
  EXPECT_THAT(report.findings[0], HasSubstr("Article 17"));
  EXPECT_EQ(report.refused(), 1);
}

// 33 States Parties, 7 that had ratified, 47 signatories, 34 others: all by their dates, in the
// document's order and spelling.
TEST_F(MeetingsLoadTest, TheReportHasTheDocumentsLists) {
  Load();
  const v1::ProceduralReport report = Report();
  const auto& counts = report.counts();
  EXPECT_EQ(counts.states_parties(), 33);
  EXPECT_EQ(counts.ratified_not_in_force(), 7);
  EXPECT_EQ(counts.signatories(), 47);
  EXPECT_EQ(counts.observer_states(), 34);
  EXPECT_EQ(counts.organisations(), 20);
  EXPECT_EQ(counts.states_parties_in_force(), 36);
  EXPECT_EQ(counts.states_parties_by_deposit(), 46);

  auto table = CsvTable::ReadFile("data/first_meeting_states.csv");
  ASSERT_TRUE(table.ok()) << table.status();
  for (const auto& [number, words] :
       std::vector<std::pair<std::string, std::string>>{{"7", "33 States Parties took part:"},
                                                        {"8", "7 States that had ratified"},
                                                        {"9", "47 signatory States"},
                                                        {"10", "34 other States"}}) {
    std::vector<std::string> names;
    for (const CsvRow& row : table->rows()) {
      if (row.Get("paragraph") != number) continue;
      const bool kingdom = row.Get("state") == "GBR";  // printed in full
      names.push_back(kingdom ? "United Kingdom of Great Britain and Northern Ireland"
                              : std::string(row.Get("name_in_final_document")));
    }
    EXPECT_THAT(Find(report, words).items(), ElementsAreArray(names));
  }
  EXPECT_THAT(Find(report, "33 States Parties").items(),
              Contains("The former Yugoslav Republic of Macedonia"));
  EXPECT_THAT(
      Find(report, "9 organisations took part as observers under Rule 1(3)").items(),
      ElementsAre("ASEAN", "Danish Demining Group", "European Union", "HALO Trust",
                  "International Trust Fund for Demining and Mine Victims Assistance "
                  "Clearance (ITF)",
                  "Iraqi Red Crescent Society", "Japan International Cooperation Agency (JICA)",
                  "Mine Action Information Center (James Madison University)",
                  "Poverty Reduction and Development Association (PORDEA)"));
}

TEST_F(MeetingsLoadTest, TheReportHasTheDocumentsWork) {
  Load();
  const v1::ProceduralReport report = Report();
  EXPECT_EQ(report.title(), "First Meeting of States Parties: procedural report");
  std::vector<std::string> sections;
  int number = 0;
  for (const auto& section : report.sections()) {
    sections.push_back(section.number());
    for (const auto& paragraph : section.paragraphs()) EXPECT_EQ(paragraph.number(), ++number);
  }
  EXPECT_THAT(sections, ElementsAre("I", "II", "III", "IV", "Annex"));
  EXPECT_EQ(Find(report, "was opened by").text(),
            "On 9 November 2010, the meeting was opened by Ambassador Gerard Corr of Ireland, "
            "Chairperson of the preparatory meeting.");
  EXPECT_THAT(Find(report, "was held at Vientiane").text(),
              HasSubstr("Lao People's Democratic Republic from 9 to 12 November 2010"));
  EXPECT_THAT(Find(report, "was convened").text(), HasSubstr("on 5 May 2010 (ODA/31-2010/CCM)"));
  Find(report, "[A/RES/64/36]");
  Find(report, "8 plenary meetings");
  Find(report, "Preparatory meeting for the First Meeting of States Parties was held at Geneva");
  EXPECT_THAT(Find(report, "President:").items(),
              ElementsAre("Mr. Thongloun Sisoulith, Deputy Prime Minister and Minister of Foreign "
                          "Affairs, Lao People's Democratic Republic (confirmed by acclamation)"));
  EXPECT_THAT(Find(report, "Vice-Presidents:").items(),
              ElementsAre(HasSubstr("Belgium"), HasSubstr("Japan"), HasSubstr("Mexico"),
                          HasSubstr("Zambia")));
  EXPECT_THAT(Find(report, "Secretary-General of the meeting:").items(),
              ElementsAre(HasSubstr("Peter Kolarov")));
  const Paragraph friends = Find(report, "Friends of the President:");
  ASSERT_EQ(friends.items_size(), 10);
  EXPECT_EQ(friends.items(0), "Australia, on Clearance");
  EXPECT_EQ(friends.items(9), "South Africa, on International Cooperation and Assistance");
  EXPECT_THAT(Find(report, "The meeting adopted:").items(),
              ElementsAre(HasSubstr("CCM/MSP/2010/1"), HasSubstr("CCM/MSP/2010/2"),
                          HasSubstr("CCM/MSP/2010/3"), HasSubstr("CCM/MSP/2010/4")));
  EXPECT_THAT(Find(report, "Messages were delivered").items(),
              ElementsAre(HasSubstr("Migiro"), HasSubstr("Beerli"), HasSubstr("Nash")));
  EXPECT_EQ(Find(report, "committed themselves").items_size(), 6);
  EXPECT_EQ(Find(report, "Documents of the meeting").items_size(), 14);
  EXPECT_THAT(Find(report, "Documents of the meeting").items(),
              Contains("CCM/MSP/2010/CRP.1: Procedural report (issued as CCM/MSP/2010/5)"));
  // What the sources do not have is said.
  EXPECT_THAT(report.findings(), Contains("no agenda is recorded, item by item"));
  EXPECT_THAT(report.findings(), Contains("CCM/MSP/2010/WP.1 has no title in the record"));
  EXPECT_THAT(report.findings(), testing::Each(testing::Not(HasSubstr("is listed as"))));
}

TEST_F(MeetingsLoadTest, TheSameRecordsGiveTheSameBytes) {
  Load();
  const v1::ProceduralReport report = Report();
  Restart();
  now_ -= absl::Hours(24 * 400);  // the day of asking does not matter
  EXPECT_EQ(Report().SerializeAsString(), report.SerializeAsString());
  EXPECT_THAT(report.markdown(),
              testing::StartsWith("# First Meeting of States Parties: procedural report\n\n"
                                  "## I. Introduction\n\n1\\. "));
  EXPECT_THAT(report.markdown(), HasSubstr("\n- Albania\n- Austria\n"));
}

TEST_F(MeetingsLoadTest, WhoOwesWhatByWhen) {
  Load();
  EXPECT_EQ(Mandates("status = OPEN", "2010-11-12"), 7);
  EXPECT_EQ(Mandates("status = OPEN OR status = PAST_DATE OR status = DONE", "2010-11-11"), 0);
  EXPECT_EQ(Mandates("status = DONE", "2011-08-24"), 0);  // the meeting of June is not known yet
  EXPECT_EQ(Mandates("status = DONE", "2011-08-25"), 1);
  EXPECT_EQ(Mandates("status = DONE", "2011-09-15"), 1);
  EXPECT_EQ(Mandates("status = DONE", "2011-09-16"), 2);
  EXPECT_EQ(Mandates("responsible_office = PRESIDENT AND status = PAST_DATE", "2011-09-14"), 1);
  // Planned for the 12th, held from the 13th.
  EXPECT_EQ(Mandates("due_meeting = \"meetings/2msp\" AND status = PAST_DATE", "2011-09-13"), 0);
}

}  // namespace
}  // namespace clearway::loader
