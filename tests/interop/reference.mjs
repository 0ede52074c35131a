// The JavaScript reference (@digitalbazaar/vc and its cryptosuites), to issue and
// to verify what the Python tests give it. Argument: a file of `{URL: context}`.

import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as didKey from '@digitalbazaar/did-method-key';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {answerFetch, readDocuments, sentences, serve} from './offline.mjs';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import {Ed25519VerificationKey2020} from '@digitalbazaar/ed25519-verification-key-2020';
import {
  checkStatus, createCredential, createList
} from '@digitalbazaar/vc-bitstring-status-list';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

answerFetch(() => undefined);
const contexts = readDocuments(process.argv[2]);

const driver = didKey.driver();
driver.use({multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from});
for(const header of ['zDna', 'z82L']) {
  driver.use({multibaseMultikeyHeader: header, fromMultibase: EcdsaMultikey.from});
}

const signing = {
  'eddsa-rdfc-2022': () => eddsaRdfc,
  'ecdsa-rdfc-2019': () => ecdsaRdfc,
  'eddsa-jcs-2022': () => eddsaJcs.createSignCryptosuite(),
  'ecdsa-jcs-2019': () => ecdsaJcs.createSignCryptosuite(),
};

function verifyingSuites() {
  return [
    eddsaRdfc, ecdsaRdfc,
    eddsaJcs.createVerifyCryptosuite(), ecdsaJcs.createVerifyCryptosuite(),
  ].map(cryptosuite => new DataIntegrityProof({cryptosuite})).concat(
    new Ed25519Signature2020());
}

/** Contexts as shipped, did:key as derived, and what this one request brings. */
function loader(given = {}) {
  return async url => {
    const answer = document => ({contextUrl: null, documentUrl: url, document});
    if(contexts.has(url)) {
      return answer(contexts.get(url));
    }
    if(url.startsWith('did:key:')) {
      return answer(await driver.get({url}));
    }
    const [id] = url.split('#');
    const document = given[url] ?? given[id];
    if(document === undefined) {
      throw new Error(`nothing is known of ${url}`);
    }
    if(given[url] !== undefined) {
      return answer(document);
    }
    const method = (document.verificationMethod ?? []).find(m => m.id === url);
    return answer({'@context': 'https://w3id.org/security/multikey/v1', ...method});
  };
}

async function signer({key, suite}) {
  if(suite === 'Ed25519Signature2020') {
    return (await Ed25519VerificationKey2020.from({
      type: 'Ed25519VerificationKey2020', id: key.id, controller: key.controller,
      publicKeyMultibase: key.publicKeyMultibase, privateKeyMultibase: key.legacySecret,
    }));
  }
  const family = suite.startsWith('eddsa') ? Ed25519Multikey : EcdsaMultikey;
  return (await family.from({
    '@context': 'https://w3id.org/security/multikey/v1', type: 'Multikey',
    id: key.id, controller: key.controller,
    publicKeyMultibase: key.publicKeyMultibase, secretKeyMultibase: key.secretKeyMultibase,
  })).signer();
}

async function signingSuite(request) {
  const date = request.created;
  if(request.suite === 'Ed25519Signature2020') {
    return new Ed25519Signature2020({key: await signer(request), date});
  }
  return new DataIntegrityProof(
    {signer: await signer(request), cryptosuite: signing[request.suite](), date});
}

await serve({
  async issue(request) {
    const {credential, documents} = request;
    const suite = await signingSuite(request);
    return {document: await vc.issue({credential, suite, documentLoader: loader(documents)})};
  },
  async present(request) {
    const {credentials, holder, challenge, domain, documents} = request;
    const presentation = vc.createPresentation({verifiableCredential: credentials, holder});
    const suite = await signingSuite(request);
    const documentLoader = loader(documents);
    return {document: await vc.signPresentation(
      {presentation, suite, challenge, domain, documentLoader})};
  },
  async issueList(request) {
    const {id, length, set, documents} = request;
    const list = await createList({length});
    set.forEach(index => list.setStatus(index, true));
    const credential = await createCredential({id, list, statusPurpose: 'revocation'});
    credential.issuer = request.key.controller;
    const suite = await signingSuite(request);
    return {document: await vc.issue({credential, suite, documentLoader: loader(documents)})};
  },
  async verify({document, now, documents}) {
    const result = await vc.verifyCredential({
      credential: document, suite: verifyingSuites(), now,
      documentLoader: loader(documents), checkStatus,
    });
    const status = result.statusResult;
    return {
      verified: result.verified,
      status: status ? {
        verified: status.verified,
        values: (status.results ?? []).map(r => r.status),
      } : null,
      errors: [...sentences(result.error), ...sentences(status?.error)],
    };
  },
  async verifyPresentation({document, now, challenge, domain, documents}) {
    const result = await vc.verify({
      presentation: document, suite: verifyingSuites(), now, challenge, domain,
      documentLoader: loader(documents), checkStatus,
    });
    const members = (result.credentialResults ?? []).flatMap(r => sentences(r.error));
    return {verified: result.verified, errors: [...sentences(result.error), ...members]};
  },
});
