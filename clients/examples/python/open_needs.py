#!/usr/bin/python3
"""What is needed, who could help, and what is happening: Clearway from Python.

    apt-get install python3-grpcio python3-protobuf protobuf-compiler protobuf-compiler-grpc
    clients/examples/python/generate        # once: Python stubs from the protos
    clients/examples/python/open_needs.py [REQUEST [YYYY-MM-DD]]
    clients/examples/python/open_needs.py lao-clearance-2014 2013-11-28

Lists the open requests, suggests offers for one (the first when none is named) as of a day, shows
what a clear error looks like, and takes a resume token from Watch. connect() says how to give an address and credentials.
"""

import datetime
import json
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.environ.get("CLEARWAY_STUBS", os.path.join(HERE, "generated")))

import grpc
from clearway.cooperation.v1 import cooperation_service_pb2 as cooperation
from clearway.cooperation.v1 import cooperation_service_pb2_grpc as cooperation_grpc
from clearway.type.v1 import watch_pb2 as watch
from google.rpc import error_details_pb2, status_pb2


OPEN = "state = PUBLISHED OR state = PARTIALLY_COMMITTED"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def profile():
    """What deploy/up wrote for clients, or the file that CLEARWAY_PROFILE names ("none": nothing)."""
    data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    default = os.path.join(data, "clearway", "profile.json")
    path = os.environ.get("CLEARWAY_PROFILE") or (default if os.path.exists(default) else "none")
    if path == "none":
        return {}
    found = json.loads(read(path))
    for key in ("authority_file", "certificate_file", "key_file", "token_file"):
        if key in found:
            found[key] = os.path.join(os.path.dirname(path), found[key])
    return found


def connect():
    """A channel: the one place that knows of addresses and credentials.

    CLEARWAY_PROFILE       file: what follows, as deploy/up wrote it; each variable counts for more
    CLEARWAY_COOPERATION   HOST:PORT (default 127.0.0.1:50053)
    CLEARWAY_CA            file: certificates of the authority that the service's own is of; with it
                           the connection is TLS
    CLEARWAY_CERTIFICATE   file: this client's certificate, and
    CLEARWAY_KEY           file: its key (both or none)
    CLEARWAY_TOKEN_FILE    file: a bearer token, read anew for each call (it may be replaced)
    CLEARWAY_ACTOR         for whom to act, where the identity has several actors: actors/undp
    """
    known = profile()
    address = (os.environ.get("CLEARWAY_COOPERATION") or
               known.get("services", {}).get("cooperation", "127.0.0.1:50053"))
    ca = os.environ.get("CLEARWAY_CA") or known.get("authority_file")
    certificate, key, token, actor = (os.environ.get(f"CLEARWAY_{name}")
                                      for name in ("CERTIFICATE", "KEY", "TOKEN_FILE", "ACTOR"))
    if not (certificate or key or token):  # whoever gives one says all of who they are
        certificate, key, token = (known.get(name)
                                   for name in ("certificate_file", "key_file", "token_file"))
        actor = actor or known.get("actor")
    # Reads are retried when the service is away for a moment; writes are not.
    config = read(os.path.join(HERE, "../../../docs/service_config.json")).decode()
    options = [("grpc.service_config", config)]
    if not ca:
        if certificate or key or token:
            sys.exit("CLEARWAY_CA is not set: without TLS no certificate or token is sent")
        return grpc.insecure_channel(address, options=options)
    if bool(certificate) != bool(key):
        sys.exit("CLEARWAY_CERTIFICATE and CLEARWAY_KEY go together")
    credentials = grpc.ssl_channel_credentials(
        read(ca), read(key) if key else None, read(certificate) if certificate else None)

    def say_who(_, done):
        metadata = []
        if token:
            metadata.append(("authorization", "Bearer " + read(token).decode().strip()))
        if actor:
            metadata.append(("clearway-actor", actor))
        done(metadata, None)
    if token or actor:
        credentials = grpc.composite_channel_credentials(
            credentials, grpc.metadata_call_credentials(say_who))
    return grpc.secure_channel(address, credentials, options=options)


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
    day = datetime.date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else None
    stub = cooperation_grpc.CooperationServiceStub(connect())

    # Every list has pages; this walks them all.
    requests, token = [], ""
    while True:
        page = stub.ListAssistanceRequests(
            cooperation.ListAssistanceRequestsRequest(page_size=100, page_token=token,
                                                      filter=OPEN,
                                                      order_by="create_time desc"), timeout=10)
        requests += page.assistance_requests
        token = page.next_page_token
        if not token:
            break
    print(f"{len(requests)} open requests")

    name = requests[0].name if requests else None
    if len(sys.argv) > 1:
        name = f"assistanceRequests/{sys.argv[1]}"
    if name:
        question = cooperation.SuggestOffersRequest(assistance_request=name, max_results=3)
        if day:
            question.as_of.year, question.as_of.month, question.as_of.day = day.year, day.month, day.day
        answer = stub.SuggestOffers(question, timeout=10)
        print(f"{name}: {answer.offers_feasible} of {answer.offers_considered} open offers fit")
        for suggestion in answer.suggestions:
            print(f"  {suggestion.offer} from {suggestion.counterpart}, score {suggestion.score}")

    # An error says which field, what was wrong and what would be right, all at once.
    try:
        incomplete = cooperation.CreateOfferRequest(validate_only=True)
        incomplete.offer.title = "no provider, no years"
        stub.CreateOffer(incomplete, timeout=10)
    except grpc.RpcError as error:
        print("an offer without what it must have:", error.details())
        for detail in details_of(error):
            for violation in getattr(detail, "field_violations", []):
                print(f"  {violation.field}: {violation.description}")

    # A watch gives its token at once; keep it with what you derived, and resume after it.
    for response in stub.Watch(watch.WatchRequest(collections=["offers"])):
        print("resume after", response.resume_token)
        break


try:
    main()
except grpc.RpcError as failure:
    sys.exit(failure.details())
