#include "common/auth/credentials/testing/https_server.h"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/auth/credentials/openssl.h"
#include "gtest/gtest.h"

namespace clearway::auth {

HttpsServer::HttpsServer(Answer answer, const std::string& certificate_pem,
                         const std::string& key_pem)
    : answer_(std::move(answer)) {
  std::signal(SIGPIPE, SIG_IGN);  // clients hang up as they please
  if (!certificate_pem.empty()) {
    tls_ = SSL_CTX_new(TLS_server_method());
    const X509Ptr certificate(
        PEM_read_bio_X509(ReadFrom(certificate_pem).get(), nullptr, nullptr, nullptr));
    const EvpKeyPtr key(
        PEM_read_bio_PrivateKey(ReadFrom(key_pem).get(), nullptr, nullptr, nullptr));
    EXPECT_EQ(SSL_CTX_use_certificate(tls_, certificate.get()), 1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey(tls_, key.get()), 1);
  }
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(listen(listener_, 16), 0);
  EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Run(); });
}

HttpsServer::~HttpsServer() {
  shutdown(listener_, SHUT_RDWR);  // wakes accept
  thread_.join();
  close(listener_);
  SSL_CTX_free(tls_);
}

std::string HttpsServer::address() const {
  return absl::StrCat(tls_ == nullptr ? "http" : "https", "://127.0.0.1:", port_);
}

std::string HttpsServer::Ok(const std::string& body) {
  return absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: ", body.size(),
                      "\r\nConnection: close\r\n\r\n", body);
}

void HttpsServer::Run() {
  for (;;) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    const timeval patience = {2, 0};  // a client that says nothing does not keep the test
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    Serve(connection);
    close(connection);
  }
}

void HttpsServer::Serve(int connection) {
  SSL* tls = nullptr;
  if (tls_ != nullptr) {
    tls = SSL_new(tls_);
    SSL_set_fd(tls, connection);
    if (SSL_accept(tls) != 1) {
      SSL_free(tls);
      return;
    }
  }
  std::string request;
  char buffer[4096];
  while (request.find("\r\n\r\n") == request.npos) {
    const ssize_t got = tls == nullptr ? read(connection, buffer, sizeof(buffer))
                                       : SSL_read(tls, buffer, sizeof(buffer));
    if (got <= 0) break;
    request.append(buffer, static_cast<size_t>(got));
  }
  const std::vector<std::string> words = absl::StrSplit(request, ' ');
  if (words.size() > 2) {
    ++requests_;
    const std::string answer = answer_(words[1]);
    if (tls == nullptr) {
      (void)!write(connection, answer.data(), answer.size());
    } else {
      SSL_write(tls, answer.data(), static_cast<int>(answer.size()));
      SSL_shutdown(tls);
    }
  }
  SSL_free(tls);
}

}  // namespace clearway::auth
