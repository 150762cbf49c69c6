// Serves Echo on a free port of this machine and prints the port. Each call that its client gave up prints a line more.
// Ends when its standard input ends.
const grpc = require('@grpc/grpc-js');
const { load } = require('./proto');

const { Echo } = load('interop.proto').secwatch.interop;
const server = new grpc.Server({
  'grpc.max_receive_message_length': 4 * 1024 * 1024,
  'grpc.max_send_message_length': 16 * 1024 * 1024,
});

const failure = request => {
  const metadata = new grpc.Metadata();
  metadata.set('secwatch-trailer', 'set by the server');
  return { code: request.status_code, details: request.status_text, metadata };
};
const whenGivenUp = call => call.on('cancelled', () => console.log('cancelled'));

server.addService(Echo.service, {
  Unary: (call, reply) => {
    if (call.request.hang) {
      whenGivenUp(call);
    } else if (call.request.status_code !== 0) {
      reply(failure(call.request));
    } else {
      const copies = Array(Math.max(1, call.request.repeat)).fill(call.request.data);
      reply(null, { data: Buffer.concat(copies), count: 1 });
    }
  },
  Collect: (call, reply) => {
    const parts = [];
    call.on('data', request => parts.push(request.data));
    call.on('end', () => reply(null, { data: Buffer.concat(parts), count: parts.length }));
  },
  Repeat: call => {
    for (let count = 1; count <= call.request.repeat; count++) {
      call.write({ data: call.request.data, count });
    }
    if (call.request.hang) {
      whenGivenUp(call);
    } else if (call.request.status_code !== 0) {
      call.emit('error', failure(call.request));
    } else {
      call.end();
    }
  },
  Chat: call => {
    let count = 0;
    call.on('data', request => call.write({ data: request.data, count: ++count }));
    call.on('end', () => call.end());
  },
});

server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    throw error;
  }
  console.log(port);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
