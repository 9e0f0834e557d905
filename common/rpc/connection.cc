#include "common/rpc/connection.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clearway/config/v1/profile.pb.h"
#include "common/auth/credentials/file_watcher.h"
#include "common/status_macros.h"
#include "google/protobuf/util/json_util.h"

namespace clearway::rpc {
namespace {

using config::v1::ConnectionProfile;

constexpr size_t kMaxProfileBytes = 64 << 10;
constexpr char kNone[] = "none";

absl::StatusOr<ConnectionProfile> ReadProfile(const std::string& path) {
  const auto text = auth::ReadSmallFile(path, kMaxProfileBytes);
  if (!text.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("the profile ", text.status().message()));
  }
  ConnectionProfile profile;
  const auto status = google::protobuf::util::JsonStringToMessage(*text, &profile);
  if (!status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the profile ", path,
        " is no JSON of clearway.config.v1.ConnectionProfile: ", status.message().as_string()));
  }
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  for (std::string* file : {profile.mutable_authority_file(), profile.mutable_certificate_file(),
                            profile.mutable_key_file(), profile.mutable_token_file()}) {
    if (!file->empty()) *file = (folder / *file).string();  // an absolute one stays
  }
  return profile;
}

// The chosen profile; an empty one when there is none.
absl::StatusOr<ConnectionProfile> FindProfile(const std::string& chosen,
                                              const Environment& environment) {
  if (chosen == kNone) return ConnectionProfile();
  if (!chosen.empty()) return ReadProfile(chosen);
  const std::string path = DefaultProfile(environment);
  std::error_code error;
  if (path.empty() || !std::filesystem::exists(path, error)) return ConnectionProfile();
  return ReadProfile(path);
}

}  // namespace

Environment ProcessEnvironment() {
  return [](const std::string& name) -> absl::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return absl::nullopt;
    return std::string(value);
  };
}

std::string DefaultProfile(const Environment& environment) {
  std::string data = environment("XDG_DATA_HOME").value_or("");
  if (data.empty()) {
    const std::string home = environment("HOME").value_or("");
    if (home.empty()) return "";
    data = home + "/.local/share";
  }
  return data + "/clearway/profile.json";
}

absl::StatusOr<Connection> ResolveConnection(const ConnectionFlags& flags,
                                             const std::vector<std::string>& services,
                                             const Environment& environment) {
  const auto given = [&](const std::string& flag, const std::string& variable) {
    if (!flag.empty()) return flag;
    return environment("CLEARWAY_" + variable).value_or("");
  };
  ASSIGN_OR_RETURN(ConnectionProfile profile,
                   FindProfile(given(flags.profile, "PROFILE"), environment));
  Connection connection;
  for (const std::string& service : services) {
    const auto flag = flags.addresses.find(service);
    std::string address =
        given(flag == flags.addresses.end() ? "" : flag->second, absl::AsciiStrToUpper(service));
    const auto known = profile.services().find(service);
    if (address.empty() && known != profile.services().end()) address = known->second;
    if (!address.empty()) connection.addresses[service] = std::move(address);
  }
  ClientCredentials& credentials = connection.credentials;
  credentials.tls.authorities = given(flags.ca, "CA");
  if (credentials.tls.authorities.empty()) credentials.tls.authorities = profile.authority_file();
  credentials.tls.certificate = given(flags.certificate, "CERTIFICATE");
  credentials.tls.key = given(flags.key, "KEY");
  credentials.token_file = given(flags.token_file, "TOKEN_FILE");
  credentials.actor = given(flags.actor, "ACTOR");
  if (!credentials.tls.certificate.empty() || !credentials.tls.key.empty() ||
      !credentials.token_file.empty()) {
    return connection;
  }
  credentials.tls.certificate = profile.certificate_file();
  credentials.tls.key = profile.key_file();
  credentials.token_file = profile.token_file();
  if (credentials.actor.empty()) credentials.actor = profile.actor();
  return connection;
}

}  // namespace clearway::rpc
