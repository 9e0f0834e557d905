// The suite in one process, as callers meet it: universalization and cooperation as real servers
// over TLS and real stores, cooperation following universalization's registry, and callers with
// certificates whose rights come from the registry's memberships.
//
//   World world;
//   const rpc::Client& norway = world.As(kCooperation, {"donor officer", "states/NOR"});
//   norway.CallRaw("clearway.cooperation.v1.CooperationService/GetOffer", request, &offer);
#ifndef CLEARWAY_TESTS_PERMISSION_WORLD_H_
#define CLEARWAY_TESTS_PERMISSION_WORLD_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/auth/authenticator.h"
#include "common/auth/directory.h"
#include "common/rpc/client.h"
#include "common/rpc/follower.h"
#include "common/rpc/server.h"
#include "common/rpc/testing/test_authority.h"
#include "common/store/store.h"
#include "google/protobuf/descriptor.h"

namespace clearway::permission {

inline constexpr char kUniversalization[] = "universalization";
inline constexpr char kCooperation[] = "cooperation";

// Who calls. `role` in the words of the expectations ("donor officer"), made from the names of
// clearway.type.v1.Role; or one of the two below.
struct Who {
  std::string role;
  std::string actor;  // "states/NOR"; empty for a service and for those below
};
inline constexpr char kNoMembership[] = "nobody's member";  // a good certificate, and no membership
inline constexpr char kNoCredential[] = "nobody";           // neither certificate nor token

// Of every value of the enum but the first, in its order: "observer", …
std::vector<std::string> RoleNames();

// "clearway.cooperation.v1.CooperationService".
const google::protobuf::ServiceDescriptor* DescriptorOf(const std::string& service);
std::vector<std::string> Services();

// The registry knows: the States NOR (a State Party), LAO and AUS; the area western-sahara; the
// actors isu (the secretariat), oxf (an organisation) and norad (a donor agency). Whoever acts for
// one of them in a role has a membership of their own.
class World {
 public:
  // `quotas` of both servers; none unless given.
  explicit World(rpc::QuotaOptions quotas = {rpc::Quota(), {}});
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Connects when first asked. A caller's membership must be one of those that the world began
  // with: the callers of Cast(), and the makers of records.
  const rpc::Client& As(const std::string& service, const Who& who);
  // The callers under test: every role once, for NOR where a State can give it, else for isu; then
  // those without membership and without credential.
  static std::vector<Who> Cast();
  // The name of a caller's own membership.
  static std::string MembershipOf(const Who& who);

  store::Store& store(const std::string& service) { return *services_.at(service)->store; }
  std::string address(const std::string& service) const;
  rpc::TestAuthority& authority() { return authority_; }
  // A certificate of the caller's, as As() calls with; nothing but the authorities for nobody.
  rpc::TlsFiles FilesOf(const Who& who);

 private:
  struct Running {
    std::unique_ptr<store::Store> store;
    std::unique_ptr<auth::Directory> directory;
    std::unique_ptr<rpc::Server> server;
    int port = 0;
  };

  void Start(const std::string& name, const rpc::QuotaOptions& quotas);
  void FillRegistry();
  void Join(const Who& who, const Who& by);
  void AwaitRegistry();

  rpc::TestAuthority authority_;
  std::map<std::string, std::unique_ptr<Running>> services_;
  std::unique_ptr<rpc::Follower> follower_;
  std::map<std::string, std::unique_ptr<rpc::Client>> clients_;
  std::map<std::string, rpc::TlsFiles> files_;
};

// Fails the test, or ends it where nothing could go on.
void Must(const absl::Status& status, const std::string& what);

}  // namespace clearway::permission

#endif  // CLEARWAY_TESTS_PERMISSION_WORLD_H_
