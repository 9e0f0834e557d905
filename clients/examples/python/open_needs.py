#!/usr/bin/python3
"""What is needed, who could help, and what is happening: Clearway from Python.

    apt-get install python3-grpcio python3-protobuf protobuf-compiler protobuf-compiler-grpc
    clients/examples/python/generate        # once: Python stubs from the protos
    clients/examples/python/open_needs.py [HOST:PORT] [YYYY-MM-DD]

Lists the open requests, suggests offers for the first as of a day, shows what a clear error looks
like, and takes a resume token from Watch.
"""

import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "generated"))

import grpc
from clearway.cooperation.v1 import cooperation_service_pb2 as cooperation
from clearway.cooperation.v1 import cooperation_service_pb2_grpc as cooperation_grpc
from clearway.type.v1 import watch_pb2 as watch
from google.rpc import error_details_pb2, status_pb2


def details_of(error):
    """The google.rpc details of an error: which field, what was wrong, what would be right."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                for kind in (error_details_pb2.ErrorInfo, error_details_pb2.BadRequest):
                    if detail.Is(kind.DESCRIPTOR):
                        message = kind()
                        detail.Unpack(message)
                        yield message


def main():
    address = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:50053"
    day = datetime.date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else None
    stub = cooperation_grpc.CooperationServiceStub(grpc.insecure_channel(address))

    # Every list has pages; this walks them all.
    requests, token = [], ""
    while True:
        page = stub.ListAssistanceRequests(
            cooperation.ListAssistanceRequestsRequest(page_size=100, page_token=token,
                                                      filter="state = PUBLISHED"), timeout=10)
        requests += page.assistance_requests
        token = page.next_page_token
        if not token:
            break
    print(f"{len(requests)} published requests")

    if requests:
        question = cooperation.SuggestOffersRequest(assistance_request=requests[0].name, max_results=3)
        if day:
            question.as_of.year, question.as_of.month, question.as_of.day = day.year, day.month, day.day
        answer = stub.SuggestOffers(question, timeout=10)
        print(f"{requests[0].name}: {answer.offers_feasible} of {answer.offers_considered} open offers fit")
        for suggestion in answer.suggestions:
            print(f"  {suggestion.offer} score {suggestion.score} from {suggestion.counterpart}")

    # An error says which field, what was wrong and what would be right, all at once.
    try:
        stub.CreateOffer(cooperation.CreateOfferRequest(), timeout=10)
    except grpc.RpcError as error:
        print(error.code().name, error.details())
        for detail in details_of(error):
            for violation in getattr(detail, "field_violations", []):
                print(f"  {violation.field}: {violation.description}")

    # A watch gives its token at once; keep it with what you derived, and resume after it.
    for response in stub.Watch(watch.WatchRequest(collections=["offers"])):
        print("resume from", response.resume_token)
        break


main()
