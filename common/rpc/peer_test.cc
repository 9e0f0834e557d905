#include "common/rpc/peer.h"

#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

TEST(PeerTest, WhatIsThisMachine) {
  for (const char* peer : {"127.0.0.1:53422", "127.8.9.1:1", "[::1]:53422", "localhost:1"}) {
    EXPECT_TRUE(IsLoopbackHost(HostOf(peer))) << peer;
  }
  for (const char* peer : {"10.0.0.1:5", "[fe80::1]:5", "128.0.0.1:5", "", "127.evil.example:5",
                           "0.0.0.0:5", "[::]:5", "localhost.evil.example:5"}) {
    EXPECT_FALSE(IsLoopbackHost(HostOf(peer))) << peer;
  }
}

TEST(PeerTest, HostsOfAddresses) {
  EXPECT_EQ(HostOf("127.0.0.1:50053"), "127.0.0.1");
  EXPECT_EQ(HostOf("[::1]:50053"), "[::1]");
  for (const char* address : {"", "host", "host:", ":50053"}) EXPECT_EQ(HostOf(address), "");
}

TEST(PeerTest, PeersAsGrpcNamesThem) {
  EXPECT_EQ(PeerAddress("ipv4:127.0.0.1:53422"), "127.0.0.1:53422");
  EXPECT_EQ(PeerAddress("ipv6:%5B::1%5D:53422"), "[::1]:53422");
  EXPECT_EQ(PeerAddress("ipv6:[::1]:53422"), "[::1]:53422");
}

}  // namespace
}  // namespace clearway::rpc
