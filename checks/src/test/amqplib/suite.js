// Runs amqplib's own tests, those in the files that are named or all, and prints a line for each:
// `passed FILE: NAME > NAME`, or `failed ...` with why below it. Where they reach the broker, port.cjs says.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { run } from 'node:test';

const tests = join(dirname(createRequire(import.meta.url).resolve('amqplib')), 'test');
const all = readdirSync(tests).filter((file) => file.endsWith('.test.js'));
const named = process.argv.slice(2);

/** Reports the tests of one file; what has others inside is no test. */
async function report(file) {
  const open = [];
  const seen = new Map();
  for await (const { type, data } of run({ files: [join(tests, file)] })) {
    if (type === 'test:start') {
      if (data.nesting > 0) open[data.nesting - 1].inside = true;
      open[data.nesting] = { name: data.name, inside: false };
    } else if ((type === 'test:pass' || type === 'test:fail') && !open[data.nesting].inside) {
      const path = open.slice(0, data.nesting + 1).map((each) => each.name);
      const name = `${file}: ${path.join(' > ')}`;
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      const passed = type === 'test:pass';
      console.log(`${passed ? 'passed' : 'failed'} ${name}${times > 1 ? ` (${times})` : ''}`);
      if (!passed) console.log(`  ${data.details.error}`.replaceAll('\n', '\n  '));
    }
  }
}

for (const file of named.length > 0 ? named : all) await report(file);
