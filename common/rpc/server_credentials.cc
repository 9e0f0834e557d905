#include "common/rpc/server_credentials.h"

#include <string>
#include <utility>

#include "grpc/grpc_security.h"

namespace clearway::rpc {
namespace {

// gRPC's own watcher of files takes what it finds, also a certificate with another's key; and it
// has a thread. This hands over what has been checked.
class FromSource final : public grpc::ServerCredentials {
 public:
  explicit FromSource(std::shared_ptr<const TlsSource> source) : source_(std::move(source)) {
    const bool asks = !source_->material()->authorities.empty();
    credentials_ = grpc_ssl_server_credentials_create_with_options(
        grpc_ssl_server_credentials_create_options_using_config_fetcher(
            asks ? GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY
                 : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
            &FromSource::Fetch, this));
  }
  ~FromSource() override { grpc_server_credentials_release(credentials_); }

  void SetAuthMetadataProcessor(
      const std::shared_ptr<grpc::AuthMetadataProcessor>& /*processor*/) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  // At start and before each handshake, one at a time.
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    return static_cast<FromSource*>(self)->Fetch(config);
  }

  grpc_ssl_certificate_config_reload_status Fetch(grpc_ssl_server_certificate_config** config) {
    auto material = source_->material();
    if (material == given_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const grpc_ssl_pem_key_cert_pair pair = {material->key.c_str(), material->certificate.c_str()};
    *config = grpc_ssl_server_certificate_config_create(
        material->authorities.empty() ? nullptr : material->authorities.c_str(), &pair, 1);
    given_ = std::move(material);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const std::shared_ptr<const TlsSource> source_;
  std::shared_ptr<const TlsMaterial> given_;
  grpc_server_credentials* credentials_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> TlsServerCredentials(
    std::shared_ptr<const TlsSource> source) {
  return std::make_shared<FromSource>(std::move(source));
}

}  // namespace clearway::rpc
