// A service of ours as a process on loopback, for tests that start, kill and stop it.
#ifndef CLEARWAY_TESTS_E2E_SERVICE_PROCESS_H_
#define CLEARWAY_TESTS_E2E_SERVICE_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "common/rpc/client.h"

namespace clearway::e2e {

class ServiceProcess {
 public:
  // `binary` as Bazel's runfiles have it: "services/cooperation/cooperation". Takes a free port and
  // keeps it. Does not start. `client` is how client() calls; without TLS the service is started
  // with --insecure-loopback.
  ServiceProcess(std::string binary, std::string data, std::vector<std::string> flags = {},
                 rpc::ClientOptions client = {});
  ~ServiceProcess();  // kills it if it runs

  // Starts it and waits until it answers. Stops the test program when it does not within a minute.
  void Start();
  // SIGKILL, and waits until it is gone.
  void Kill();
  // SIGTERM, and waits; returns the exit code.
  int Stop();
  // Of the process that runs.
  pid_t pid() const { return pid_; }
  // What it and those before it have logged: warnings and errors.
  std::string Log() const;

  std::string address() const;
  int port() const { return port_; }
  // A client of its address, which outlives restarts.
  const rpc::Client& client() const { return *client_; }

 private:
  int Wait();

  const std::string binary_, data_, log_;
  std::vector<std::string> flags_;
  const int port_;
  pid_t pid_ = -1;
  std::unique_ptr<rpc::Client> client_;
};

}  // namespace clearway::e2e

#endif  // CLEARWAY_TESTS_E2E_SERVICE_PROCESS_H_
