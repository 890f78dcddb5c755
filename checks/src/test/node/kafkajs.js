// kafkajs against a running broker: node kafkajs.js HOST:PORT COMMAND ARGUMENTS...
// Prints what came back, a line each. A wrong answer or an error ends it with exit code 1.
import kafkajs from 'kafkajs';

const { CompressionTypes, Kafka, logLevel } = kafkajs;
const [broker, command, ...args] = process.argv.slice(2);
const kafka = new Kafka({ clientId: 'checks', brokers: [broker], logLevel: logLevel.NOTHING });

// Reads `count` events of a topic as a member of a group, commits, and leaves.
async function consume(topic, group, count) {
  const consumer = kafka.consumer({ groupId: group, sessionTimeout: 10000, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let seen = 0;
  let crash = null;
  consumer.on(consumer.events.CRASH, ({ payload }) => { crash = payload.error; });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      const headers = Object.entries(message.headers).map(([k, v]) => `${k}=${v}`).join(',');
      console.log(`${partition}/${message.offset} ${message.key}=${message.value} (${headers})`);
      await consumer.commitOffsets([
        { topic, partition, offset: String(Number(message.offset) + 1) },
      ]);
      seen++;
    },
  });
  while (seen < count && crash === null) await new Promise((r) => setTimeout(r, 20));
  await consumer.disconnect();
  if (crash !== null) throw crash;
}

const commands = {
  async produce(topic, count, compression, acks, idempotent) {
    const producer = kafka.producer({
      allowAutoTopicCreation: false,
      idempotent: idempotent === 'true',
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const messages = [];
    for (let i = 0; i < Number(count); i++) {
      messages.push({ key: `k${i}`, value: `v${i}`, headers: { n: String(i) }, partition: 0 });
    }
    for (let i = 0; i < messages.length; i += 10) {
      const sent = await producer.send({
        topic,
        acks: Number(acks),
        compression: CompressionTypes[compression],
        messages: messages.slice(i, i + 10),
      });
      if (acks !== '0') console.log(`${sent[0].partition} ${sent[0].baseOffset}`);
    }
    await producer.disconnect();
  },

  async consume(topic, group, count) {
    await consume(topic, group, Number(count));
  },

  // Two members share the partitions of a topic; then one leaves and the other has them all.
  async rebalance(topic, group) {
    const events = [];
    const member = async (name) => {
      const consumer = kafka.consumer({ groupId: group, sessionTimeout: 10000 });
      await consumer.connect();
      await consumer.subscribe({ topics: [topic] });
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        events.push({ name, partitions: (payload.memberAssignment[topic] ?? []).length });
      });
      await consumer.run({ eachMessage: async () => {} });
      return consumer;
    };
    const until = async (name, partitions) => {
      const reached = () => {
        const own = events.filter((e) => e.name === name);
        return own.length > 0 && own[own.length - 1].partitions === partitions;
      };
      while (!reached()) await new Promise((r) => setTimeout(r, 20));
      console.log(`${name} has ${partitions}`);
    };
    const first = await member('first');
    await until('first', 4);
    const second = await member('second');
    await until('first', 2);
    await until('second', 2);
    await first.disconnect();
    await until('second', 4);
    await second.disconnect();
  },

  async admin(topic) {
    const admin = kafka.admin();
    await admin.connect();
    const created = await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] });
    console.log(`created ${created}, again ${await admin.createTopics({ topics: [{ topic }] })}`);
    console.log(`listed ${(await admin.listTopics()).includes(topic)}`);
    const described = await admin.fetchTopicMetadata({ topics: [topic] });
    console.log(`partitions ${described.topics[0].partitions.length}`);
    const offsets = await admin.fetchTopicOffsets(topic);
    console.log(`offsets ${offsets.map((o) => `${o.partition}:${o.low}-${o.high}`).sort()}`);
    const cluster = await admin.describeCluster();
    console.log(`brokers ${cluster.brokers.length}`);
    await admin.deleteTopics({ topics: [topic] });
    console.log(`listed ${(await admin.listTopics()).includes(topic)}`);
    await admin.disconnect();
  },
};

try {
  await commands[command](...args);
} catch (e) {
  console.error(e);
  process.exit(1);
}
