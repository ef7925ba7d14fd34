// Runs under the official JavaScript client: agents, whose outcome is printed as JSON.
import { Inference, appTool, string, tool } from '@inferencesh/sdk';

const client = new Inference({ apiKey: process.env.OFFICIAL_KEY, baseUrl: process.env.OFFICIAL_BASE_URL });
const seen = {};
const core = { ref: 'infsh/claude-sonnet-4@latest' };
const calculate = tool('calculate').describe('Perform a calculation').param('expression', string('Math expression')).build();
const draw = appTool('generate_image', 'infsh/flux-schnell@latest').describe('Generate an image').build();
const schema = { type: 'object', properties: { answer: { type: 'number' } }, required: ['answer'] };
const textOf = (message) => (message.content ?? []).filter((part) => part.type === 'text').map((part) => part.text).join('');

// A stored agent, streamed, two turns.
const helper = client.agents.create('my-org/assistant@latest');
const messages = [];
const deltas = [];
await helper.sendMessage('Hello!', { onMessage: (m) => messages.push(m), onDelta: (d) => deltas.push(d.output.response) });
seen.messages = messages.map((m) => [m.role, m.status, textOf(m)]);
seen.deltas = deltas;
const first = helper.currentChatId;
await helper.sendMessage('Tell me more', { onMessage: () => {} });
seen.sameChat = helper.currentChatId === first;
helper.disconnect();

// A client tool: this client follows the turn to its end.
for (const stream of [true, false]) {
  const agent = client.agents.create({ core_app: core, tools: [calculate, draw] });
  const calls = [];
  const told = [];
  await agent.sendMessage('What is 25 * 4?', {
    stream,
    pollIntervalMs: 50,
    onMessage: (m) => told.push(m),
    onToolCall: async (call) => {
      calls.push([call.name, call.args]);
      await agent.submitToolResult(call.id, '{"result": 100}');
    },
  });
  const last = told.filter((m) => m.role === 'assistant').at(-1);
  seen[stream ? 'streamed' : 'polled'] = { calls, last: textOf(last) };
  agent.disconnect();
}

// An app tool, run by the platform.
const painter = client.agents.create({ core_app: core, tools: [draw] });
const painted = [];
await painter.sendMessage('Generate an image of a cat', { onMessage: (m) => painted.push(m) });
seen.drawn = textOf(painted.filter((m) => m.role === 'assistant').at(-1));
painter.disconnect();

// Structured output, and a file.
const structured = client.agents.create({ core_app: core, output_schema: schema });
seen.structured = await structured.run('What is 6 * 7?', { pollIntervalMs: 50 });
const looker = client.agents.create({ core_app: core });
const blob = new Blob([new Uint8Array([137, 80, 78, 71])], { type: 'image/png' });
const looked = [];
await looker.sendMessage('What is this?', { files: [blob], onMessage: (m) => looked.push(m) });
seen.looked = textOf(looked.filter((m) => m.role === 'assistant').at(-1));
looker.disconnect();

// Stored agents.
const made = await client.agents.createAgent({ name: 'made-by-js', version: { core_app: core, system_prompt: 'One.' } });
const madeAgent = made.data ?? made;
await client.agents.update(madeAgent.id, { version: { core_app: core, system_prompt: 'Two.' } });
const versions = await client.agents.listVersions(madeAgent.id);
seen.versions = (versions.data ?? versions).items.map((version) => version.system_prompt);
const byName = await client.agents.getByName(madeAgent.namespace, madeAgent.name);
seen.byName = (byName.data ?? byName).id === madeAgent.id;
await client.agents.delete(madeAgent.id);

try {
  await client.agents.create('acme/nobody').sendMessage('x');
  seen.unknown = null;
} catch (error) {
  seen.unknown = error.statusCode ?? null;
}

console.log(JSON.stringify(seen));
