#include "common/auth/credentials/openid_keys.h"

#include <map>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/credentials/signing_key.h"
#include "common/auth/credentials/testing/https_server.h"
#include "common/rpc/log.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

std::string KeySetOf(absl::string_view key_id) {
  static const EVP_PKEY& key = *NewSigningKey(Algorithm::kEdDsa).release();
  return absl::StrCat("{\"keys\":[", *PublicJwk(key, key_id), "]}");
}

// A provider on loopback whose documents the test changes.
class Provider {
 public:
  Provider() : server_([this](const std::string& path) { return Answer(path); }) {
    Set("/.well-known/openid-configuration",
        absl::StrCat(R"({"issuer":")", issuer(), R"(","jwks_uri":")", issuer(), "/keys\"}"));
  }
  std::string issuer() const { return server_.address(); }
  int requests() const { return server_.requests(); }
  void Set(const std::string& path, const std::string& body) {
    std::lock_guard<std::mutex> lock(mutex_);
    documents_[path] = body;
  }
  void Remove(const std::string& path) {
    std::lock_guard<std::mutex> lock(mutex_);
    documents_.erase(path);
  }

 private:
  std::string Answer(const std::string& path) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto it = documents_.find(path);
    if (it == documents_.end()) return "HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n";
    return HttpsServer::Ok(it->second);
  }
  std::mutex mutex_;
  std::map<std::string, std::string> documents_;
  HttpsServer server_;
};

class OpenIdKeysTest : public testing::Test {
 protected:
  OpenIdKeysTest() {
    rpc::SetLogSink([](absl::string_view) {});
    options_.issuer = provider_.issuer();
    options_.times.period = absl::Hours(1);
    options_.times.least_gap = absl::ZeroDuration();
    options_.times.first_backoff = absl::Milliseconds(1);
  }
  ~OpenIdKeysTest() override { rpc::SetLogSink({}); }

  // Waits until the source has that key; a test that never sees it runs into its time limit.
  static void Await(const OpenIdKeys& source, absl::string_view key_id) {
    for (;;) {
      auto keys = source.keys();
      if (keys != nullptr && keys->Find(key_id) != nullptr) return;
      absl::SleepFor(absl::Milliseconds(1));
    }
  }
  void AwaitRequests(int count) {
    while (provider_.requests() < count) absl::SleepFor(absl::Milliseconds(1));
  }

  Provider provider_;
  OpenIdOptions options_;
};

TEST_F(OpenIdKeysTest, ReadsAtOnceAndAgainWhenAnUnknownKeyIsSeen) {
  provider_.Set("/keys", KeySetOf("one"));
  OpenIdKeys source(options_);
  Await(source, "one");
  provider_.Set("/keys", KeySetOf("two"));
  EXPECT_EQ(source.keys()->Find("two"), nullptr);
  source.NoteUnknownKey();
  Await(source, "two");
  EXPECT_EQ(source.keys()->Find("one"), nullptr);
}

TEST_F(OpenIdKeysTest, ReadsOnceAPeriodWithoutAnyReason) {
  provider_.Set("/keys", KeySetOf("one"));
  options_.times.period = absl::Milliseconds(2);
  OpenIdKeys source(options_);
  Await(source, "one");
  provider_.Set("/keys", KeySetOf("two"));
  Await(source, "two");
}

TEST_F(OpenIdKeysTest, UnknownKeysCannotMakeItReadMoreOftenThanTheGap) {
  provider_.Set("/keys", KeySetOf("one"));
  options_.times.least_gap = absl::Hours(1);
  OpenIdKeys source(options_);
  Await(source, "one");
  const int before = provider_.requests();
  for (int i = 0; i < 1000; ++i) source.NoteUnknownKey();
  absl::SleepFor(absl::Milliseconds(20));
  EXPECT_EQ(provider_.requests(), before);
}

TEST_F(OpenIdKeysTest, NoneAreKnownUntilTheProviderAnswers) {
  OpenIdKeys source(options_);  // no /keys yet
  AwaitRequests(6);
  EXPECT_EQ(source.keys(), nullptr);
  provider_.Set("/keys", KeySetOf("one"));
  Await(source, "one");
}

TEST_F(OpenIdKeysTest, TheLastKeysStayWhileTheProviderFails) {
  provider_.Set("/keys", KeySetOf("one"));
  options_.times.period = absl::Milliseconds(2);
  OpenIdKeys source(options_);
  Await(source, "one");
  for (const std::string& broken :
       {std::string("rubbish"), std::string("{}"), std::string(KeySet::kMaxBytes + 1, ' ')}) {
    provider_.Set("/keys", broken);
    AwaitRequests(provider_.requests() + 6);
    ASSERT_NE(source.keys(), nullptr);
    EXPECT_NE(source.keys()->Find("one"), nullptr);
  }
  provider_.Remove("/.well-known/openid-configuration");
  AwaitRequests(provider_.requests() + 4);
  EXPECT_NE(source.keys()->Find("one"), nullptr);
}

TEST_F(OpenIdKeysTest, ManyThreadsAskWhileKeysChange) {
  provider_.Set("/keys", KeySetOf("one"));
  options_.times.period = absl::Milliseconds(1);
  OpenIdKeys source(options_);
  Await(source, "one");
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  threads.reserve(3);
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      while (!stop) {
        auto keys = source.keys();
        ASSERT_TRUE(keys->Find("one") != nullptr || keys->Find("two") != nullptr);
        source.NoteUnknownKey();
      }
    });
  }
  for (int i = 0; i < 5; ++i) {
    provider_.Set("/keys", KeySetOf(i % 2 == 0 ? "two" : "one"));
    Await(source, i % 2 == 0 ? "two" : "one");
  }
  stop = true;
  for (auto& thread : threads) thread.join();
}

TEST(OpenIdMetadataTest, AreTheIssuersOwnAndNameAnAddressOfItsKind) {
  EXPECT_EQ(MetadataUrl("https://login.example"),
            "https://login.example/.well-known/openid-configuration");
  EXPECT_EQ(MetadataUrl("https://login.example/tenant/"),
            "https://login.example/tenant/.well-known/openid-configuration");
  const std::string issuer = "https://login.example";
  EXPECT_EQ(*KeySetUrl(R"({"issuer":"https://login.example","jwks_uri":"https://keys.example/x"})",
                       issuer),
            "https://keys.example/x");
  for (const char* metadata :
       {"", "[]", "{}", R"({"issuer":"https://login.example"})",
        R"({"issuer":"https://login.example/","jwks_uri":"https://keys.example/x"})",
        R"({"issuer":"https://other.example","jwks_uri":"https://keys.example/x"})",
        R"({"issuer":"https://login.example","jwks_uri":"http://127.0.0.1/x"})",
        R"({"issuer":"https://login.example","jwks_uri":"file:///etc/passwd"})",
        R"({"issuer":"https://login.example","jwks_uri":["https://keys.example/x"]})"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(KeySetUrl(metadata, issuer).status())) << metadata;
  }
  // A provider on loopback may name plain addresses there, and nowhere else.
  EXPECT_TRUE(KeySetUrl(R"({"issuer":"http://localhost:1","jwks_uri":"http://127.0.0.1:1/x"})",
                        "http://localhost:1")
                  .ok());
  EXPECT_FALSE(KeySetUrl(R"({"issuer":"http://localhost:1","jwks_uri":"http://keys.example/x"})",
                         "http://localhost:1")
                   .ok());
}

}  // namespace
}  // namespace clearway::auth
