// Verifies pushes with the library of Standard Webhooks (v1), and their v1a signatures with Node's own Ed25519.
// In: { secrets, keys, pushes: [{ headers, body }] }. Out: every problem on a line of its own.
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { secrets, keys, pushes } = JSON.parse(readFileSync(0, "utf8"));

function holds(check) {
  try {
    return check() !== false;
  } catch {
    return false;
  }
}

function expect(wanted, what, check) {
  if (holds(check) !== wanted) console.log(`${what}: ${wanted ? "does not verify" : "verifies, and must not"}`);
}

function verifiesByKey(key, { headers, body }) {
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(key.slice("whpk_".length), "base64")]);
  const signed = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
  const signatures = headers["webhook-signature"].split(" ").filter((one) => one.startsWith("v1a,"));
  return signatures.some((one) => verify(null, signed, createPublicKey({ key: der, format: "der", type: "spki" }), Buffer.from(one.slice(4), "base64")));
}

for (const push of pushes) {
  const id = push.headers["webhook-id"];
  const changed = { ...push, body: push.body.replace("amount", "amounT") };
  for (const secret of secrets) {
    expect(true, `${id} by ${secrets.indexOf(secret)}`, () => new Webhook(secret).verify(push.body, push.headers));
    expect(false, `${id} changed`, () => new Webhook(secret).verify(changed.body, push.headers));
  }
  for (const key of keys) {
    expect(true, `${id} by key ${keys.indexOf(key)}`, () => verifiesByKey(key, push));
    expect(false, `${id} changed, by key`, () => verifiesByKey(key, changed));
  }
  expect(false, `${id} by a stranger's secret`, () => new Webhook(`whsec_${Buffer.alloc(32).toString("base64")}`).verify(push.body, push.headers));
}
