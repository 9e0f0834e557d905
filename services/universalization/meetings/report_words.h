// Words and Markdown of a procedural report. Pure.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_REPORT_WORDS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_REPORT_WORDS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "clearway/universalization/v1/meeting.pb.h"
#include "clearway/universalization/v1/meeting_document.pb.h"
#include "clearway/universalization/v1/officer.pb.h"
#include "clearway/universalization/v1/procedural_report.pb.h"
#include "clearway/universalization/v1/theme.pb.h"
#include "google/type/date.pb.h"

namespace clearway::universalization {

// "9 November 2010"; "a day that is not recorded" for what is no day.
std::string LongDay(const google::type::Date& day);
// " from 9 to 12 November 2010", " on 6 September 2010"; "" without days.
std::string Days(const v1::Meeting& meeting);
// "Vice-Presidents".
std::string OfficeName(v1::Officer::Office office, bool several);
// "victim assistance".
std::string ThemeName(v1::Theme theme);
// Its title, else what kind of document it is, else its symbol.
std::string TitleOf(const v1::MeetingDocument& document);
// With a full stop, unless it ends a sentence already.
std::string WithFullStop(absl::string_view text);

// The whole as Markdown; what is Markdown's own in a text is escaped.
std::string Markdown(const v1::ProceduralReport& report);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_REPORT_WORDS_H_
