// Forms of codes whose existence is checked elsewhere (States and areas are the registry's).
#ifndef CLEARWAY_COMMON_REFDATA_CODES_H_
#define CLEARWAY_COMMON_REFDATA_CODES_H_

#include "absl/strings/string_view.h"

namespace clearway::refdata {

// ISO 3166-1 alpha-3: three letters A to Z.
bool IsCountryForm(absl::string_view code);
// UN M49: three digits.
bool IsM49Form(absl::string_view code);
// RFC 9562: 36 characters, hexadecimal digits of either case with dashes at 8, 13, 18 and 23.
bool IsUuidForm(absl::string_view text);
// BCP 47 (RFC 5646), the part that is used: language[-Script][-REGION], in any case: "en",
// "zh-Hans", "pt-BR", "es-419".
bool IsLanguageForm(absl::string_view tag);
// RFC 3986, absolute, http or https, with a host; no spaces, control characters or user names.
bool IsWebUri(absl::string_view uri);

}  // namespace clearway::refdata

#endif  // CLEARWAY_COMMON_REFDATA_CODES_H_
