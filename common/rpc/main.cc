#include "common/rpc/main.h"

#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/audit/prepare.h"
#include "common/audit/trimmer.h"
#include "common/auth/standard_authenticator.h"
#include "common/rpc/flags.h"
#include "common/rpc/log.h"
#include "common/rpc/server.h"
#include "common/rpc/settings.h"
#include "common/rpc/store_monitor.h"
#include "common/rpc/version.h"
#include "common/secrets/custodian.h"
#include "common/secrets/stored_keys.h"
#include "common/status_macros.h"
#include "common/store/data_root.h"
#include "common/store/rocksdb_store.h"

namespace clearway::rpc {
namespace {

// kAgain is none: the service is to be started once more.
enum ExitCode { kAgain = -1, kClean = 0, kFailed = 1, kUsage = 2, kData = 3, kAddress = 4 };

store::RocksdbOptions StoreOptions(const ServerMainOptions& options, const Settings& settings) {
  store::RocksdbOptions rocksdb;
  rocksdb.directory = settings.data_dir;
  rocksdb.service = options.name;
  rocksdb.watched_prefixes = options.watched_prefixes;
  rocksdb.min_free_bytes = static_cast<uint64_t>(settings.min_free_disk_bytes);
  return rocksdb;
}

absl::StatusOr<std::unique_ptr<store::Store>> OpenStore(const ServerMainOptions& options,
                                                        const Settings& settings) {
  // The log may be going to a file there.
  ASSIGN_OR_RETURN(
      const store::DataRoot root,
      store::InspectDataRoot(settings.data_root, options.name,
                             {settings.config_file, "/proc/self/fd/1", "/proc/self/fd/2"}));
  if (root == store::DataRoot::kFresh) RETURN_IF_ERROR(store::MakeDataRoot(settings.data_root));
  return store::OpenRocksdbStore(StoreOptions(options, settings));
}

// Signals that end the process, kept for sigwait: blocked before any thread is started.
sigset_t EndingSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// A signal that came within the time, or 0.
int AwaitSignal(absl::Duration patience) {
  const sigset_t signals = EndingSignals();
  const timespec time = absl::ToTimespec(patience);
  return std::max(0, sigtimedwait(&signals, nullptr, &time));
}

// The address with the port that was really taken.
std::string WithPort(const std::string& address, int port) {
  return absl::StrCat(address.substr(0, address.rfind(':')), ":", port);
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

void AddSecretsGauges(const secrets::Custodian& custodian, Metrics* metrics) {
  const auto add = [&](const char* name, const char* help, auto read) {
    metrics->AddGauge(absl::StrCat("clearway_secrets_", name), help,
                      [&custodian, read] { return static_cast<double>(read(custodian.stats())); });
  };
  using Stats = secrets::CustodyStats;
  add("master_key", "1 while a master key is at hand.",
      [](const Stats& stats) { return stats.master_key ? 1 : 0; });
  add("state_keys", "States' keys that are stored, old versions too.",
      [](const Stats& stats) { return stats.state_keys; });
  add("state_keys_unusable", "States' keys that no master key at hand unwraps.",
      [](const Stats& stats) { return stats.unusable; });
  add("state_keys_old_master", "States' keys wrapped by another master key than new ones.",
      [](const Stats& stats) { return stats.old_master; });
  add("state_keys_replaced", "Old versions of States' keys that still wrap people's keys.",
      [](const Stats& stats) { return stats.replaced; });
  add("rewrapped_total", "People's keys wrapped anew since the start.",
      [](const Stats& stats) { return stats.rewrapped; });
  add("damaged_keys", "People's keys that could not be wrapped anew.",
      [](const Stats& stats) { return stats.damaged; });
}

// What is personal in the store stays locked without a master key: who forgot to configure one is
// told at the start, and not by its users.
void WarnOfLockedKeys(const store::Store& store) {
  const auto keys = secrets::AllStateKeys(*store.GetSnapshot());
  if (!keys.ok() || keys->empty()) return;
  std::set<std::string> needed;
  for (const auto& key : *keys) needed.insert(key.master_key_id());
  Log(LogLevel::kWarning, "no master key is configured, and what is personal here needs one",
      {{"master_keys", absl::StrJoin(needed, ", ")}, {"flag", "--master-key-file"}});
}

// Until a signal comes (which is returned), or the store should be opened anew (0).
int AwaitEnd(StoreMonitor monitor) {
  for (;;) {
    const int signal = AwaitSignal(absl::Seconds(1));
    if (signal != 0) return signal;
    if (monitor.Look()) return 0;
  }
}

// Runs the service over an open store, until it should end (kClean) or be started once more. Writes
// the ports that it took to `settings`, so that it takes them again.
int Serve(const ServerMainOptions& options, std::unique_ptr<store::Store> opened,
          absl::Duration patience, absl::Time started, Settings* settings) {
  const bool is_new = opened->revision() == 0;
  if (absl::Status trail = audit::Prepare(opened.get()); !trail.ok()) {
    return Refuse(options, trail, kData);
  }
  // Destroyed before the store, after the server.
  std::unique_ptr<secrets::Custodian> custodian;
  if (settings->secrets.has_value()) {
    auto started_keys = secrets::Custodian::Start(opened.get(), *settings->secrets, {});
    if (!started_keys.ok()) return Refuse(options, started_keys.status(), kUsage);
    custodian = *std::move(started_keys);
  } else {
    WarnOfLockedKeys(*opened);
  }
  MainContext context;
  context.store = opened.get();
  context.data_dir = settings->data_dir;
  context.flag = [settings](absl::string_view name) {
    auto it = settings->extra.find(std::string(name));
    return it == settings->extra.end() ? std::string() : it->second;
  };
  context.peers = settings->peers;
  auto services = options.services(context);
  if (!services.ok()) {
    return Refuse(options, services.status(),
                  store::IsStoreFull(services.status()) ? kData : kFailed);
  }
  // The server, which goes first, holds the authenticator, and that uses the directory.
  std::unique_ptr<auth::Directory> directory;
  if (options.directory) directory = options.directory(context);
  ServerOptions server_options = settings->server;
  if (!server_options.tls.empty()) {
    auto authenticator = auth::StandardAuthenticator::Create(
        {.config = settings->auth, .directory = directory.get()});
    if (!authenticator.ok()) return Refuse(options, authenticator.status(), kUsage);
    server_options.authenticator = *std::move(authenticator);
  }
  auto server = Server::Start(std::move(server_options), *std::move(services));
  if (!server.ok()) {
    const bool address = server.status().code() == absl::StatusCode::kUnavailable ||
                         server.status().code() == absl::StatusCode::kInvalidArgument;
    return Refuse(options, server.status(),
                  address                               ? kAddress
                  : store::IsStoreFull(server.status()) ? kData
                                                        : kFailed);
  }
  std::vector<std::string>& listen = settings->server.listen;
  for (size_t i = 0; i < listen.size(); ++i) {
    listen[i] = WithPort(listen[i], (*server)->ports()[i]);
  }
  if (std::string& health = settings->server.health_listen; !health.empty()) {
    health = WithPort(health, (*server)->health_port());
  }
  if (custodian != nullptr) AddSecretsGauges(*custodian, &(*server)->metrics());
  int metrics_port = 0;
  if (settings->metrics_listen != "none") {
    auto port = (*server)->metrics().Expose(settings->metrics_listen);
    if (!port.ok()) return Refuse(options, port.status(), kAddress);
    metrics_port = *port;
    settings->metrics_listen = WithPort(settings->metrics_listen, *port);
  }
  std::vector<std::unique_ptr<Background>> background;
  if (options.background) {
    auto begun = options.background(context);
    if (!begun.ok()) return Refuse(options, begun.status(), kFailed);
    background = *std::move(begun);
  }
  if (settings->audit_retention != absl::InfiniteDuration()) {
    background.push_back(
        std::make_unique<TrimmerBackground>(opened.get(), settings->audit_retention));
  }
  if (settings->server.insecure_loopback) {
    Log(LogLevel::kWarning, "insecure: plain text, and whoever calls may do everything",
        {{"service", options.name}});
  }
  // Whoever expected data there (a disk that was not mounted) should see this.
  if (is_new) {
    Log(LogLevel::kWarning, "made a new, empty store",
        {{"service", options.name}, {"data", settings->data_dir}});
  }
  Log(LogLevel::kInfo, "serving",
      {{"service", options.name},
       {"version", kVersion},
       {"listen", absl::StrJoin(listen, ",")},
       {"metrics_port", metrics_port},
       {"health_port", (*server)->health_port()},
       {"data", settings->data_dir},
       {"revision", opened->revision()},
       {"ms", absl::ToInt64Milliseconds(absl::Now() - started)}});

  StoreMonitor::Options monitor;
  monitor.service = options.name;
  monitor.writable = [&opened] { return opened->Writable(); };
  monitor.probe = [rocksdb = StoreOptions(options, *settings)] {
    return store::ProbeRocksdbDisk(rocksdb);
  };
  monitor.now = [] { return absl::Now(); };
  monitor.patience = patience;
  const int signal = AwaitEnd(StoreMonitor(std::move(monitor)));
  if (signal != 0) {
    // A second signal ends the process at once.
    const sigset_t signals = EndingSignals();
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  }
  Log(LogLevel::kInfo, "draining", {{"service", options.name}, {"signal", signal}});
  (*server)->Drain(settings->drain_patience);
  background.clear();
  server->reset();
  custodian.reset();
  const store::Revision revision = opened->revision();
  opened.reset();
  Log(LogLevel::kInfo, "stopped", {{"service", options.name}, {"revision", revision}});
  return signal == 0 ? kAgain : kClean;
}

// Opens the store and serves, again and again while the disk fails and recovers.
int ServeUntilEnded(const ServerMainOptions& options, Settings settings) {
  constexpr absl::Duration kLeast = absl::Seconds(1), kMost = absl::Minutes(5);
  absl::Duration patience = kLeast;
  bool served = false;
  for (;;) {
    const absl::Time started = absl::Now();
    auto store = OpenStore(options, settings);
    if (store.ok()) {
      served = true;
      const int code = Serve(options, *std::move(store), patience, started, &settings);
      if (code != kAgain) return code;
      // A disk that goes on failing is not driven in circles.
      patience = absl::Now() - started > 2 * kMost ? kLeast : std::min(2 * patience, kMost);
      continue;
    }
    // The disk may have filled up again meanwhile; damage does not go away.
    if (!served || !absl::IsUnavailable(store.status())) {
      return Refuse(options, store.status(), kData);
    }
    Log(LogLevel::kError, "the store does not open",
        {{"service", options.name}, {"error", store.status().message()}});
    if (AwaitSignal(patience) != 0) return kClean;
    patience = std::min(2 * patience, kMost);
  }
}

}  // namespace

int RunServer(int argc, char** argv, const ServerMainOptions& options) {
  // A log that nobody reads any more, and a limit on files' sizes, are errors like any other.
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  const sigset_t signals = EndingSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  auto flags = ParseFlags({argv + 1, argv + argc}, KnownFlags(options), KnownSwitches());
  if (!flags.ok()) return Refuse(options, flags.status(), kUsage);
  if (flags->count("help") > 0) {
    std::printf("%s", HelpText(options).c_str());
    return kClean;
  }
  if (flags->count("version") > 0) {
    std::printf("%s %s\n", options.name.c_str(), kVersion);
    return kClean;
  }
  auto settings = ReadSettings(options, *flags);
  if (!settings.ok()) return Refuse(options, settings.status(), kUsage);
  return ServeUntilEnded(options, *std::move(settings));
}

}  // namespace clearway::rpc
