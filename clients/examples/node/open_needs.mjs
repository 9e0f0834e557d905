// What is needed, who could help, and what is happening: Clearway from Node.js.
//
//   tools/setup                                  # once: npm packages (or npm install in the clone)
//   node clients/examples/node/open_needs.mjs [REQUEST [YYYY-MM-DD]]
//   node clients/examples/node/open_needs.mjs lao-clearance-2014 2013-11-28
//
// Lists the open requests, suggests offers for one (the first when none is named) as of a day, shows
// what a clear error looks like, and watches for two seconds. connect.mjs says how to give an
// address and credentials.

import { connect, detailsOf, status } from "./connect.mjs";

const OPEN = "state = PUBLISHED OR state = PARTIALLY_COMMITTED";

function dateOf(text) {
  const [year, month, day] = text.split("-").map(Number);
  return { year, month, day };
}

async function openRequests(clearway) {
  // Every list has pages; this walks them all.
  const requests = [];
  let page_token = "";
  do {
    const page = await clearway.call("ListAssistanceRequests",
      { page_size: 100, page_token, filter: OPEN, order_by: "create_time desc" });
    requests.push(...page.assistance_requests);
    page_token = page.next_page_token;
  } while (page_token);
  return requests;
}

async function suggest(clearway, assistance_request, asOf) {
  const answer = await clearway.call("SuggestOffers",
    { assistance_request, as_of: asOf && dateOf(asOf), max_results: 3 });
  console.log(`${assistance_request}: ${answer.offers_feasible} of ${answer.offers_considered} open offers fit`);
  for (const { offer, score, counterpart } of answer.suggestions) {
    console.log(`  ${offer} from ${counterpart}, score ${score}`);
  }
}

// An error says which field, what was wrong and what would be right, all at once.
async function makeMistakes(clearway) {
  try {
    await clearway.call("CreateOffer", { offer: { title: "no provider, no years" }, validate_only: true });
  } catch (error) {
    console.log(`an offer without what it must have: ${error.details}`);
    for (const { field_violations = [] } of detailsOf(error)) {
      for (const { field, description } of field_violations) console.log(`  ${field}: ${description}`);
    }
  }
}

// A watch gives its token at once. Keep the last with what you derived; call again with it, and each
// change comes once, in order.
function watch(clearway, seconds) {
  return new Promise((resolve, reject) => {
    const stream = clearway.watch({ collections: ["offers", "assistanceRequests"] });
    let token = "";
    const end = setTimeout(() => stream.cancel(), 1000 * seconds);
    stream.on("data", ({ changes, resume_token }) => {
      for (const { name, kind, action } of changes) console.log(`  ${name}: ${action || kind}`);
      token = resume_token || token;
    });
    stream.on("error", (error) => {
      clearTimeout(end);
      if (error.code === status.CANCELLED && token) resolve(token);
      else reject(error);
    });
  });
}

async function main([id, asOf]) {
  const clearway = connect();
  try {
    const requests = await openRequests(clearway);
    console.log(`${requests.length} open requests`);
    const name = id ? `assistanceRequests/${id}` : requests[0]?.name;
    if (name) await suggest(clearway, name, asOf);
    await makeMistakes(clearway);
    console.log("watching for two seconds");
    console.log(`resume after ${await watch(clearway, 2)}`);
  } finally {
    clearway.close();
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.details || error.message);
  process.exitCode = 1;
});
