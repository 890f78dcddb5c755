// Loaded into each process of amqplib's tests, which dial port 5672 of localhost or ::1 whatever one
// says: they reach the broker at 127.0.0.1:AMQP_PORT or [::1]:AMQP_PORT_6 instead.
const net = require('node:net');

const connect = net.connect;
const ours = {
  localhost: { host: '127.0.0.1', port: Number(process.env.AMQP_PORT) },
  '::1': { host: '::1', port: Number(process.env.AMQP_PORT_6) },
};

net.connect = (options, ...more) => {
  const instead = options.port === 5672 ? ours[options.host || 'localhost'] : {};
  return connect({ ...options, ...instead }, ...more);
};
