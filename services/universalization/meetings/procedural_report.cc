#include "services/universalization/meetings/procedural_report.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/calendar/date.h"
#include "services/universalization/meetings/meeting_rules.h"
#include "services/universalization/meetings/report_words.h"

namespace clearway::universalization {
namespace {

using calendar::IsDay;
using google::type::Date;
using v1::Meeting;
using v1::MeetingDocument;
using v1::Officer;
using v1::Participation;
using v1::ProceduralReport;
using Paragraph = ProceduralReport::Paragraph;
using Section = ProceduralReport::Section;

class Writer {
 public:
  explicit Writer(const MeetingRecord& record) : record_(record), meeting_(record.meeting) {}

  ProceduralReport Write() {
    report_.set_meeting(meeting_.name());
    report_.set_title(absl::StrCat(meeting_.display_name(), ": procedural report"));
    Introduction();
    Organization();
    Work();
    Decisions();
    Documents();
    Findings();
    report_.set_markdown(Markdown(report_));
    return std::move(report_);
  }

 private:
  void Begin(const char* number, const char* title) {
    section_ = report_.add_sections();
    section_->set_number(number);
    section_->set_title(title);
  }
  // The next paragraph, made from the record `source`.
  Paragraph* Add(std::string text, const std::string& source) {
    Paragraph* paragraph = section_->add_paragraphs();
    paragraph->set_number(++number_);
    paragraph->set_text(std::move(text));
    if (!source.empty()) paragraph->add_sources(source);
    return paragraph;
  }
  std::string NameOf(const std::string& name) const {
    const auto found = record_.names.find(name);
    return found == record_.names.end() ? name : found->second;
  }
  std::string At(const Meeting::Place& place) const {
    std::vector<std::string> parts;
    for (const std::string& part : {place.venue(), place.city()}) {
      if (!part.empty()) parts.push_back(part);
    }
    if (!place.country().empty()) parts.push_back(NameOf(place.country()));
    return parts.empty() ? "" : absl::StrCat(" at ", absl::StrJoin(parts, ", "));
  }

  void Introduction() {
    Begin("I", "Introduction");
    for (const auto& step : meeting_.convening_steps()) {
      std::string text = step.description();
      if (IsDay(step.date())) absl::StrAppend(&text, " (", LongDay(step.date()), ")");
      if (!step.reference().empty()) absl::StrAppend(&text, " [", step.reference(), "]");
      Add(WithFullStop(text), meeting_.name());
    }
    if (meeting_.has_convocation()) {
      const auto& act = meeting_.convocation();
      std::string text = absl::StrCat("The meeting was convened by ", act.convened_by());
      if (IsDay(act.date())) absl::StrAppend(&text, " on ", LongDay(act.date()));
      if (!act.reference().empty()) absl::StrAppend(&text, " (", act.reference(), ")");
      if (!act.legal_basis().empty()) absl::StrAppend(&text, ", under ", act.legal_basis());
      if (!act.invited().empty()) absl::StrAppend(&text, "; invited: ", act.invited());
      Add(WithFullStop(text), meeting_.name());
    }
    for (const Meeting& other : record_.preparatory) {
      std::string text =
          absl::StrCat(other.display_name(), " was held", At(other.held_place()), Days(other));
      if (!other.notes().empty()) absl::StrAppend(&text, ". ", other.notes());
      Add(WithFullStop(text), other.name());
    }
  }

  void Organization() {
    Begin("II", "Organization of the meeting");
    Add(WithFullStop(absl::StrCat(meeting_.display_name(), " was held", At(meeting_.held_place()),
                                  Days(meeting_))),
        meeting_.name());
    auto* counts = report_.mutable_counts();
    counts->set_states_parties_in_force(record_.states_parties_in_force);
    counts->set_states_parties_by_deposit(record_.states_parties_by_deposit);
    counts->set_states_parties(
        List(Participation::KIND_STATE_PARTY, "", "States Parties took part"));
    counts->set_ratified_not_in_force(
        List(Participation::KIND_RATIFIED_NOT_IN_FORCE, "",
             "States that had ratified, for which the Convention was not yet in force, took part"));
    counts->set_signatories(
        List(Participation::KIND_SIGNATORY, "", "signatory States took part as observers"));
    counts->set_observer_states(
        List(Participation::KIND_OBSERVER_STATE, "", "other States took part as observers"));
    int organisations = 0;
    for (const auto& [rule, paragraph] : RulesOfOrganisations()) {
      organisations += List(Participation::KIND_OBSERVER_ORGANISATION, paragraph,
                            rule.empty() ? "organisations took part as observers"
                                         : absl::StrCat("organisations took part as observers "
                                                        "under ",
                                                        rule));
    }
    counts->set_organisations(organisations);
    Add(absl::StrCat("On the last day the Convention was in force for ",
                     record_.states_parties_in_force, " States; ",
                     record_.states_parties_by_deposit,
                     " had deposited an instrument, which is how States Parties are counted by "
                     "deposit."),
        "");
  }

  // Organisations stand by rule, and within it by the place where the record lists them.
  std::vector<std::pair<std::string, std::string>> RulesOfOrganisations() const {
    std::vector<std::pair<std::string, std::string>> rules;
    std::set<std::string> seen;
    for (const Participation& each : record_.participations) {
      if (each.kind() != Participation::KIND_OBSERVER_ORGANISATION) continue;
      const std::string key = absl::StrCat(each.rule(), "\n", each.source());
      if (seen.insert(key).second) rules.emplace_back(each.rule(), key);
    }
    return rules;
  }

  // One paragraph for those of a kind (and, where `group` is given, of that rule and source);
  // returns how many.
  int List(Participation::Kind kind, const std::string& group, const std::string& words) {
    std::vector<const Participation*> those;
    for (const Participation& each : record_.participations) {
      if (each.kind() != kind) continue;
      if (!group.empty() && absl::StrCat(each.rule(), "\n", each.source()) != group) continue;
      those.push_back(&each);
    }
    if (those.empty()) return 0;
    Paragraph* paragraph = Add(absl::StrCat(those.size(), " ", words, ":"), "");
    for (const Participation* each : those) {
      paragraph->add_items(each->name_in_record().empty() ? NameOf(each->party())
                                                          : each->name_in_record());
      paragraph->add_sources(each->name());
    }
    return static_cast<int>(those.size());
  }

  void Work() {
    Begin("III", "Work of the meeting");
    if (meeting_.has_opening()) {
      const auto& opening = meeting_.opening();
      std::string text = absl::StrCat("On ", LongDay(meeting_.held_start_date()),
                                      ", the meeting was opened by ", opening.opened_by());
      if (!opening.on_behalf_of().empty()) {
        absl::StrAppend(&text, " of ", NameOf(opening.on_behalf_of()));
      }
      if (!opening.capacity().empty()) absl::StrAppend(&text, ", ", opening.capacity());
      Add(WithFullStop(text), meeting_.name());
    }
    if (meeting_.plenary_meetings() > 0) {
      Add(absl::StrCat("The meeting held ", meeting_.plenary_meetings(), " plenary meetings."),
          meeting_.name());
    }
    for (int office = 1; office < Officer::Office_ARRAYSIZE; ++office) {
      OfficersOf(static_cast<Officer::Office>(office));
    }
    Adopted();
    if (meeting_.agenda_size() > 0) {
      Paragraph* paragraph = Add("The agenda:", meeting_.name());
      for (const auto& item : meeting_.agenda()) {
        paragraph->add_items(absl::StrCat(item.number(), ". ", item.title()));
      }
    }
    if (!record_.messages.empty()) {
      Paragraph* paragraph = Add("Messages were delivered by:", "");
      for (const auto& message : record_.messages) {
        std::string item = message.speaker();
        if (!message.capacity().empty()) absl::StrAppend(&item, ", ", message.capacity());
        paragraph->add_items(item);
        paragraph->add_sources(message.name());
      }
    }
  }

  void OfficersOf(Officer::Office office) {
    std::vector<const Officer*> those;
    for (const Officer& officer : record_.officers) {
      if (officer.office() == office) those.push_back(&officer);
    }
    if (those.empty()) return;
    Paragraph* paragraph = Add(absl::StrCat(OfficeName(office, those.size() > 1), ":"), "");
    for (const Officer* officer : those) {
      std::vector<std::string> parts;
      if (!officer->person().empty()) parts.push_back(officer->person());
      if (!officer->title().empty()) parts.push_back(officer->title());
      parts.push_back(NameOf(officer->holder()));
      std::string item = absl::StrJoin(parts, ", ");
      if (!officer->theme_as_recorded().empty()) {
        absl::StrAppend(&item, ", on ", officer->theme_as_recorded());
      } else if (officer->theme() != v1::THEME_UNSPECIFIED) {
        absl::StrAppend(&item, ", on ", ThemeName(officer->theme()));
      }
      if (!officer->how_chosen().empty()) absl::StrAppend(&item, " (", officer->how_chosen(), ")");
      paragraph->add_items(item);
      paragraph->add_sources(officer->name());
    }
  }

  // Agenda, programme, rules and costs are adopted before the work; what is decided upon stands
  // with the decisions.
  void Adopted() {
    std::vector<const MeetingDocument*> those;
    for (const MeetingDocument& document : record_.documents) {
      const bool adopted = document.treatment() == MeetingDocument::TREATMENT_ADOPTED;
      switch (document.kind()) {
        case MeetingDocument::KIND_AGENDA:
        case MeetingDocument::KIND_PROGRAMME_OF_WORK:
        case MeetingDocument::KIND_RULES_OF_PROCEDURE:
        case MeetingDocument::KIND_COST_ESTIMATE:
          if (adopted) those.push_back(&document);
          break;
        default:
          break;
      }
    }
    if (those.empty()) return;
    Paragraph* paragraph = Add("The meeting adopted:", "");
    for (const MeetingDocument* document : those) {
      std::string item = absl::StrCat(TitleOf(*document), ", as contained in ", document->symbol());
      if (IsDay(document->treatment_date())) {
        absl::StrAppend(&item, " (", LongDay(document->treatment_date()), ")");
      }
      paragraph->add_items(item);
      paragraph->add_sources(document->name());
    }
  }

  void Decisions() {
    Begin("IV", "Decisions and recommendations");
    for (const auto& decision : record_.decisions) {
      if (decision.kind() == v1::Decision::KIND_COMMITMENT) continue;
      Paragraph* paragraph =
          Add(absl::StrCat(WithFullStop(decision.summary()), " (", LongDay(decision.date()), ")"),
              decision.name());
      for (const auto& mandate : record_.mandates) {
        if (mandate.decision() != decision.name()) continue;
        paragraph->add_items(MandateText(mandate));
        paragraph->add_sources(mandate.name());
      }
    }
    Paragraph* commitments = nullptr;
    for (const auto& decision : record_.decisions) {
      if (decision.kind() != v1::Decision::KIND_COMMITMENT) continue;
      if (commitments == nullptr) commitments = Add("States Parties committed themselves to:", "");
      commitments->add_items(decision.summary());
      commitments->add_sources(decision.name());
    }
  }

  std::string MandateText(const v1::Mandate& mandate) const {
    std::vector<std::string> who;
    for (const std::string& name : mandate.responsible()) who.push_back(NameOf(name));
    if (mandate.responsible_office() != Officer::OFFICE_UNSPECIFIED) {
      who.push_back(OfficeName(mandate.responsible_office(), false));
    }
    if (mandate.all_states_parties()) who.push_back("States Parties");
    std::string text = absl::StrCat(absl::StrJoin(who, ", "), ": ", mandate.task());
    if (IsDay(mandate.effective_due_date())) {
      absl::StrAppend(&text, " (by ", LongDay(mandate.effective_due_date()), ")");
    }
    return text;
  }

  void Documents() {
    Begin("Annex", "List of documents");
    if (record_.documents.empty()) return;
    Paragraph* paragraph = Add("Documents of the meeting:", "");
    for (const MeetingDocument& document : record_.documents) {
      std::string item = document.symbol();
      if (!document.title().empty() || document.kind() != MeetingDocument::KIND_UNSPECIFIED) {
        absl::StrAppend(&item, ": ", TitleOf(document));
      }
      if (!document.issued_as().empty()) {
        absl::StrAppend(&item, " (issued as ", document.issued_as(), ")");
      }
      paragraph->add_items(item);
      paragraph->add_sources(document.name());
    }
  }

  void Find(std::string text) { report_.add_findings(std::move(text)); }

  void Findings() {
    for (const Participation& each : record_.participations) {
      if (!each.has_finding()) continue;
      std::string text = absl::StrCat(each.name(), " is listed as ",
                                      Participation::Kind_Name(each.kind()).substr(5), ", but ",
                                      each.finding().description());
      if (!each.accepted_note().empty()) {
        absl::StrAppend(&text, " (accepted: ", each.accepted_note(), ")");
      }
      Find(std::move(text));
    }
    if (meeting_.state() != Meeting::STATE_CLOSED) {
      Find("the meeting is not closed: the report is a draft");
    }
    bool president = false;
    for (const Officer& officer : record_.officers) {
      president |= officer.office() == Officer::OFFICE_PRESIDENT;
    }
    if (MustBeConvened(meeting_.kind()) && !president) Find("no President is recorded");
    if (meeting_.agenda_size() == 0) Find("no agenda is recorded, item by item");
    if (record_.participations.empty()) Find("nobody is recorded as having taken part");
    for (const MeetingDocument& document : record_.documents) {
      if (document.title().empty() && document.kind() == MeetingDocument::KIND_UNSPECIFIED) {
        Find(absl::StrCat(document.symbol(), " has no title in the record"));
      }
    }
  }

  const MeetingRecord& record_;
  const Meeting& meeting_;
  ProceduralReport report_;
  Section* section_ = nullptr;
  int number_ = 0;
};

}  // namespace

ProceduralReport MakeReport(const MeetingRecord& record) { return Writer(record).Write(); }

}  // namespace clearway::universalization
