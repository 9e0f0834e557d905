#include "common/rpc/testing/handshake.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <csignal>
#include <memory>

#include "absl/strings/str_cat.h"

namespace clearway::rpc {
namespace {

// The client's half of how HTTP/2 begins, with empty settings.
constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0";

std::string SerialOf(SSL* ssl) {
  X509* certificate = SSL_get1_peer_certificate(ssl);
  if (certificate == nullptr) return "";
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
  char* digits = BN_bn2hex(number);
  std::string serial = digits;
  OPENSSL_free(digits);
  BN_free(number);
  X509_free(certificate);
  return serial;
}

std::string LastError() {
  char words[256];
  ERR_error_string_n(ERR_get_error(), words, sizeof(words));
  return words;
}

}  // namespace

Handshake TryHandshake(int port, int version, const TlsFiles& files) {
  Handshake result;
  // A server that refuses may be gone before this side has said its last.
  std::signal(SIGPIPE, SIG_IGN);
  ERR_clear_error();
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free);
  SSL_CTX_set_max_proto_version(context.get(), version);
  constexpr unsigned char kHttp2[] = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(context.get(), kHttp2, sizeof(kHttp2));
  if (!files.certificate.empty()) {
    SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM);
  }
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new_ssl_connect(context.get()),
                                                          &BIO_free_all);
  BIO_set_conn_hostname(bio.get(), absl::StrCat("127.0.0.1:", port).c_str());
  SSL* ssl = nullptr;
  BIO_get_ssl(bio.get(), &ssl);
  if (BIO_do_handshake(bio.get()) != 1) {
    result.error = LastError();
    return result;
  }
  result.version = SSL_get_version(ssl);
  result.serial_number = SerialOf(ssl);
  BIO_write(bio.get(), kPreface, sizeof(kPreface) - 1);
  char bytes[64];
  result.accepted = BIO_read(bio.get(), bytes, sizeof(bytes)) > 0;
  if (!result.accepted) result.error = LastError();
  return result;
}

}  // namespace clearway::rpc
