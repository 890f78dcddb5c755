// kafkajs against a running broker: node kafkajs.js HOST:PORT COMMAND ARGUMENTS...
// Prints what came back, a line each. A wrong answer or an error ends it with exit code 1.
import kafkajs from 'kafkajs';

const { CompressionTypes, ConfigResourceTypes, Kafka, logLevel } = kafkajs;
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

  // What an admin does with a group that has committed offset 10 of 10 and has no members.
  async groups(topic, group) {
    const admin = kafka.admin();
    await admin.connect();
    const listed = async () => (await admin.listGroups()).groups.some((g) => g.groupId === group);
    console.log(`listed ${await listed()}`);
    const described = (await admin.describeGroups([group])).groups[0];
    console.log(`${described.state}, ${described.members.length} members`);
    const offset = async () => {
      const fetched = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      return fetched[0].partitions[0].offset;
    };
    console.log(`offset ${await offset()}`);
    await admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: '4' }] });
    console.log(`offset ${await offset()}`);
    await admin.resetOffsets({ groupId: group, topic, earliest: true });
    console.log(`offset ${await offset()}`);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '6' }] });
    console.log(`low ${(await admin.fetchTopicOffsets(topic))[0].low}`);
    await admin.deleteGroups([group]);
    console.log(`listed ${await listed()}`);
    await admin.disconnect();
  },

  async admin(topic) {
    const admin = kafka.admin();
    await admin.connect();
    const created = await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] });
    console.log(`created ${created}, again ${await admin.createTopics({ topics: [{ topic }] })}`);
    console.log(`listed ${(await admin.listTopics()).includes(topic)}`);
    const described = await admin.fetchTopicMetadata({ topics: [topic] });
    console.log(`partitions ${described.topics[0].partitions.length}`);
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    await admin.alterConfigs({
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: topic,
          configEntries: [{ name: 'retention.ms', value: '100000' }],
        },
      ],
    });
    const configs = await admin.describeConfigs({
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
    });
    const entries = configs.resources[0].configEntries;
    console.log(`retention ${entries.find((e) => e.configName === 'retention.ms').configValue}`);
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
