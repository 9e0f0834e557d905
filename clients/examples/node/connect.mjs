// Where the service is, and who is calling: the one place that knows of addresses and credentials.
//
//   CLEARWAY_PROFILE       file: what follows, as deploy/up wrote it ("none": no profile); each
//                          variable counts for more
//   CLEARWAY_COOPERATION   HOST:PORT (default 127.0.0.1:50053)
//   CLEARWAY_CA            file: certificates of the authority that the service's own is of; with it
//                          the connection is TLS
//   CLEARWAY_CERTIFICATE   file: this client's certificate, and
//   CLEARWAY_KEY           file: its key (both or none)
//   CLEARWAY_TOKEN_FILE    file: a bearer token, read anew for each call (it may be replaced)
//   CLEARWAY_ACTOR         for whom to act, where the identity has several actors: actors/undp

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
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

// What deploy/up wrote for clients, or the file that CLEARWAY_PROFILE names.
function readProfile(env) {
  const data = env.XDG_DATA_HOME || join(homedir(), ".local/share");
  const found = join(data, "clearway/profile.json");
  const path = env.CLEARWAY_PROFILE || (existsSync(found) ? found : "none");
  if (path === "none") return {};
  const profile = JSON.parse(readFileSync(path, "utf8"));
  for (const name of ["authority_file", "certificate_file", "key_file", "token_file"]) {
    if (profile[name]) profile[name] = resolve(dirname(path), profile[name]);
  }
  return profile;
}

// The address, and files of who calls.
function settings(env) {
  const profile = readProfile(env);
  const own = env.CLEARWAY_CERTIFICATE || env.CLEARWAY_KEY || env.CLEARWAY_TOKEN_FILE;
  return {
    address: env.CLEARWAY_COOPERATION || profile.services?.cooperation || "127.0.0.1:50053",
    ca: env.CLEARWAY_CA || profile.authority_file,
    // Whoever gives a certificate or a token says all of who they are.
    certificate: own ? env.CLEARWAY_CERTIFICATE : profile.certificate_file,
    key: own ? env.CLEARWAY_KEY : profile.key_file,
    token: own ? env.CLEARWAY_TOKEN_FILE : profile.token_file,
    actor: env.CLEARWAY_ACTOR || (own ? undefined : profile.actor),
  };
}

function credentials({ ca, certificate, key, token, actor }) {
  if (!ca) {
    if (certificate || key || token) {
      throw new Error("CLEARWAY_CA is not set: without TLS no certificate or token is sent");
    }
    return grpc.credentials.createInsecure();
  }
  if (!certificate !== !key) {
    throw new Error("CLEARWAY_CERTIFICATE and CLEARWAY_KEY go together");
  }
  const read = (path) => (path ? readFileSync(path) : null);
  const channel = grpc.credentials.createSsl(read(ca), read(key), read(certificate));
  if (!token && !actor) return channel;
  const sayWho = grpc.credentials.createFromMetadataGenerator((_, done) => {
    try {
      const metadata = new grpc.Metadata();
      if (token) metadata.set("authorization", `Bearer ${readFileSync(token, "utf8").trim()}`);
      if (actor) metadata.set("clearway-actor", actor);
      done(null, metadata);
    } catch (error) {
      done(error);
    }
  });
  return grpc.credentials.combineChannelCredentials(channel, sayWho);
}

// A client of the cooperation service. `call` is one unary call as a promise; `watch` the stream.
export function connect(env = process.env) {
  const { CooperationService } = grpc.loadPackageDefinition(definitions).clearway.cooperation.v1;
  // Reads are retried when the service is away for a moment; writes are not.
  const serviceConfig = readFileSync(join(root, "docs/service_config.json"), "utf8");
  const chosen = settings(env);
  const client = new CooperationService(
    chosen.address, credentials(chosen), { "grpc.service_config": serviceConfig });
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
