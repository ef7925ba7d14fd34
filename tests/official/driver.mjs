// Runs under the official JavaScript client: one scenario, whose outcome is printed as JSON.
// It is copied beside node_modules before it is run, since that is where imports are looked for.
import { Inference } from '@inferencesh/sdk';

const client = new Inference({ apiKey: process.env.OFFICIAL_KEY, baseUrl: process.env.OFFICIAL_BASE_URL });
const seen = {};

const drawn = await client.run({ app: 'infsh/flux-schnell', input: { prompt: 'a cat' } });
seen.run = { status: drawn.status, output: drawn.output };

const updates = [];
const film = await client.run(
  { app: 'google/veo-3-1-fast', input: { prompt: 'waves' } },
  { onUpdate: (update) => updates.push(update.status), onPartialUpdate: (update) => updates.push(update.status) },
);
seen.stream = { count: updates.length, output: film.output, status: film.status };

const started = await client.run({ app: 'infsh/echo', input: { a: 1 } }, { wait: false });
seen.noWait = started.status;

const polled = await client.run({ app: 'infsh/echo', input: { a: 2 } }, { stream: false, pollIntervalMs: 50 })
seen.polled = polled.output;

const bytes = await (await fetch(drawn.output.image)).arrayBuffer();
const blob = new Blob([bytes], { type: 'image/png' });
const file = await client.uploadFile(blob, { filename: 'mine.png', contentType: 'image/png' });
seen.uploaded = { uri: file.uri, filename: file.filename, content_type: file.content_type, size: file.size };
seen.localSize = bytes.byteLength;
const processed = await client.run({ app: 'image-processor', input: { image: blob, width: 32 } });
seen.processed = processed.output;

const first = await client.run({
  app: 'infsh/session-test', function: 'set_value', input: { key: 'a', value: 5 }, session: 'new', session_timeout: 60,
});
const second = await client.run({
  app: 'infsh/session-test', function: 'get_value', input: { key: 'a' }, session: first.session_id,
});
seen.sessionValue = second.output;
const info = await client.sessions.get(first.session_id);
seen.sessionInfo = (info.data ?? info).call_count;
await client.sessions.keepalive(first.session_id);
await client.sessions.end(first.session_id);

for (const [name, params] of [
  ['failed', { app: 'test/fails', input: { message: 'on purpose' } }],
  ['unknown', { app: 'acme/nothing', input: {} }],
  ['secret', { app: 'test/needs-secret', input: {} }],
  ['ended', { app: 'infsh/session-test', function: 'get_all', input: {}, session: first.session_id }],
]) {
  try {
    await client.run(params);
    seen[name] = null;
  } catch (error) {
    seen[name] = [error.constructor.name, String(error.message), error.statusCode ?? null];
  }
}

console.log(JSON.stringify(seen));
