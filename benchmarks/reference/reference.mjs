// The JavaScript reference (@digitalbazaar/vc and its cryptosuite), to be measured.
// A JSON object a line on standard input and output. Argument: a file with the
// contexts, the badge to fill in, the key, its controller document and the status list.
//
// What it is given is what helps it: contexts that are static, a controller document
// that is at hand, a status list that is already inflated.

import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import {createHash} from 'node:crypto';
import {createInterface} from 'node:readline';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {readFileSync} from 'node:fs';

// Standard output belongs to the answers; what a library logs goes to stderr.
console.log = console.error;

const given = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const contexts = new Map(Object.entries(given.contexts));
const bits = Buffer.from(given.list.bits, 'base64');
const keyPair = await Ed25519Multikey.from({
  '@context': 'https://w3id.org/security/multikey/v1', type: 'Multikey', ...given.key});
const signer = given.skip === 'reference-signing' ?
  {...keyPair.signer(), sign: async () => new Uint8Array(64)} : keyPair.signer();
const verifying = new DataIntegrityProof({cryptosuite});

async function documentLoader(url) {
  const answer = (document, more) => ({contextUrl: null, documentUrl: url, document, ...more});
  if(contexts.has(url)) {
    return answer(contexts.get(url), {tag: 'static'});
  }
  const {controller} = given;
  if(url === controller.id) {
    return answer(controller);
  }
  const method = controller.verificationMethod.find(m => m.id === url);
  if(method === undefined) {
    throw new Error(`nothing is known of ${url}`);
  }
  return answer({'@context': 'https://w3id.org/security/multikey/v1', ...method});
}

async function checkStatus({credential}) {
  const entry = credential.credentialStatus;
  if(entry.statusListCredential !== given.list.id) {
    throw new Error(`there is no list ${entry.statusListCredential}`);
  }
  const index = Number(entry.statusListIndex);
  return {verified: (bits[index >> 3] & (0x80 >> (index & 7))) === 0};
}

function badge(row) {
  const {badge: base} = given;
  const subject = base.credentialSubject;
  const hash = createHash('sha256').update(row.email + row.salt).digest('hex');
  return {
    ...base,
    id: row.id,
    credentialSubject: {
      ...subject,
      id: row.subject,
      identifier: [{...subject.identifier[0], identityHash: `sha256$${hash}`, salt: row.salt}],
      result: [{...subject.result[0], value: row.mark}],
    },
    credentialStatus: {
      ...base.credentialStatus,
      id: `${given.list.id}#${row.index}`,
      statusListIndex: String(row.index),
    },
  };
}

async function sign(credential) {
  const suite = new DataIntegrityProof({signer, cryptosuite, date: given.created});
  const signed = await vc.issue({credential, suite, documentLoader});
  return Buffer.from(JSON.stringify(signed));
}

async function accepts(data) {
  const credential = JSON.parse(data.toString());
  if(given.skip === 'reference-signature') {
    return true;
  }
  const result = await vc.verifyCredential({
    credential, suite: verifying, documentLoader, now: given.now,
    ...(credential.credentialStatus ? {checkStatus} : {}),
  });
  return result.verified;
}

/** Do `work` for each of `items`, and tell what it cost this process. */
async function timed(items, work) {
  const out = [];
  const before = process.cpuUsage();
  for(const item of items) {
    out.push(await work(item));
  }
  const {user, system} = process.cpuUsage(before);
  return {seconds: (user + system) / 1e6, out};
}

const operations = {
  async issue({rows}) {
    const {seconds, out} = await timed(rows, row => sign(badge(row)));
    return {seconds, documents: out.map(String)};
  },
  async sign({documents}) {
    const {seconds, out} = await timed(documents, sign);
    return {seconds, documents: out.map(String)};
  },
  async verify({documents}) {
    const {seconds, out} = await timed(documents.map(d => Buffer.from(d)), accepts);
    return {seconds, verdicts: out};
  },
};

for await (const line of createInterface({input: process.stdin})) {
  let answer;
  try {
    const request = JSON.parse(line);
    answer = {ok: true, ...await operations[request.op](request)};
  } catch(error) {
    answer = {ok: false, error: String(error?.message ?? error)};
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
