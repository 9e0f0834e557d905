#include "common/secrets/key_command.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/secrets/siv.h"
#include "common/secrets/subprocess.h"
#include "common/status_macros.h"

namespace clearway::secrets {
namespace {

constexpr absl::Duration kAskAgain = absl::Minutes(1);

bool IsPrintable(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) return false;
  }
  return !text.empty();
}

}  // namespace

absl::StatusOr<SecretBytes> KeyCommand::Run(std::vector<std::string> more, absl::string_view input,
                                            size_t max_output) const {
  std::vector<std::string> argv = argv_;
  for (std::string& argument : more) argv.push_back(std::move(argument));
  return RunProgram(argv, input, max_output, timeout_);
}

absl::StatusOr<std::string> KeyCommand::CurrentId() {
  const absl::Time now = absl::Now();
  if (!current_.empty() && now < asked_ + kAskAgain) return current_;
  ASSIGN_OR_RETURN(const SecretBytes printed, Run({"key-id"}, "", kMaxMasterKeyIdBytes));
  const std::string id(absl::StripAsciiWhitespace(printed.view()));
  if (!IsPrintable(id)) {
    return absl::UnavailableError(
        absl::StrCat(argv_[0], " key-id prints no id: one word of printable ASCII"));
  }
  current_ = id;
  asked_ = now;
  return id;
}

absl::StatusOr<MasterWrapped> KeyCommand::Wrap(const SecretBytes& key, absl::string_view context) {
  // Asked just before, so that it names the key that is used.
  asked_ = absl::InfinitePast();
  MasterWrapped wrapped;
  ASSIGN_OR_RETURN(wrapped.master_key_id, CurrentId());
  ASSIGN_OR_RETURN(const SecretBytes bytes,
                   Run({"wrap", absl::BytesToHexString(context)}, key.view(), kMaxWrappedBytes));
  wrapped.bytes = std::string(bytes.view());
  ASSIGN_OR_RETURN(const SecretBytes back, Unwrap(wrapped, context));
  if (back.view() != key.view()) {
    return absl::UnavailableError(absl::StrCat(argv_[0], " does not give back what it wrapped"));
  }
  return wrapped;
}

absl::StatusOr<SecretBytes> KeyCommand::Unwrap(const MasterWrapped& wrapped,
                                               absl::string_view context) {
  ASSIGN_OR_RETURN(SecretBytes key,
                   Run({"unwrap", absl::BytesToHexString(context), wrapped.master_key_id},
                       wrapped.bytes, Siv::kKeyBytes));
  if (key.size() != Siv::kKeyBytes) {
    return absl::UnavailableError(absl::StrCat(argv_[0], " unwrap prints ", key.size(),
                                               " bytes; there must be ", Siv::kKeyBytes));
  }
  return key;
}

}  // namespace clearway::secrets
