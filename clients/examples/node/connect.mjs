// Where the service is, and who is calling: the one place that knows of addresses and credentials.
//
//   CLEARWAY_COOPERATION   HOST:PORT (default 127.0.0.1:50053)
//   CLEARWAY_CA            file: certificates of the authority that the service's own is of; with it
//                          the connection is TLS
//   CLEARWAY_CERTIFICATE   file: this client's certificate, and
//   CLEARWAY_KEY           file: its key (both or none)
//   CLEARWAY_TOKEN         file: a bearer token, read anew for each call (it may be replaced)

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const require = createRequire(import.meta.url);
// google/api, google/rpc and google/type come from this package.
const googleapis = dirname(require.resolve("google-proto-files/package.json"));

// Field names as in the protos, 64-bit numbers as text (they do not fit a JavaScript number), enum
// values by name.
const definitions = protoLoader.loadSync(
  ["clearway/cooperation/v1/cooperation_service.proto", "google/rpc/error_details.proto",
    "google/rpc/status.proto"],
  { includeDirs: [join(root, "proto"), googleapis], keepCase: true, longs: String, enums: String,
    defaults: true, oneofs: true });

function credentials(env) {
  if (!env.CLEARWAY_CA) {
    if (env.CLEARWAY_CERTIFICATE || env.CLEARWAY_KEY || env.CLEARWAY_TOKEN) {
      throw new Error("CLEARWAY_CA is not set: without TLS no certificate or token is sent");
    }
    return grpc.credentials.createInsecure();
  }
  if (!env.CLEARWAY_CERTIFICATE !== !env.CLEARWAY_KEY) {
    throw new Error("CLEARWAY_CERTIFICATE and CLEARWAY_KEY go together");
  }
  const read = (path) => (path ? readFileSync(path) : null);
  const channel = grpc.credentials.createSsl(
    read(env.CLEARWAY_CA), read(env.CLEARWAY_KEY), read(env.CLEARWAY_CERTIFICATE));
  if (!env.CLEARWAY_TOKEN) return channel;
  const token = grpc.credentials.createFromMetadataGenerator((_, done) => {
    try {
      const metadata = new grpc.Metadata();
      metadata.set("authorization", `Bearer ${readFileSync(env.CLEARWAY_TOKEN, "utf8").trim()}`);
      done(null, metadata);
    } catch (error) {
      done(error);
    }
  });
  return grpc.credentials.combineChannelCredentials(channel, token);
}

// A client of the cooperation service. `call` is one unary call as a promise; `watch` the stream.
export function connect(env = process.env) {
  const { CooperationService } = grpc.loadPackageDefinition(definitions).clearway.cooperation.v1;
  // Reads are retried when the service is away for a moment; writes are not.
  const serviceConfig = readFileSync(join(root, "docs/service_config.json"), "utf8");
  const client = new CooperationService(
    env.CLEARWAY_COOPERATION ?? "127.0.0.1:50053", credentials(env),
    { "grpc.service_config": serviceConfig });
  return {
    call: (method, request, seconds = 10) => new Promise((resolve, reject) => {
      client[method](request, { deadline: Date.now() + 1000 * seconds },
        (error, response) => (error ? reject(error) : resolve(response)));
    }),
    watch: (request) => client.Watch(request),
    close: () => client.close(),
  };
}

export const { status } = grpc;

// The google.rpc details of an error: which field, what was wrong, what would be right.
export function detailsOf(error) {
  const status = definitions["google.rpc.Status"];
  return (error.metadata?.get("grpc-status-details-bin") ?? []).flatMap((bytes) =>
    status.deserialize(bytes).details.flatMap(({ type_url, value }) => {
      const type = definitions[type_url.slice(type_url.lastIndexOf("/") + 1)];
      return type ? [type.deserialize(value)] : [];
    }));
}
