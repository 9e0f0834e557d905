#include "clients/cli/usage.h"

#include <string>
#include <vector>

#include "clients/cli/completion.h"
#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Words = std::vector<std::string>;

// A small command line of the same shape.
class UsageTest : public testing::Test {
 protected:
  UsageTest() {
    app_.formatter(HelpFormatter());
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.add_option("-o,--output", output_)->type_name("table|json|csv");
    auto* offers = app_.add_subcommand("offers", "offers of assistance")->require_subcommand(1);
    offers->fallthrough();
    auto* list = offers->add_subcommand("list", "list offers");
    list->add_option("--filter", text_)->type_name("TEXT");
    list->add_flag("--all", all_);
    list->footer("Example:\n  clearway offers list");
    auto* get = offers->add_subcommand("get", "show one offer");
    get->add_option("name,--name", name_, "which one")->required()->type_name("offers/ID");
    app_.add_subcommand("states", "States")->add_subcommand("list", "list States");
  }

  Words Completed(const Words& words) {
    return Complete(app_, words, [this](const std::string& collection) {
      asked_ = collection;
      return Words{"nor-lao", "nor-lbn", "che"};
    });
  }
  // What is said about the words, which must be wrong.
  std::string Problem(const Words& words) {
    if (std::string unknown = UnknownCommand(app_, words); !unknown.empty()) return unknown;
    try {
      app_.parse(Words(words.rbegin(), words.rend()));
    } catch (const CLI::ParseError& error) {
      return ParseProblem(app_, error);
    }
    return "nothing is wrong";
  }

  CLI::App app_{"Clearway", "clearway"};
  std::string output_, text_, name_, asked_;
  bool all_ = false;
};

TEST_F(UsageTest, CompletesCommandsOptionsAndTheirValues) {
  EXPECT_THAT(Completed({""}), ElementsAre("offers", "states"));
  EXPECT_THAT(Completed({"of"}), ElementsAre("offers"));
  EXPECT_THAT(Completed({"offers", ""}), ElementsAre("list", "get"));
  EXPECT_THAT(Completed({"offers", "list", "--"}),
              ElementsAre("--all", "--filter", "--help", "--output"));
  EXPECT_THAT(Completed({"offers", "list", "--output", ""}), ElementsAre("table", "json", "csv"));
  EXPECT_THAT(Completed({"-o", "c"}), ElementsAre("csv"));
  EXPECT_THAT(Completed({"--output", "=", "j"}), ElementsAre("json")) << "as bash splits it";
  EXPECT_THAT(Completed({"--output", "="}), ElementsAre("table", "json", "csv"));
  EXPECT_THAT(Completed({"offers", "list", "--filter", "x"}), IsEmpty()) << "any text";
}

TEST_F(UsageTest, ValuesOfOptionsAreNoCommands) {
  EXPECT_THAT(Completed({"--output", "csv", "of"}), ElementsAre("offers"));
  EXPECT_THAT(Completed({"--output=csv", "offers", "g"}), ElementsAre("get"));
  EXPECT_THAT(Completed({"offers", "list", "--all", "--fil"}), ElementsAre("--filter"));
}

TEST_F(UsageTest, CompletesIdsOfACollection) {
  EXPECT_THAT(Completed({"offers", "get", "nor"}), ElementsAre("nor-lao", "nor-lbn"));
  EXPECT_EQ(asked_, "offers");
  EXPECT_THAT(Completed({"offers", "get", "offers/c"}), ElementsAre("offers/che"));
  EXPECT_THAT(Completed({"offers", "get", "--name", "c"}), ElementsAre("che"));
  asked_.clear();
  Completed({"offers", "get", "che", ""});
  EXPECT_EQ(asked_, "") << "it has its one name";
}

TEST_F(UsageTest, SaysWhatIsWrongAndWhatIsRight) {
  EXPECT_THAT(Problem({"ofers", "list"}), HasSubstr("did you mean \"offers\"?"));
  EXPECT_THAT(Problem({"offers", "lst"}),
              HasSubstr("clearway offers: there is no command \"lst\""));
  EXPECT_THAT(Problem({"offers", "list", "--fliter", "x"}),
              HasSubstr("clearway offers list: there is no option --fliter; did you mean "
                        "\"--filter\"?\nExample:\n  clearway offers list\n"));
  EXPECT_THAT(Problem({"offers", "list", "all"}), HasSubstr("\"all\" is one word too many"));
  EXPECT_THAT(Problem({"offers", "list", "--filter"}), HasSubstr("--filter needs a value"));
  EXPECT_THAT(Problem({"offers", "get"}), HasSubstr("clearway offers get: NAME is missing"));
  EXPECT_THAT(Problem({"offers"}), HasSubstr("show one offer")) << "a group alone: its help";
  EXPECT_THAT(Problem({}), HasSubstr("offers of assistance"));
}

TEST_F(UsageTest, HelpShowsAValueOnce) {
  EXPECT_THAT(HelpWords({"help", "offers", "get"}), ElementsAre("offers", "get", "--help"));
  EXPECT_THAT(HelpWords({"offers", "help"}), ElementsAre("offers", "help"));
  const std::string help = app_.get_subcommand("offers")->get_subcommand("get")->help();
  EXPECT_THAT(help, HasSubstr("offers/ID"));
  EXPECT_THAT(help, Not(HasSubstr("--name")));
}

TEST(CallProblemTest, IsForPeople) {
  const auto problem = [](const absl::Status& status) { return CallProblem(status); };
  EXPECT_THAT(problem(absl::UnavailableError("cannot reach 127.0.0.1:1: Connection refused")),
              testing::StartsWith("cannot reach 127.0.0.1:1: Connection refused\nIs it running?"));
  EXPECT_EQ(problem(absl::InvalidArgumentError("--year: \"x\" is not a whole number")),
            "--year: \"x\" is not a whole number");
  EXPECT_THAT(problem(absl::DeadlineExceededError("d")), HasSubstr("--timeout"));
  const absl::Status draining =
      rpc::RetryLater(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_DRAINING,
                      "the server is shutting down", absl::Seconds(1));
  EXPECT_THAT(problem(draining), HasSubstr("reason: DRAINING"));
  EXPECT_THAT(problem(draining), Not(HasSubstr("Is it running")));
  EXPECT_TRUE(IsTyping(absl::NotFoundError("cannot read the file x")));
  EXPECT_FALSE(IsTyping(rpc::NotFound("offers/x")));
}

}  // namespace
}  // namespace clearway::cli
