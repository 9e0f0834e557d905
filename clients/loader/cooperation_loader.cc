#include "clients/loader/cooperation_loader.h"

#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "clients/loader/request_id.h"
#include "common/calendar/date.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::loader {
namespace {

using namespace cooperation::v1;  // NOLINT(google-build-using-namespace)

std::string Method(absl::string_view name) {
  return absl::StrCat("clearway.cooperation.v1.CooperationService/", name);
}

// The registry is on its way: what is unknown now will be known soon.
bool MayBecomeKnown(const absl::Status& status) {
  switch (rpc::ReasonOf(status)) {
    case type::v1::ERROR_REASON_UNKNOWN_STATE:
    case type::v1::ERROR_REASON_UNKNOWN_REFERENCE:
    case type::v1::ERROR_REASON_REGISTRY_NOT_READY:
      return true;
    default:
      return false;
  }
}

// An error that is about this record alone; others will meet the next record too.
bool IsRefusal(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInvalidArgument ||
         status.code() == absl::StatusCode::kFailedPrecondition ||
         status.code() == absl::StatusCode::kAlreadyExists ||
         status.code() == absl::StatusCode::kNotFound;
}

// Calls `row` for each record of a list, page after page.
template <typename ListRequest, typename ListResponse, typename Row>
absl::Status ForEach(const rpc::Client& client, absl::string_view method, ListRequest request,
                     const Row& row) {
  request.set_page_size(1000);
  do {
    ASSIGN_OR_RETURN(ListResponse response, client.Call<ListResponse>(Method(method), request));
    row(response);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

std::string IdOf(const std::string& name) { return name.substr(name.find('/') + 1); }

std::string KeyOf(const ExchangeRate& rate) {
  return absl::StrCat(rate.currency_code(), "/", rate.quote_currency_code(), " ",
                      calendar::ToString(rate.date()), " ", rate.rate());
}

}  // namespace

void CooperationLoader::Report(absl::string_view kind, size_t done, size_t total) const {
  if (progress_) progress_(kind, done, total);
}

absl::Status CooperationLoader::Call(absl::string_view method, google::protobuf::Message* request,
                                     google::protobuf::Message* response) {
  const auto* request_id = request->GetDescriptor()->FindFieldByName("request_id");
  request->GetReflection()->SetString(request, request_id, RequestIdFor(Method(method), *request));
  absl::Time until = absl::Now() + registry_wait_;
  while (true) {
    absl::Status status = client_.CallRaw(Method(method), *request, response);
    if (status.ok() || !MayBecomeKnown(status) || absl::Now() > until) return status;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

absl::StatusOr<Tally> CooperationLoader::LoadExchangeRates(const std::vector<ExchangeRate>& rates) {
  Tally tally("exchange rates");
  std::set<std::string> there;
  absl::Status listed = ForEach<ListExchangeRatesRequest, ListExchangeRatesResponse>(
      client_, "ListExchangeRates", {}, [&](const ListExchangeRatesResponse& page) {
        for (const ExchangeRate& rate : page.exchange_rates()) there.insert(KeyOf(rate));
      });
  RETURN_IF_ERROR(listed);
  constexpr int kMostInOneCall = 500;
  SetExchangeRatesRequest request;
  auto flush = [&]() -> absl::Status {
    if (request.exchange_rates_size() == 0) return absl::OkStatus();
    SetExchangeRatesResponse response;
    RETURN_IF_ERROR(Call("SetExchangeRates", &request, &response));
    tally.loaded += request.exchange_rates_size();
    request.Clear();
    return absl::OkStatus();
  };
  for (const ExchangeRate& rate : rates) {
    if (there.count(KeyOf(rate)) > 0) {
      ++tally.already_there;
      continue;
    }
    *request.add_exchange_rates() = rate;
    if (request.exchange_rates_size() == kMostInOneCall) RETURN_IF_ERROR(flush());
  }
  RETURN_IF_ERROR(flush());
  Report(tally.kind, rates.size(), rates.size());
  return tally;
}

absl::StatusOr<std::map<std::string, AssistanceRequest::State>> CooperationLoader::RequestStates() {
  std::map<std::string, AssistanceRequest::State> states;
  ListAssistanceRequestsRequest list;
  list.set_show_deleted(true);
  absl::Status listed = ForEach<ListAssistanceRequestsRequest, ListAssistanceRequestsResponse>(
      client_, "ListAssistanceRequests", list, [&](const ListAssistanceRequestsResponse& page) {
        for (const auto& request : page.assistance_requests()) {
          // What somebody deleted stays deleted.
          states[request.name()] =
              request.has_delete_time() ? AssistanceRequest::STATE_WITHDRAWN : request.state();
        }
      });
  RETURN_IF_ERROR(listed);
  return states;
}

absl::StatusOr<std::map<std::string, Offer::State>> CooperationLoader::OfferStates() {
  std::map<std::string, Offer::State> states;
  ListOffersRequest list;
  list.set_show_deleted(true);
  absl::Status listed = ForEach<ListOffersRequest, ListOffersResponse>(
      client_, "ListOffers", list, [&](const ListOffersResponse& page) {
        for (const Offer& offer : page.offers()) {
          states[offer.name()] = offer.has_delete_time() ? Offer::STATE_RETRACTED : offer.state();
        }
      });
  RETURN_IF_ERROR(listed);
  return states;
}

// From whatever state it is in.
absl::Status CooperationLoader::Publish(AssistanceRequest request) {
  if (request.state() == AssistanceRequest::STATE_DRAFT) {
    SubmitAssistanceRequestRequest submit;
    submit.set_name(request.name());
    RETURN_IF_ERROR(Call("SubmitAssistanceRequest", &submit, &request));
  }
  if (request.state() == AssistanceRequest::STATE_SUBMITTED) {
    AuthenticateAssistanceRequestRequest authenticate;
    authenticate.set_name(request.name());
    authenticate.set_note("From a published source, named in the request.");
    RETURN_IF_ERROR(Call("AuthenticateAssistanceRequest", &authenticate, &request));
  }
  if (request.state() == AssistanceRequest::STATE_AUTHENTICATED) {
    PublishAssistanceRequestRequest publish;
    publish.set_name(request.name());
    RETURN_IF_ERROR(Call("PublishAssistanceRequest", &publish, &request));
  }
  return absl::OkStatus();
}

absl::StatusOr<Tally> CooperationLoader::LoadRequests(
    const std::vector<AssistanceRequest>& requests) {
  Tally tally("requests");
  ASSIGN_OR_RETURN(auto states, RequestStates());
  size_t done = 0;
  for (const AssistanceRequest& request : requests) {
    Report(tally.kind, done++, requests.size());
    auto there = states.find(request.name());
    if (there != states.end() && there->second > AssistanceRequest::STATE_AUTHENTICATED) {
      ++tally.already_there;
      continue;
    }
    AssistanceRequest record = request;
    absl::Status status;
    if (there == states.end()) {
      CreateAssistanceRequestRequest create;
      *create.mutable_assistance_request() = request;
      create.mutable_assistance_request()->clear_name();
      create.set_assistance_request_id(IdOf(request.name()));
      status = Call("CreateAssistanceRequest", &create, &record);
    } else {
      record.set_state(there->second);
    }
    if (status.ok()) status = Publish(record);
    if (!status.ok() && !IsRefusal(status)) return status;
    status.ok() ? static_cast<void>(++tally.loaded) : tally.Refuse(request.name(), status);
  }
  Report(tally.kind, done, requests.size());
  return tally;
}

absl::StatusOr<Tally> CooperationLoader::LoadOffers(const std::vector<Offer>& offers) {
  Tally tally("offers");
  ASSIGN_OR_RETURN(auto states, OfferStates());
  size_t done = 0;
  for (const Offer& offer : offers) {
    Report(tally.kind, done++, offers.size());
    auto there = states.find(offer.name());
    if (there != states.end() && there->second > Offer::STATE_DRAFT) {
      ++tally.already_there;
      continue;
    }
    Offer record;
    absl::Status status;
    if (there == states.end()) {
      CreateOfferRequest create;
      *create.mutable_offer() = offer;
      create.mutable_offer()->clear_name();
      create.set_offer_id(IdOf(offer.name()));
      status = Call("CreateOffer", &create, &record);
    }
    if (status.ok()) {
      PublishOfferRequest publish;
      publish.set_name(offer.name());
      status = Call("PublishOffer", &publish, &record);
    }
    if (!status.ok() && !IsRefusal(status)) return status;
    status.ok() ? static_cast<void>(++tally.loaded) : tally.Refuse(offer.name(), status);
  }
  Report(tally.kind, done, offers.size());
  return tally;
}

absl::StatusOr<Tally> CooperationLoader::LoadContributions(
    const std::vector<ExternalContribution>& contributions) {
  Tally tally("contributions");
  std::set<std::string> there;
  absl::Status listed = ForEach<ListContributionsRequest, ListContributionsResponse>(
      client_, "ListContributions", {}, [&](const ListContributionsResponse& page) {
        for (const Contribution& contribution : page.contributions()) {
          there.insert(contribution.name());
        }
      });
  RETURN_IF_ERROR(listed);
  size_t done = 0;
  for (const ExternalContribution& external : contributions) {
    Report(tally.kind, done++, contributions.size());
    const std::string& name = external.contribution.name();
    if (there.count(name) > 0) {
      ++tally.already_there;
      continue;
    }
    RecordExternalContributionRequest record;
    *record.mutable_contribution() = external.contribution;
    record.mutable_contribution()->clear_name();
    record.set_contribution_id(IdOf(name));
    record.set_state(external.state);
    Contribution stored;
    absl::Status status = Call("RecordExternalContribution", &record, &stored);
    if (!status.ok() && !IsRefusal(status)) return status;
    status.ok() ? static_cast<void>(++tally.loaded) : tally.Refuse(name, status);
  }
  Report(tally.kind, done, contributions.size());
  return tally;
}

}  // namespace clearway::loader
