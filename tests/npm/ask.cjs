// Asks Comunica the query on stdin, and prints as JSON how it identified its sources and what it answers:
// node ask.cjs FOLDER TOKEN SOURCE..., where FOLDER is where it is installed, and TOKEN is sent unless it is empty.
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');

async function main([folder, token, ...sources]) {
  const { QueryEngine } = createRequire(`${folder}/`)('@comunica/query-sparql');
  const identified = [];
  const note = (message) => { if (String(message).startsWith('Identified ')) identified.push(message); };
  const log = Object.fromEntries(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'flush'].map((level) => [level, note]));
  const withToken = (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${token}`);
    return fetch(url, { ...init, headers });
  };
  const context = { sources, log, ...(token ? { fetch: withToken, destination: sources[0] } : {}) };
  const result = await new QueryEngine().query(readFileSync(0, 'utf8'), context);
  const answer = await result.execute();
  const term = ({ value, language }) => (language ? [value, language] : [value]);
  const read = {
    bindings: async () => (await answer.toArray())
      .map((row) => Object.fromEntries([...row].map(([name, found]) => [name.value, term(found)]))),
    boolean: async () => answer,
    quads: async () => (await answer.toArray()).map((quad) => [quad.subject, quad.predicate, quad.object].map(term)),
    void: async () => null,
  };
  console.log(JSON.stringify({ kind: result.resultType, identified, answer: await read[result.resultType]() }));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
