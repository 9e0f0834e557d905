// A real web server on loopback for tests: answers what a function says, over TLS or plainly.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_TESTING_HTTPS_SERVER_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_TESTING_HTTPS_SERVER_H_

#include <openssl/ssl.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace clearway::auth {

// Thread-safe. One connection at a time, one request each. Ends with the object.
class HttpsServer {
 public:
  // The whole answer, status line and all, to a GET of `path`. Runs on the server's thread.
  using Answer = std::function<std::string(const std::string& path)>;

  // Without a certificate (PEM) it speaks plain HTTP.
  explicit HttpsServer(Answer answer, const std::string& certificate_pem = "",
                       const std::string& key_pem = "");
  ~HttpsServer();

  // "https://127.0.0.1:41234" or "http://…".
  std::string address() const;
  int requests() const { return requests_; }

  static std::string Ok(const std::string& body);

 private:
  void Run();
  void Serve(int connection);

  const Answer answer_;
  SSL_CTX* tls_ = nullptr;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> requests_{0};
  std::thread thread_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_TESTING_HTTPS_SERVER_H_
