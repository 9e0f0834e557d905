#include "clients/cli/command_table.h"

#include <map>

#include "google/protobuf/descriptor.h"

namespace clearway::cli {
namespace {

#define UNIVERSALIZATION "clearway.universalization.v1.UniversalizationService/"
#define COOPERATION "clearway.cooperation.v1.CooperationService/"

const std::map<std::string, std::vector<std::string>>& Columns() {
  static const auto* const columns = new std::map<std::string, std::vector<std::string>>{
      {"clearway.universalization.v1.State",
       {"name", "display_name", "region", "status.status", "status.entry_into_force_date",
        "status.least_developed"}},
      {"clearway.universalization.v1.Area", {"name", "display_name", "region"}},
      {"clearway.universalization.v1.Actor", {"name", "display_name", "kind", "state"}},
      {"clearway.universalization.v1.Membership",
       {"name", "identity", "actor", "roles", "valid_from", "valid_until", "status"}},
      {"clearway.universalization.v1.Candidate",
       {"state", "status", "region", "signature_date", "pledge_target_date", "open_obstacles",
        "last_engagement_date", "reasons.text"}},
      {"clearway.universalization.v1.Obstacle",
       {"name", "state", "kind", "status", "title", "assistance_request"}},
      {"clearway.universalization.v1.Engagement",
       {"name", "state", "engaged_by", "date", "forum", "next_step_date"}},
      {"clearway.universalization.v1.Pledge",
       {"name", "state", "kind", "pledge_date", "target_date", "outcome", "outcome_date"}},
      {"clearway.universalization.v1.Roadmap",
       {"name", "state", "title", "steps_done", "steps_total", "next_step_id", "target_date"}},
      {"clearway.universalization.v1.Allegation",
       {"name", "conducts", "alleged_states", "non_state_actor", "start_date", "verification",
        "status", "title"}},
      {"clearway.universalization.v1.TrendPoint",
       {"end_date", "region", "signatures", "deposits", "states_parties_by_deposit",
        "states_parties_in_force", "signatories", "withdrawn"}},
      {"clearway.universalization.v1.TimeToDeposit",
       {"region", "states_signed", "states_deposited", "states_waiting",
        "median_half_days_deposited", "median_days_all", "longest_waiting_days"}},
      {"clearway.universalization.v1.KindredCount",
       {"instrument", "parties", "parties_also_party_by_deposit", "parties_also_party_in_force",
        "parties_not_in_convention", "signatories", "withdrawn", "not_known"}},
      {"clearway.cooperation.v1.AssistanceRequest",
       {"name", "recipient", "area_of_work", "state", "urgency", "needs.years.quantity", "title"}},
      {"clearway.cooperation.v1.Offer",
       {"name", "provider", "state", "total", "valid_until", "areas_of_work", "title"}},
      {"clearway.cooperation.v1.MatchPolicy",
       {"name", "display_name", "currency_code", "floor_first"}},
      {"clearway.cooperation.v1.ExchangeRate",
       {"currency_code", "quote_currency_code", "date", "rate", "source"}},
      {"clearway.cooperation.v1.MatchRun",
       {"name", "state", "as_of_date", "open_requests", "open_offers", "proposals", "verified"}},
      {"clearway.cooperation.v1.Proposal",
       {"name", "provider", "recipient", "year", "quantity", "score", "state"}},
      {"clearway.cooperation.v1.Contribution",
       {"name", "provider", "recipients", "start_year", "total", "state", "areas_of_work"}},
      {"clearway.cooperation.v1.Suggestion",
       {"offer", "assistance_request", "need_id", "year", "possible", "score", "counterpart"}},
      {"clearway.cooperation.v1.FollowUp",
       {"assistance_request", "recipient", "due_date", "title"}},
      {"clearway.cooperation.v1.RequestOutcome",
       {"assistance_request", "needs.year", "needs.asked", "needs.matched", "needs.summary"}},
      {"clearway.cooperation.v1.OfferOutcome",
       {"offer", "available", "matched", "left", "summary"}},
      {"clearway.cooperation.v1.CooperationRow",
       {"year", "area_of_work", "recipient", "requests", "offers", "asked", "committed",
        "delivered", "external", "gap"}},
  };
  return *columns;
}

}  // namespace

const std::vector<Group>& Groups() {
  static const auto* const groups = new std::vector<Group>{
      {"states", "the registry of States, and their status under the Convention"},
      {"areas", "territories and areas that are no State in the registry"},
      {"actors", "organisations and institutions"},
      {"memberships", "who may act for whom, in which roles"},
      {"candidates", "States that are not in, and what stands for and against their joining"},
      {"obstacles", "what keeps States from joining"},
      {"engagements", "who spoke with a State about joining, and what came of it"},
      {"pledges", "States' words to sign, ratify or accede, and what became of them"},
      {"roadmaps", "States' own steps to joining"},
      {"allegations", "allegations of use, production, stockpiling or transfer"},
      {"trends", "how the Convention grows"},
      {"requests", "requests for assistance"},
      {"offers", "offers of assistance"},
      {"match", "matching requests with offers, and what it proposes"},
      {"proposals", "proposals of a matching: accept or decline"},
      {"contributions", "what was pledged, committed and delivered"},
      {"policies", "what a matching optimises"},
      {"rates", "exchange rates"},
  };
  return *groups;
}

const std::vector<Command>& Commands() {
  static const auto* const commands = new std::vector<Command>{
      {"states", "list", UNIVERSALIZATION "ListStates", "list States with their status",
       "states list --as-of 2010-11-12 --filter 'status.status = STATE_PARTY'"},
      {"states", "get", UNIVERSALIZATION "GetState", "show one State", "states get LAO"},
      {"states", "status", UNIVERSALIZATION "SummarizeStatus",
       "count States by status as of a day, by deposit and in force",
       "states status --as-of 2010-11-12"},
      {"states", "create", UNIVERSALIZATION "CreateState", "add a State to the registry",
       "states create --state-id SSD --set display_name='South Sudan'"},
      {"states", "update", UNIVERSALIZATION "UpdateState", "change what is no treaty action",
       "states update SWZ --set display_name=Eswatini"},
      {"states", "record", UNIVERSALIZATION "RecordTreatyAction",
       "record a signature, ratification, accession, withdrawal…",
       "states record VUT --action '{\"kind\": \"KIND_ACCESSION\", \"date\": {\"year\": 2025, "
       "\"month\": 9, \"day\": 5}}'"},
      {"areas", "list", UNIVERSALIZATION "ListAreas", "list areas", "areas list"},
      {"areas", "get", UNIVERSALIZATION "GetArea", "show one area", "areas get kosovo"},
      {"areas", "create", UNIVERSALIZATION "CreateArea", "add an area",
       "areas create --area-id kosovo --set display_name=Kosovo"},
      {"areas", "update", UNIVERSALIZATION "UpdateArea", "change an area",
       "areas update kosovo --set region=Europe"},
      {"actors", "list", UNIVERSALIZATION "ListActors", "list actors",
       "actors list --filter 'kind = UNITED_NATIONS'"},
      {"actors", "get", UNIVERSALIZATION "GetActor", "show one actor", "actors get undp"},
      {"actors", "create", UNIVERSALIZATION "CreateActor", "add an actor",
       "actors create --actor-id undp --set display_name=UNDP --set kind=united_nations"},
      {"actors", "update", UNIVERSALIZATION "UpdateActor", "change an actor",
       "actors update undp --set aliases=PNUD"},

      {"actors", "vet", UNIVERSALIZATION "VetActor",
       "mark an actor as one that the secretariat has looked at as a provider",
       "actors vet actors/hi --note 'Registration and accounts seen, 12 May'"},
      {"actors", "unvet", UNIVERSALIZATION "UnvetActor", "take that back",
       "actors unvet actors/hi"},
      {"memberships", "list", UNIVERSALIZATION "ListMemberships", "list memberships that you see",
       "memberships list --filter 'actor = \"states/LAO\" AND status = ACTIVE'"},
      {"memberships", "get", UNIVERSALIZATION "GetMembership", "show one membership",
       "memberships get memberships/ID"},
      {"memberships", "create", UNIVERSALIZATION "CreateMembership",
       "let an identity act for an actor",
       "memberships create --set identity='https://login.example#8d1e5f' --set actor=states/LAO "
       "--set roles=state_drafter --set valid_until=2027-12-31"},
      {"memberships", "update", UNIVERSALIZATION "UpdateMembership",
       "change its roles, dates and notes",
       "memberships update memberships/ID --set valid_until=2026-12-31"},
      {"memberships", "deactivate", UNIVERSALIZATION "DeactivateMembership",
       "take the rights away, within moments and in every service",
       "memberships deactivate memberships/ID --reason 'left the ministry'"},
      {"memberships", "reactivate", UNIVERSALIZATION "ReactivateMembership", "give them back",
       "memberships reactivate memberships/ID"},
      {"memberships", "delete", UNIVERSALIZATION "DeleteMembership",
       "delete what was entered by mistake, with its history", "memberships delete memberships/ID"},
      {"states", "correct", UNIVERSALIZATION "CorrectTreatyAction",
       "put right a treaty action that was recorded wrongly",
       "states correct GNB --kind signature --date 2008-12-04 --note 'the depositary says so' "
       "--action '{\"kind\": \"KIND_SIGNATURE\", \"date\": {\"year\": 2008, \"month\": 12, "
       "\"day\": 3}}'"},
      {"states", "account", UNIVERSALIZATION "RecordTreatyAccount",
       "keep what another source says of a treaty action",
       "states account GNB --kind signature --date 2008-12-04 --account '{\"date\": {\"year\": "
       "2008, \"month\": 12, \"day\": 3}, \"source\": \"Cluster Munition Monitor\"}'"},
      {"states", "record-kindred", UNIVERSALIZATION "RecordKindredAction",
       "record what a State did under a kindred instrument",
       "states record-kindred AGO --action '{\"instrument\": "
       "\"KINDRED_INSTRUMENT_MINE_BAN_CONVENTION\", \"kind\": \"KIND_SIGNATURE\", \"date\": "
       "{\"year\": 1997, \"month\": 12, \"day\": 4}, \"source\": \"depositary\"}'"},
      {"trends", "status", UNIVERSALIZATION "SummarizeTrends",
       "signatures, deposits and both counts of States Parties, by period and region",
       "trends status --interval year --by-region --output csv"},
      {"trends", "time-to-deposit", UNIVERSALIZATION "SummarizeTimeToDeposit",
       "days from signature to deposit", "trends time-to-deposit --by-region"},
      {"trends", "kindred", UNIVERSALIZATION "SummarizeKindred",
       "how many are in kindred instruments, and in the Convention too",
       "trends kindred --as-of 2020-01-01"},
      {"candidates", "list", UNIVERSALIZATION "ListCandidates",
       "States that are not in, with reasons",
       "candidates list --filter 'status = SIGNATORY' --order-by last_engagement_date"},
      {"obstacles", "list", UNIVERSALIZATION "ListObstacles", "list obstacles",
       "obstacles list --filter 'state = \"states/AGO\" AND status = OPEN'"},
      {"obstacles", "get", UNIVERSALIZATION "GetObstacle", "show one of them",
       "obstacles get ago-stockpile"},
      {"obstacles", "create", UNIVERSALIZATION "CreateObstacle", "record an obstacle, from JSON",
       "obstacles create -f obstacle.json"},
      {"obstacles", "update", UNIVERSALIZATION "UpdateObstacle", "change one",
       "obstacles update ago-stockpile --set title='No team to destroy the stocks'"},
      {"obstacles", "delete", UNIVERSALIZATION "DeleteObstacle",
       "delete for good what was entered by mistake", "obstacles delete ago-stockpile"},
      {"obstacles", "resolve", UNIVERSALIZATION "ResolveObstacle", "say that it is out of the way",
       "obstacles resolve ago-stockpile --resolution 'destroyed in May'"},
      {"obstacles", "reopen", UNIVERSALIZATION "ReopenObstacle", "say that it stands again",
       "obstacles reopen ago-stockpile --reason 'more was found'"},
      {"obstacles", "draft-request", UNIVERSALIZATION "DraftAssistanceRequest",
       "show the request for assistance that it would become",
       "obstacles draft-request ago-stockpile"},
      {"obstacles", "link", UNIVERSALIZATION "LinkAssistanceRequest",
       "keep which request for assistance it became",
       "obstacles link ago-stockpile --assistance-request "
       "assistanceRequests/obstacle-ago-stockpile"},
      {"engagements", "list", UNIVERSALIZATION "ListEngagements", "list engagements",
       "engagements list --filter 'state = \"states/AGO\" AND date >= \"2011-01-01\"'"},
      {"engagements", "get", UNIVERSALIZATION "GetEngagement", "show one of them",
       "engagements get ago-first-committee"},
      {"engagements", "create", UNIVERSALIZATION "CreateEngagement",
       "record an engagement, from JSON", "engagements create -f engagement.json"},
      {"engagements", "update", UNIVERSALIZATION "UpdateEngagement", "change one",
       "engagements update ago-first-committee --set outcome='will put it to the cabinet'"},
      {"engagements", "delete", UNIVERSALIZATION "DeleteEngagement",
       "delete for good what was entered by mistake", "engagements delete ago-first-committee"},
      {"pledges", "list", UNIVERSALIZATION "ListPledges", "list pledges",
       "pledges list --filter 'outcome = OPEN'"},
      {"pledges", "get", UNIVERSALIZATION "GetPledge", "show one of them", "pledges get ago-2011"},
      {"pledges", "create", UNIVERSALIZATION "CreatePledge", "record a pledge, from JSON",
       "pledges create -f pledge.json"},
      {"pledges", "update", UNIVERSALIZATION "UpdatePledge", "change one",
       "pledges update ago-2011 --set forum='Second Meeting of States Parties'"},
      {"pledges", "delete", UNIVERSALIZATION "DeletePledge",
       "delete for good what was entered by mistake", "pledges delete ago-2011"},
      {"pledges", "withdraw", UNIVERSALIZATION "WithdrawPledge",
       "record that a State took its word back",
       "pledges withdraw ago-2011 --reason 'letter of 1 May 2013'"},
      {"roadmaps", "list", UNIVERSALIZATION "ListRoadmaps", "list roadmaps",
       "roadmaps list --filter 'state = \"states/AGO\"'"},
      {"roadmaps", "get", UNIVERSALIZATION "GetRoadmap", "show one of them",
       "roadmaps get ago-ratification"},
      {"roadmaps", "create", UNIVERSALIZATION "CreateRoadmap", "create a roadmap, from JSON",
       "roadmaps create -f roadmap.json"},
      {"roadmaps", "update", UNIVERSALIZATION "UpdateRoadmap", "change one",
       "roadmaps update ago-ratification --set focal_point='Ministry of Foreign Affairs'"},
      {"roadmaps", "delete", UNIVERSALIZATION "DeleteRoadmap", "delete a roadmap for good",
       "roadmaps delete ago-ratification"},
      {"allegations", "list", UNIVERSALIZATION "ListAllegations", "list allegations",
       "allegations list --filter 'conducts = USE AND verification = CONFIRMED'"},
      {"allegations", "get", UNIVERSALIZATION "GetAllegation", "show one of them",
       "allegations get 2011-04-river"},
      {"allegations", "create", UNIVERSALIZATION "CreateAllegation",
       "report an allegation as a draft, from JSON", "allegations create -f allegation.json"},
      {"allegations", "update", UNIVERSALIZATION "UpdateAllegation", "change one",
       "allegations update 2011-04-river --set place='the east bank'"},
      {"allegations", "delete", UNIVERSALIZATION "DeleteAllegation", "delete a draft",
       "allegations delete 2011-04-river"},
      {"allegations", "submit", UNIVERSALIZATION "SubmitAllegation", "hand a draft in for review",
       "allegations submit 2011-04-river"},
      {"allegations", "review", UNIVERSALIZATION "ReviewAllegation", "say how far it is verified",
       "allegations review 2011-04-river --verification corroborated --note 'three independent "
       "sources'"},
      {"allegations", "publish", UNIVERSALIZATION "PublishAllegation", "show it to everybody",
       "allegations publish 2011-04-river"},
      {"allegations", "dismiss", UNIVERSALIZATION "DismissAllegation", "end it without publication",
       "allegations dismiss 2011-04-river --reason 'the photographs are of another year'"},
      {"allegations", "retract", UNIVERSALIZATION "RetractAllegation", "take it back",
       "allegations retract 2011-04-river --reason 'the source has taken it back'"},
      {"allegations", "respond", UNIVERSALIZATION "RespondToAllegation", "add a State's answer",
       "allegations respond 2011-04-river --state states/AAA --text 'We did not.'"},

      {"requests", "list", COOPERATION "ListAssistanceRequests", "list requests",
       "requests list --filter 'recipient = \"states/LAO\" AND state = PUBLISHED'"},
      {"requests", "get", COOPERATION "GetAssistanceRequest", "show one request",
       "requests get lao-clearance-2014"},
      {"requests", "create", COOPERATION "CreateAssistanceRequest",
       "create a request as a draft, from JSON", "requests create -f request.json"},
      {"requests", "update", COOPERATION "UpdateAssistanceRequest", "change a request",
       "requests update lao-clearance-2014 --set national_priority=1"},
      {"requests", "delete", COOPERATION "DeleteAssistanceRequest",
       "delete a draft or withdrawn request", "requests delete lao-clearance-2014"},
      {"requests", "undelete", COOPERATION "UndeleteAssistanceRequest", "undelete a request",
       "requests undelete lao-clearance-2014"},
      {"requests", "submit", COOPERATION "SubmitAssistanceRequest",
       "hand a draft to the secretariat", "requests submit lao-clearance-2014"},
      {"requests", "authenticate", COOPERATION "AuthenticateAssistanceRequest",
       "confirm where a submitted request comes from", "requests authenticate lao-clearance-2014"},
      {"requests", "publish", COOPERATION "PublishAssistanceRequest",
       "open a request to its audience and to matching", "requests publish lao-clearance-2014"},
      {"requests", "withdraw", COOPERATION "WithdrawAssistanceRequest", "withdraw a request",
       "requests withdraw lao-clearance-2014 --reason 'met from the national budget'"},
      {"requests", "ask", COOPERATION "AskQuestion", "ask a question about a request",
       "requests ask lao-clearance-2014 --text 'Is the survey finished?'"},
      {"requests", "answer", COOPERATION "AnswerQuestion", "answer a question",
       "requests answer lao-clearance-2014 --question-id q1 --answer 'Yes, in May.'"},
      {"requests", "follow-ups", COOPERATION "ListFollowUps",
       "requests whose requester should be asked whether the need was met", "requests follow-ups"},
      {"requests", "answer-follow-up", COOPERATION "AnswerFollowUp",
       "record whether the need was met",
       "requests answer-follow-up lao-clearance-2014 --answer '{\"outcome\": "
       "\"OUTCOME_PARTLY_MET\"}'"},
      {"requests", "suggest-offers", COOPERATION "SuggestOffers",
       "the best open offers for a request", "requests suggest-offers lao-clearance-2014"},

      {"offers", "list", COOPERATION "ListOffers", "list offers",
       "offers list --filter 'provider = \"states/NOR\" AND state = OPEN'"},
      {"offers", "get", COOPERATION "GetOffer", "show one offer", "offers get nor-lao-2012"},
      {"offers", "create", COOPERATION "CreateOffer", "create an offer as a draft, from JSON",
       "offers create -f offer.json"},
      {"offers", "update", COOPERATION "UpdateOffer", "change an offer",
       "offers update nor-lao-2012 --set total='USD 25000000'"},
      {"offers", "delete", COOPERATION "DeleteOffer", "delete a draft or retracted offer",
       "offers delete nor-lao-2012"},
      {"offers", "undelete", COOPERATION "UndeleteOffer", "undelete an offer",
       "offers undelete nor-lao-2012"},
      {"offers", "publish", COOPERATION "PublishOffer", "open an offer to matching",
       "offers publish nor-lao-2012"},
      {"offers", "retract", COOPERATION "RetractOffer", "take an offer back",
       "offers retract nor-lao-2012 --reason 'budget cut'"},
      {"offers", "suggest-requests", COOPERATION "SuggestRequests",
       "the open requests that an offer fits best", "offers suggest-requests nor-lao-2012"},

      {"match", "run", COOPERATION "RunMatching", "match what is open as of a day",
       "match run --as-of 2014-01-01"},
      {"match", "list", COOPERATION "ListMatchRuns", "list runs", "match list"},
      {"match", "get", COOPERATION "GetMatchRun", "show one run with its proof", "match get RUN"},
      {"match", "requests", COOPERATION "ListRequestOutcomes",
       "what became of each open request in a run", "match requests RUN"},
      {"match", "offers", COOPERATION "ListOfferOutcomes",
       "what became of each open offer in a run", "match offers RUN"},
      {"match", "explain", COOPERATION "ExplainPair",
       "why an offer and a request fit or do not, and what would change it",
       "match explain lao-clearance-2014 --offer nor-lao-2012 --as-of 2013-11-28"},
      {"match", "propose", COOPERATION "ProposeMatch", "make a proposal by hand",
       "match propose --offer nor-lao-2012 --assistance-request lao-clearance-2014 "
       "--need-id funding --year 2014 --quantity 'USD 1000000'"},

      {"proposals", "list", COOPERATION "ListProposals", "list proposals",
       "proposals list --filter 'state = PROPOSED'"},
      {"proposals", "get", COOPERATION "GetProposal", "show one proposal", "proposals get ID"},
      {"proposals", "accept", COOPERATION "AcceptProposal", "accept a proposal for one side",
       "proposals accept ID --side provider"},
      {"proposals", "decline", COOPERATION "DeclineProposal", "decline a proposal for one side",
       "proposals decline ID --side recipient --reason 'no capacity in 2014'"},

      {"contributions", "list", COOPERATION "ListContributions", "list contributions",
       "contributions list --filter 'provider = \"states/NOR\" AND start_year = 2012'"},
      {"contributions", "get", COOPERATION "GetContribution", "show one contribution",
       "contributions get ID"},
      {"contributions", "commit", COOPERATION "CommitContribution",
       "commit a pledge; fixes the exchange rate", "contributions commit ID"},
      {"contributions", "deliver", COOPERATION "RecordDelivery", "record a delivery",
       "contributions deliver ID --delivery @delivery.json"},
      {"contributions", "cancel", COOPERATION "CancelContribution", "cancel a contribution",
       "contributions cancel ID --reason 'funds reallocated'"},
      {"contributions", "record", COOPERATION "RecordExternalContribution",
       "record a contribution that was made elsewhere", "contributions record -f flow.json"},
      {"contributions", "export", COOPERATION "ExportContributions", "export all, as a stream",
       "contributions export --output csv > contributions.csv"},
      {"contributions", "summary", COOPERATION "SummarizeCooperation",
       "offers made, requests sought, matches made, gaps",
       "contributions summary --by-year --by-recipient"},

      {"policies", "list", COOPERATION "ListMatchPolicies", "list policies", "policies list"},
      {"policies", "get", COOPERATION "GetMatchPolicy", "show one policy", "policies get default"},
      {"policies", "create", COOPERATION "CreateMatchPolicy", "create a policy, from JSON",
       "policies create -f policy.json"},
      {"policies", "update", COOPERATION "UpdateMatchPolicy", "change a policy",
       "policies update default --set floor_first=true"},
      {"rates", "list", COOPERATION "ListExchangeRates", "list exchange rates",
       "rates list --filter 'currency_code = EUR'"},
      {"rates", "set", COOPERATION "SetExchangeRates", "set exchange rates",
       "rates set --exchange-rates '{\"currency_code\": \"EUR\", \"quote_currency_code\": "
       "\"USD\", \"date\": {\"year\": 2014, \"month\": 1, \"day\": 1}, \"rate\": \"1.3256\"}'"},
  };
  return *commands;
}

std::string CollectionOf(const std::string& group) {
  if (group == "requests") return "assistanceRequests";
  if (group == "policies") return "matchPolicies";
  if (group == "match") return "matchRuns";
  return group;
}

std::string ListMethodOf(const std::string& collection) {
  for (const Command& command : Commands()) {
    if (std::string(command.verb) == "list" && CollectionOf(command.group) == collection) {
      return command.method;
    }
  }
  return "";
}

std::vector<std::string> ColumnsOf(const std::string& message_type) {
  auto found = Columns().find(message_type);
  if (found != Columns().end()) return found->second;
  std::vector<std::string> columns;
  const auto* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(message_type);
  for (int i = 0; type != nullptr && i < type->field_count(); ++i) {
    if (type->field(i)->message_type() == nullptr) columns.push_back(type->field(i)->name());
  }
  return columns;
}

}  // namespace clearway::cli
