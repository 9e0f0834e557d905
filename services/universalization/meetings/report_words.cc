#include "services/universalization/meetings/report_words.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/calendar/date.h"

namespace clearway::universalization {
namespace {

using calendar::IsDay;
using google::type::Date;
using v1::MeetingDocument;
using v1::Officer;

constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                   "May",       "June",     "July",     "August",
                                   "September", "October",  "November", "December"};

// "VICTIM_ASSISTANCE" → "victim assistance".
std::string Words(absl::string_view name) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", " "}});
}

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"},
                                    {"`", "\\`"},
                                    {"*", "\\*"},
                                    {"_", "\\_"},
                                    {"[", "\\["},
                                    {"]", "\\]"},
                                    {"<", "&lt;"},
                                    {"\n", " "}});
}

}  // namespace

std::string LongDay(const Date& day) {
  if (!IsDay(day)) return "a day that is not recorded";
  return absl::StrCat(day.day(), " ", kMonths[day.month() - 1], " ", day.year());
}

std::string Days(const v1::Meeting& meeting) {
  const Date& start = meeting.held_start_date();
  const Date& end = meeting.held_end_date();
  if (!IsDay(start)) return "";
  if (!IsDay(end) || calendar::ToCivil(start) == calendar::ToCivil(end)) {
    return absl::StrCat(" on ", LongDay(start));
  }
  if (start.year() == end.year() && start.month() == end.month()) {
    return absl::StrCat(" from ", start.day(), " to ", LongDay(end));
  }
  return absl::StrCat(" from ", LongDay(start), " to ", LongDay(end));
}

std::string OfficeName(Officer::Office office, bool several) {
  switch (office) {
    case Officer::OFFICE_PRESIDENT:
      return several ? "Presidents" : "President";
    case Officer::OFFICE_PRESIDENT_DESIGNATE:
      return "President-designate of the next meeting";
    case Officer::OFFICE_VICE_PRESIDENT:
      return several ? "Vice-Presidents" : "Vice-President";
    case Officer::OFFICE_SECRETARY_GENERAL:
      return "Secretary-General of the meeting";
    case Officer::OFFICE_FRIEND_OF_THE_PRESIDENT:
      return several ? "Friends of the President" : "Friend of the President";
    case Officer::OFFICE_COORDINATOR:
      return several ? "Coordinators" : "Coordinator";
    case Officer::OFFICE_CHAIRPERSON:
      return several ? "Chairpersons" : "Chairperson";
    case Officer::OFFICE_EXECUTIVE_COORDINATOR:
      return "Executive Coordinator of the President";
    default:
      return several ? "Other officers" : "Another officer";
  }
}

std::string ThemeName(v1::Theme theme) {
  return Words(v1::Theme_Name(theme).substr(sizeof("THEME_") - 1));
}

std::string TitleOf(const MeetingDocument& document) {
  if (!document.title().empty()) return document.title();
  if (document.kind() == MeetingDocument::KIND_UNSPECIFIED) return document.symbol();
  std::string words =
      Words(MeetingDocument::Kind_Name(document.kind()).substr(sizeof("KIND_") - 1));
  words[0] = absl::ascii_toupper(static_cast<unsigned char>(words[0]));
  return words;
}

std::string WithFullStop(absl::string_view text) {
  const bool ends = absl::EndsWith(text, ".") || absl::EndsWith(text, "!") ||
                    absl::EndsWith(text, "?") || absl::EndsWith(text, ":");
  return absl::StrCat(text, ends ? "" : ".");
}

std::string Markdown(const v1::ProceduralReport& report) {
  std::string text = absl::StrCat("# ", Escaped(report.title()), "\n");
  for (const auto& section : report.sections()) {
    absl::StrAppend(&text, "\n## ", section.number(), ". ", Escaped(section.title()), "\n");
    for (const auto& paragraph : section.paragraphs()) {
      absl::StrAppend(&text, "\n", paragraph.number(), "\\. ", Escaped(paragraph.text()), "\n");
      if (paragraph.items_size() > 0) absl::StrAppend(&text, "\n");
      for (const std::string& item : paragraph.items()) {
        absl::StrAppend(&text, "- ", Escaped(item), "\n");
      }
    }
  }
  return text;
}

}  // namespace clearway::universalization
