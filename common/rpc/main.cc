#include "common/rpc/main.h"

#include <signal.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/audit/prepare.h"
#include "common/audit/trimmer.h"
#include "common/rpc/config.h"
#include "common/rpc/flags.h"
#include "common/rpc/log.h"
#include "common/rpc/server.h"
#include "common/rpc/version.h"
#include "common/status_macros.h"
#include "common/store/rocksdb_store.h"

namespace clearway::rpc {
namespace {

enum ExitCode { kClean = 0, kFailed = 1, kUsage = 2, kData = 3, kAddress = 4 };

using Flags = std::map<std::string, std::string>;

std::string Help(const ServerMainOptions& options) {
  std::string text = absl::StrCat(
      "Clearway's ", options.name, " service.\n\n",
      "  --data DIR              where data is kept, in DIR/", options.name,
      " (default clearway-data)\n",
      "  --listen HOST:PORT,…    addresses (default 127.0.0.1:", options.default_port,
      "; port 0: a free one)\n",
      "  --insecure-loopback     a trial on this machine: plain text, whoever calls may "
      "do everything\n",
      "  --health-listen ADDR    grpc.health.v1 alone, in plain text, for probes\n",
      "  --no-reflection         do not serve the contracts to tools\n",
      "  --metrics-listen ADDR   for Prometheus, or \"none\" (default: a free port)\n",
      "  --config FILE           JSON or text of clearway.config.v1.ServerConfig\n",
      "  --log-level LEVEL       debug, info, warning or error (default info)\n");
  for (const ExtraFlag& flag : options.extra_flags) {
    absl::StrAppend(&text, "  --", flag.name, "  ", flag.help);
    if (!flag.default_value.empty()) absl::StrAppend(&text, " (default ", flag.default_value, ")");
    absl::StrAppend(&text, "\n");
  }
  return absl::StrCat(text, "  --help, --version\n");
}

// Everything the process was told, flags before the file before defaults.
struct Settings {
  std::string data_dir;
  std::string metrics_listen;
  ServerOptions server;
  absl::Duration drain_patience = absl::Seconds(10);
  absl::Duration audit_retention = absl::InfiniteDuration();
  Flags extra;
};

absl::StatusOr<Settings> Decide(const ServerMainOptions& options, const Flags& flags) {
  config::v1::ServerConfig config;
  if (auto it = flags.find("config"); it != flags.end()) {
    ASSIGN_OR_RETURN(config, ReadConfig(it->second));
  }
  const auto pick = [&](const char* name, const std::string& configured, std::string fallback) {
    if (auto it = flags.find(name); it != flags.end()) return it->second;
    return configured.empty() ? fallback : configured;
  };
  Settings settings;
  ASSIGN_OR_RETURN(settings.server.limits, LimitsFrom(config.limits()));
  ASSIGN_OR_RETURN(settings.server.quotas, QuotasFrom(config.quotas()));
  settings.data_dir = absl::StrCat(pick("data", config.data(), "clearway-data"), "/", options.name);
  settings.metrics_listen = pick("metrics-listen", config.metrics_listen(), "127.0.0.1:0");
  ServerOptions& server = settings.server;
  server.listen = {config.listen().begin(), config.listen().end()};
  if (auto it = flags.find("listen"); it != flags.end()) {
    server.listen = absl::StrSplit(it->second, ',');
  }
  if (server.listen.empty()) {
    server.listen = {absl::StrCat("127.0.0.1:", options.default_port)};
  }
  server.insecure_loopback = config.insecure_loopback() || flags.count("insecure-loopback") > 0;
  server.reflection = !config.no_reflection() && flags.count("no-reflection") == 0;
  server.health_listen = pick("health-listen", config.health_listen(), "");
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
  RETURN_IF_ERROR(CheckTransport(server));
  return settings;
}

absl::StatusOr<std::unique_ptr<store::Store>> OpenStore(const ServerMainOptions& options,
                                                        const Settings& settings) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(settings.data_dir).parent_path(),
                                      error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("cannot make ", settings.data_dir, ": ", error.message()));
  }
  store::RocksdbOptions rocksdb;
  rocksdb.directory = settings.data_dir;
  rocksdb.service = options.name;
  rocksdb.watched_prefixes = options.watched_prefixes;
  return store::OpenRocksdbStore(rocksdb);
}

// Signals that end the process, kept for sigwait: blocked before any thread is started.
sigset_t EndingSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

std::string Ports(const std::vector<std::string>& listen, const std::vector<int>& ports) {
  std::vector<std::string> addresses;
  for (size_t i = 0; i < ports.size(); ++i) {
    const std::string& address = listen[i];
    addresses.push_back(absl::StrCat(address.substr(0, address.rfind(':')), ":", ports[i]));
  }
  return absl::StrJoin(addresses, ",");
}

int Refuse(const ServerMainOptions& options, const absl::Status& status, ExitCode code) {
  std::fprintf(stderr, "%s: %s\n", options.name.c_str(), std::string(status.message()).c_str());
  return code;
}

struct TrimmerBackground : Background {
  TrimmerBackground(store::Store* store, absl::Duration kept)
      : trimmer(store, kept, absl::Now, Report) {}
  static void Report(const absl::StatusOr<int64_t>& trimmed) {
    if (trimmed.ok()) return Log(LogLevel::kInfo, "audit trail trimmed", {{"events", *trimmed}});
    Log(LogLevel::kError, "audit trail not trimmed", {{"error", trimmed.status().message()}});
  }
  audit::Trimmer trimmer;
};

int Serve(const ServerMainOptions& options, const Settings& settings) {
  const absl::Time started = absl::Now();
  auto store = OpenStore(options, settings);
  if (!store.ok()) return Refuse(options, store.status(), kData);
  if (absl::Status trail = audit::Prepare(store->get()); !trail.ok()) {
    return Refuse(options, trail, kData);
  }
  MainContext context;
  context.store = store->get();
  context.data_dir = settings.data_dir;
  context.flag = [&settings](absl::string_view name) {
    auto it = settings.extra.find(std::string(name));
    return it == settings.extra.end() ? std::string() : it->second;
  };
  auto services = options.services(context);
  if (!services.ok()) return Refuse(options, services.status(), kFailed);
  auto server = Server::Start(settings.server, *std::move(services));
  if (!server.ok()) {
    const bool address = server.status().code() == absl::StatusCode::kUnavailable ||
                         server.status().code() == absl::StatusCode::kInvalidArgument;
    return Refuse(options, server.status(), address ? kAddress : kFailed);
  }
  int metrics_port = 0;
  if (settings.metrics_listen != "none") {
    auto port = (*server)->metrics().Expose(settings.metrics_listen);
    if (!port.ok()) return Refuse(options, port.status(), kAddress);
    metrics_port = *port;
  }
  std::vector<std::unique_ptr<Background>> background;
  if (options.background) {
    auto begun = options.background(context);
    if (!begun.ok()) return Refuse(options, begun.status(), kFailed);
    background = *std::move(begun);
  }
  if (settings.audit_retention != absl::InfiniteDuration()) {
    background.push_back(
        std::make_unique<TrimmerBackground>(store->get(), settings.audit_retention));
  }
  if (settings.server.insecure_loopback) {
    Log(LogLevel::kWarning, "insecure: plain text, and whoever calls may do everything",
        {{"service", options.name}});
  }
  Log(LogLevel::kInfo, "serving",
      {{"service", options.name},
       {"version", kVersion},
       {"listen", Ports(settings.server.listen, (*server)->ports())},
       {"metrics_port", metrics_port},
       {"health_port", (*server)->health_port()},
       {"data", settings.data_dir},
       {"revision", (*store)->revision()},
       {"ms", absl::ToInt64Milliseconds(absl::Now() - started)}});

  const sigset_t signals = EndingSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  // A second signal ends the process at once.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  Log(LogLevel::kInfo, "draining", {{"service", options.name}, {"signal", signal}});
  (*server)->Drain(settings.drain_patience);
  background.clear();
  server->reset();
  const store::Revision revision = (*store)->revision();
  store->reset();
  Log(LogLevel::kInfo, "stopped", {{"service", options.name}, {"revision", revision}});
  return kClean;
}

}  // namespace

int RunServer(int argc, char** argv, const ServerMainOptions& options) {
  const sigset_t signals = EndingSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::vector<std::string> known = {"data",   "listen",    "metrics-listen",
                                    "config", "log-level", "health-listen"};
  for (const ExtraFlag& flag : options.extra_flags) known.push_back(flag.name);
  auto flags = ParseFlags({argv + 1, argv + argc}, known,
                          {"insecure-loopback", "no-reflection", "help", "version"});
  if (!flags.ok()) return Refuse(options, flags.status(), kUsage);
  if (flags->count("help") > 0) {
    std::printf("%s", Help(options).c_str());
    return kClean;
  }
  if (flags->count("version") > 0) {
    std::printf("%s %s\n", options.name.c_str(), kVersion);
    return kClean;
  }
  auto settings = Decide(options, *flags);
  if (!settings.ok()) return Refuse(options, settings.status(), kUsage);
  return Serve(options, *settings);
}

}  // namespace clearway::rpc
