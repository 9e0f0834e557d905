#include "clients/cli/field_help.h"

#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "gtest/gtest.h"

namespace clearway::cli {
namespace {

TEST(FieldHelpTest, IsTheFirstSentence) {
  EXPECT_EQ(FirstSentence(" Most suggestions; 0: 10;\n at most 100.\n"),
            "Most suggestions; 0: 10; at most 100");
  EXPECT_EQ(FirstSentence(" A day, e.g. 2010-11-12, in UTC. Absent: today.\n"),
            "A day, e.g. 2010-11-12, in UTC");
  EXPECT_EQ(FirstSentence(" As of. what?"), "As of. what?");
  EXPECT_EQ(FirstSentence(" \n"), "");
}

// A field without words would be a line of --help that says nothing.
TEST(FieldHelpTest, EveryFieldOfARequestHasWords) {
  const google::protobuf::ServiceDescriptor* const services[] = {
      cooperation::v1::GetOfferRequest::descriptor()->file()->service(0),
      universalization::v1::GetStateRequest::descriptor()->file()->service(0)};
  int fields = 0;
  for (const auto* service : services) {
    for (int m = 0; m < service->method_count(); ++m) {
      const auto* request = service->method(m)->input_type();
      for (int f = 0; f < request->field_count(); ++f, ++fields) {
        EXPECT_NE(FieldHelp(request->field(f)->full_name()), "") << request->field(f)->full_name();
      }
    }
  }
  EXPECT_GT(fields, 200);
  EXPECT_EQ(FieldHelp("clearway.cooperation.v1.SuggestOffersRequest.none"), "");
}

}  // namespace
}  // namespace clearway::cli
