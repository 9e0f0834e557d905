#include "common/rpc/main.h"

#include <signal.h>

#include <cstdio>
#include <filesystem>
#include <system_error>
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
#include "common/rpc/version.h"
#include "common/status_macros.h"
#include "common/store/rocksdb_store.h"

namespace clearway::rpc {
namespace {

enum ExitCode { kClean = 0, kFailed = 1, kUsage = 2, kData = 3, kAddress = 4 };

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
  context.peers = settings.peers;
  auto services = options.services(context);
  if (!services.ok()) return Refuse(options, services.status(), kFailed);
  // The server, which goes first, holds the authenticator, and that uses the directory.
  std::unique_ptr<auth::Directory> directory;
  if (options.directory) directory = options.directory(context);
  ServerOptions server_options = settings.server;
  if (!server_options.tls.empty()) {
    auto authenticator = auth::StandardAuthenticator::Create(
        {.config = settings.auth, .directory = directory.get()});
    if (!authenticator.ok()) return Refuse(options, authenticator.status(), kUsage);
    server_options.authenticator = *std::move(authenticator);
  }
  auto server = Server::Start(std::move(server_options), *std::move(services));
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
  return Serve(options, *settings);
}

}  // namespace clearway::rpc
