#include "common/rpc/authenticate.h"

#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

TEST(AuthenticateTest, LoopbackIsAnonymousAndNobodyElseComesIn) {
  EXPECT_EQ(*Authenticate("127.0.0.1:53422"), "actors/anonymous");
  EXPECT_EQ(*Authenticate("127.8.9.1:1"), "actors/anonymous");
  EXPECT_EQ(*Authenticate("[::1]:53422"), "actors/anonymous");
  for (const char* peer : {"10.0.0.1:5", "[fe80::1]:5", "128.0.0.1:5", "", "127.evil.example:5",
                           "0.0.0.0:5", "[::]:5"}) {
    EXPECT_EQ(Authenticate(peer).status().code(), absl::StatusCode::kUnauthenticated) << peer;
  }
}

TEST(AuthenticateTest, PeersAsGrpcNamesThem) {
  EXPECT_EQ(PeerAddress("ipv4:127.0.0.1:53422"), "127.0.0.1:53422");
  EXPECT_EQ(PeerAddress("ipv6:%5B::1%5D:53422"), "[::1]:53422");
  EXPECT_EQ(PeerAddress("ipv6:[::1]:53422"), "[::1]:53422");
}

}  // namespace
}  // namespace clearway::rpc
