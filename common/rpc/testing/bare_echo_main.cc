// A bare C++ gRPC server with the generated callback API and nothing else: what the dispatcher is
// measured against (tests/bench/read_vs_echo). Answers GetEcho with `BYTES` of text.
//   bare_echo_main PORT BYTES [CERTIFICATE KEY]
// With files of a certificate and its key it speaks TLS: what gRPC's own TLS costs
// (tests/bench/secure_vs_open).
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include "common/rpc/testing/echo.grpc.pb.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace {

using clearway::testing::v1::Echo;
using clearway::testing::v1::EchoService;
using clearway::testing::v1::GetEchoRequest;

class BareEcho final : public EchoService::WithCallbackMethod_GetEcho<EchoService::Service> {
 public:
  explicit BareEcho(int bytes) : text_(bytes, 'x') {}

  grpc::ServerUnaryReactor* GetEcho(grpc::CallbackServerContext* context,
                                    const GetEchoRequest* request, Echo* response) override {
    response->set_name(request->name());
    response->set_text(text_);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const std::string text_;
};

std::string Contents(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::shared_ptr<grpc::ServerCredentials> Tls(const char* certificate, const char* key) {
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({Contents(key), Contents(certificate)});
  return grpc::SslServerCredentials(options);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 5) {
    std::cerr << "usage: bare_echo_main PORT BYTES [CERTIFICATE KEY]\n";
    return 2;
  }
  BareEcho service(std::atoi(argv[2]));
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(std::string("127.0.0.1:") + argv[1],
                           argc == 5 ? Tls(argv[3], argv[4]) : grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  if (server == nullptr) return 4;
  std::cout << port << std::endl;
  server->Wait();
}
