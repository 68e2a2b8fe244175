// Validates AsyncAPI documents by the official schema, and messages that were sent by what the documents say of them.
// In: { documents: { name: document }, messages: [{ document, name, headers, payload }] }. Out: every problem on a line of its own.
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import specs from "@asyncapi/specs";

const { documents, messages } = JSON.parse(readFileSync(0, "utf8"));
const check = (schema) => addFormats(new Ajv({ strict: false, allErrors: true })).compile(schema);
const report = (what, errors) => (errors ?? []).forEach((error) => console.log(`${what}${error.instancePath}: ${error.message}`));

// The official schema repeats the draft-07 meta-schema, which the validator has already.
const official = structuredClone(specs.schemasWithoutId["3.0.0"]);
const isAsyncApi = check(official);

function resolve(document, reference) {
  return reference.slice(2).split("/").reduce((at, part) => at?.[part], document);
}

function references(node) {
  if (node === null || typeof node !== "object") return [];
  return Object.entries(node).flatMap(([name, value]) => (name === "$ref" ? [value] : references(value)));
}

for (const [name, document] of Object.entries(documents)) {
  isAsyncApi(document);
  report(name, isAsyncApi.errors);
  for (const reference of references(document)) if (resolve(document, reference) === undefined) console.log(`${name}: ${reference} leads nowhere`);
}

for (const { document, name, headers, payload } of messages) {
  const message = documents[document].components.messages[name];
  const isPayload = check(message.payload);
  isPayload(payload);
  report(`${document} ${name}`, isPayload.errors);
  const isHeaders = check(message.headers ?? {});
  isHeaders(headers ?? {});
  report(`${document} ${name} headers`, isHeaders.errors);
}
