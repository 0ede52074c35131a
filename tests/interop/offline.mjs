// What the JavaScript programs of this folder share: no network, and one JSON
// object a line on standard input and output.

import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';

// Standard output belongs to the answers; what a library logs goes to stderr.
console.log = console.error;

/** Read the documents that the Python test wrote: `{URL: document}`. */
export function readDocuments(path) {
  return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8'))));
}

/**
 * Replace `fetch`, so that no program here reaches the network. What the test
 * gave is answered as a server would; the rest is refused.
 *
 * @param {(url: string) => unknown} find - the document at a URL, or undefined.
 */
export function answerFetch(find) {
  const asked = [];
  globalThis.fetch = async input => {
    const url = typeof input === 'string' ? input : input.url ?? String(input);
    const found = find(url);
    asked.push({url, found: found !== undefined});
    if(found === undefined) {
      return new Response('', {status: 404});
    }
    return new Response(JSON.stringify(found), {
      status: 200, headers: {'content-type': 'application/json'}
    });
  };
  return asked;
}

/** Tell an error with all that it encloses, as a list of plain sentences. */
export function sentences(error) {
  if(!error) {
    return [];
  }
  const inner = Array.isArray(error.errors) ? error.errors.flatMap(sentences) : [];
  const events = error.details?.event?.message ? [error.details.event.message] : [];
  const cause = error.cause ? sentences(error.cause) : [];
  return [String(error.message ?? error), ...events, ...inner, ...cause];
}

/** Answer each request line with what `operations[request.op]` returns, in order. */
export async function serve(operations) {
  for await (const line of createInterface({input: process.stdin})) {
    let answer;
    try {
      const request = JSON.parse(line);
      answer = {ok: true, ...await operations[request.op](request)};
    } catch(error) {
      answer = {ok: false, errors: sentences(error)};
    }
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
}
