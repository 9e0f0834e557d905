#include "common/rpc/settings.h"

#include <functional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/rpc/config.h"
#include "common/rpc/log.h"
#include "common/rpc/tls_files.h"
#include "common/secrets/master_keys.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

using Flags = std::map<std::string, std::string>;
// A flag's value; without the flag, what was configured; without that, the default.
using Pick = std::function<std::string(const char* flag, const std::string& configured,
                                       const std::string& fallback)>;

absl::Status ReadTransport(const config::v1::ServerConfig& config, const Flags& flags,
                           const Pick& pick, Settings* settings) {
  ServerOptions& server = settings->server;
  server.insecure_loopback = config.insecure_loopback() || flags.count("insecure-loopback") > 0;
  server.reflection = !config.no_reflection() && flags.count("no-reflection") == 0;
  server.health_listen = pick("health-listen", config.health_listen(), "");
  const config::v1::Tls& tls = config.tls();
  server.tls.certificate = pick("tls-certificate", tls.certificate_file(), "");
  server.tls.key = pick("tls-key", tls.key_file(), "");
  server.tls.authorities = pick("tls-client-ca", tls.client_authority_file(), "");
  RETURN_IF_ERROR(CheckTransport(server));
  if (server.tls.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(ReadTlsFiles(server.tls, absl::Now()).status());
  settings->peers.tls = server.tls;
  settings->peers.tls.authorities =
      pick("tls-server-ca", tls.server_authority_file(), server.tls.authorities);
  if (const std::string path = pick("auth-config", "", ""); !path.empty()) {
    ASSIGN_OR_RETURN(settings->auth, ReadAuthConfig(path));
  } else if (config.has_auth()) {
    settings->auth = config.auth();
  } else {
    return absl::FailedPreconditionError(
        "TLS needs to know who callers are: give --auth-config, or auth in the configuration");
  }
  if (settings->auth.authority_file().empty()) {
    settings->auth.set_authority_file(server.tls.authorities);
  }
  return absl::OkStatus();
}

// gRPC takes port 99999 for another one, and 80x for 80.
absl::Status CheckAddress(const std::string& address, const char* what) {
  const size_t colon = address.rfind(':');
  int port = -1;
  if (colon != std::string::npos && colon > 0 &&
      absl::SimpleAtoi(address.substr(colon + 1), &port) && port >= 0 && port <= 65535) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "--", what, ": \"", address,
      "\" is no address; it looks like 127.0.0.1:50053, with a port up to 65535 (0: a free one)"));
}

}  // namespace

std::string HelpText(const ServerMainOptions& options) {
  std::string text = absl::StrCat(
      "Clearway's ", options.name, " service.\n\n",
      "  --data DIR              where data is kept, in DIR/", options.name,
      " (default clearway-data)\n",
      "  --listen HOST:PORT,…    addresses (default 127.0.0.1:", options.default_port,
      "; port 0: a free one)\n",
      "  --tls-certificate FILE  PEM; with --tls-key FILE: serve TLS 1.3\n"
      "  --tls-client-ca FILE    authorities of clients' certificates\n"
      "  --tls-server-ca FILE    authorities of services that this one calls (default: the same)\n"
      "  --auth-config FILE      JSON or text of clearway.config.v1.AuthConfig: who callers are\n"
      "  --insecure-loopback     instead of TLS, for a trial on this machine: plain text, and\n"
      "                          whoever calls may do everything\n"
      "  --health-listen ADDR    grpc.health.v1 alone, in plain text, for probes\n"
      "  --no-reflection         do not serve the contracts to tools\n"
      "  --master-key-file FILE  keys for what is personal (clearway.config.v1.MasterKeys, mode "
      "600)\n"
      "  --metrics-listen ADDR   for Prometheus, or \"none\" (default: a free port)\n"
      "  --config FILE           JSON or text of clearway.config.v1.ServerConfig\n"
      "  --log-level LEVEL       debug, info, warning or error (default info)\n");
  for (const ExtraFlag& flag : options.extra_flags) {
    absl::StrAppend(&text, "  --", flag.name, "  ", flag.help);
    if (!flag.default_value.empty()) absl::StrAppend(&text, " (default ", flag.default_value, ")");
    absl::StrAppend(&text, "\n");
  }
  return absl::StrCat(text, "  --help, --version\n");
}

std::vector<std::string> KnownFlags(const ServerMainOptions& options) {
  std::vector<std::string> known = {"data",        "listen",        "tls-certificate",
                                    "tls-key",     "tls-client-ca", "tls-server-ca",
                                    "auth-config", "health-listen", "metrics-listen",
                                    "config",      "log-level",     "master-key-file"};
  for (const ExtraFlag& flag : options.extra_flags) known.push_back(flag.name);
  return known;
}

std::vector<std::string> KnownSwitches() {
  return {"insecure-loopback", "no-reflection", "help", "version"};
}

absl::StatusOr<Settings> ReadSettings(const ServerMainOptions& options, const Flags& flags) {
  config::v1::ServerConfig config;
  Settings settings;
  if (auto it = flags.find("config"); it != flags.end()) {
    ASSIGN_OR_RETURN(config, ReadConfig(it->second));
    settings.config_file = it->second;
  }
  const Pick pick = [&flags](const char* flag, const std::string& configured,
                             const std::string& fallback) {
    if (auto it = flags.find(flag); it != flags.end()) return it->second;
    return configured.empty() ? fallback : configured;
  };
  ASSIGN_OR_RETURN(settings.server.limits, LimitsFrom(config.limits()));
  ASSIGN_OR_RETURN(settings.server.quotas, QuotasFrom(config.quotas()));
  settings.data_root = pick("data", config.data(), "clearway-data");
  // A variable that was not set, most likely: else it would mean the root of the file system.
  if (settings.data_root.empty()) return absl::InvalidArgumentError("--data is empty");
  settings.data_dir = absl::StrCat(settings.data_root, "/", options.name);
  if (config.has_min_free_disk_bytes()) {
    if (config.min_free_disk_bytes() < 0) {
      return absl::InvalidArgumentError("min_free_disk_bytes must not be negative");
    }
    settings.min_free_disk_bytes = config.min_free_disk_bytes();
  }
  settings.metrics_listen = pick("metrics-listen", config.metrics_listen(), "127.0.0.1:0");
  settings.server.listen = {config.listen().begin(), config.listen().end()};
  if (auto it = flags.find("listen"); it != flags.end()) {
    settings.server.listen = absl::StrSplit(it->second, ',');
  }
  if (settings.server.listen.empty()) {
    settings.server.listen = {absl::StrCat("127.0.0.1:", options.default_port)};
  }
  for (const std::string& address : settings.server.listen) {
    RETURN_IF_ERROR(CheckAddress(address, "listen"));
  }
  if (settings.metrics_listen != "none") {
    RETURN_IF_ERROR(CheckAddress(settings.metrics_listen, "metrics-listen"));
  }
  if (config.has_drain_patience()) {
    settings.drain_patience = absl::Seconds(config.drain_patience().seconds()) +
                              absl::Nanoseconds(config.drain_patience().nanos());
  }
  if (config.audit_retention_days() < 0) {
    return absl::InvalidArgumentError("audit_retention_days must not be negative; 0 keeps all");
  }
  if (config.audit_retention_days() > 0) {
    settings.audit_retention = absl::Hours(24) * config.audit_retention_days();
  }
  if (config.has_secrets()) {
    // What merely cannot be read now is no reason not to start.
    RETURN_IF_ERROR(secrets::MakeMasterKeys(config.secrets()).status());
    settings.secrets = config.secrets();
  }
  if (const std::string file = pick("master-key-file", "", ""); !file.empty()) {
    if (!settings.secrets.has_value()) settings.secrets.emplace();
    settings.secrets->set_master_key_file(file);
  }
  const std::string level = pick("log-level", config.log_level(), "info");
  if (!ParseLogLevel(level).has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", level, "\" is no log level; there are debug, info, warning and error"));
  }
  SetLogLevel(*ParseLogLevel(level));
  for (const ExtraFlag& flag : options.extra_flags) {
    auto configured = config.flags().find(flag.name);
    settings.extra[flag.name] =
        pick(flag.name.c_str(), configured == config.flags().end() ? "" : configured->second,
             flag.default_value);
  }
  for (const auto& [name, value] : config.flags()) {
    if (settings.extra.count(name) == 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("the configuration has an unknown flag ", name));
    }
  }
  RETURN_IF_ERROR(ReadTransport(config, flags, pick, &settings));
  return settings;
}

}  // namespace clearway::rpc
