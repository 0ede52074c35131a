// The Digital Credentials Consortium's verifier-core, to verify what the Python
// tests give it. Argument: a file of `{URL: document}`.
//
// verifier-core takes no document loader: it fetches, with the `fetch` of the
// platform. So that answers here, from that file and from each request, and the
// network is never reached. The verifier itself is as published.

import {answerFetch, readDocuments, serve} from './offline.mjs';

const shipped = readDocuments(process.argv[2]);
let given = {};
const asked = answerFetch(url => given[url] ?? shipped.get(url));
const {verifyCredential, verifyPresentation} = await import('@digitalcredentials/verifier-core');

function short({log, errors, additionalInformation}) {
  const steps = Object.fromEntries((log ?? []).map(
    step => [step.id, step.error ? step.error.name : step.valid]));
  const schema = (additionalInformation ?? []).find(entry => entry.id === 'schema_check');
  return {
    steps,
    schema: Array.isArray(schema?.results) ? schema.results.map(r => r.result) : [],
    errors: (errors ?? []).map(e => e.name ?? e.message),
  };
}

await serve({
  async verify({document, documents, registries}) {
    given = documents ?? {};
    asked.length = 0;
    const result = await verifyCredential(
      {credential: document, knownDIDRegistries: registries ?? []});
    return {...short(result), asked: [...asked]};
  },
  async verifyPresentation({document, documents, challenge}) {
    given = documents ?? {};
    asked.length = 0;
    const result = await verifyPresentation(
      {presentation: document, challenge, knownDIDRegistries: []});
    return {
      signature: result.presentationResult?.signature,
      members: (result.credentialResults ?? []).map(short),
      errors: (result.errors ?? []).map(e => e.name ?? e.message), asked: [...asked],
    };
  },
});
