// One call against a server on this machine: node client.js PORT SCENARIO. Prints what came of it as one line of JSON.
const grpc = require('@grpc/grpc-js');
const { load } = require('./proto');

const [port, scenario] = process.argv.slice(2);
const { Echo, Absent } = load('interop.proto').secwatch.interop;
const address = `127.0.0.1:${port}`;
const gzip = scenario === 'gzip' ? { 'grpc.default_compression_algorithm': 2 } : {};
const client = new Echo(address, grpc.credentials.createInsecure(), {
  'grpc.max_receive_message_length': 4 * 1024 * 1024,
  'grpc.max_send_message_length': 16 * 1024 * 1024,
  ...gzip,
});

const result = { replies: [] };
const take = reply => result.replies.push({
  bytes: reply.data.length, text: reply.data.subarray(0, 32).toString(), count: reply.count, encoding: reply.encoding,
});
const finish = error => {
  result.code = error ? error.code : 0;
  result.details = error ? error.details : '';
  result.trailer = error && error.metadata ? error.metadata.get('secwatch-trailer').join() : '';
  console.log(JSON.stringify(result));
  client.close();
};
const unary = (request, options = {}) => client.Unary(request, options, (error, reply) => {
  if (reply) {
    take(reply);
  }
  finish(error);
});
const stream = call => {
  call.on('data', take);
  call.on('error', finish);
  call.on('end', () => {});
  call.on('status', status => status.code === 0 && finish(null));
  return call;
};

const scenarios = {
  unary: () => unary({ data: Buffer.from('hello') }),
  empty: () => unary({}),
  large: () => unary({ data: Buffer.alloc(3 * 1024 * 1024, 'x') }),
  gzip: () => unary({ data: Buffer.alloc(1024 * 1024, 'x') }),
  oversized_request: () => unary({ data: Buffer.alloc(5 * 1024 * 1024, 'x') }),
  oversized_reply: () => unary({ data: Buffer.alloc(1024 * 1024, 'x'), repeat: 5 }),
  status: () => unary({ status_code: 5, status_text: 'nicht da: 100 % 監査\n' }),
  deadline: () => unary({ hang: true }, { deadline: new Date(Date.now() + 300) }),
  missing_method: () => new Absent(address, grpc.credentials.createInsecure()).Call({}, finish),
  client_stream: () => {
    const call = client.Collect((error, reply) => {
      if (reply) {
        take(reply);
      }
      finish(error);
    });
    ['a', 'b', 'c'].forEach(data => call.write({ data: Buffer.from(data) }));
    call.end();
  },
  server_stream: () => stream(client.Repeat({ data: Buffer.from('again'), repeat: 100 })),
  chat: () => {
    const call = stream(client.Chat());
    let sent = 0;
    const next = () => (sent < 10 ? call.write({ data: Buffer.from(`message ${sent++}`) }) : call.end());
    call.on('data', next);
    next();
  },
  stream_status: () => stream(client.Repeat({ repeat: 2, status_code: 8, status_text: 'enough' })),
  cancel: () => {
    const call = stream(client.Repeat({ data: Buffer.from('first'), repeat: 1, hang: true }));
    call.on('data', () => call.cancel());
  },
};

scenarios[scenario]();
