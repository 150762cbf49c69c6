// Reads an AgentFrame from standard input (base64), decodes its batch with the published protos alone, and prints the
// events as JSON. Written from the words of event.proto, and from nothing else.
const fs = require('node:fs');
const path = require('node:path');
const loader = require('@grpc/proto-loader');

const protos = loader.loadSync('telemetry.proto', {
  includeDirs: [path.join(__dirname, 'protos')],
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  arrays: true,
});
const connect = protos['secwatch.v1.Telemetry'].Connect;
const frame = connect.requestDeserialize(Buffer.from(fs.readFileSync(0, 'utf8'), 'base64'));
const batch = protos['secwatch.v1.EventBatch'].deserialize(frame.batch.payload);

const strings = [];
let start = 0;
for (const length of batch.string_lengths) {
  strings.push(batch.string_bytes.subarray(start, start + length).toString());
  start += length;
}

const sums = column => {
  let sum = 0n;
  return column.map(difference => String(sum = BigInt.asIntN(64, sum + BigInt(difference))));
};
const times = sums(batch.times);
const recordIds = sums(batch.record_ids);
const events = batch.event_shapes.map((shape, i) => ({
  source: batch.shapes[shape].source,
  event_id: batch.shapes[shape].event_id,
  time: times[i],
  record_id: recordIds[i],
  values: [],
}));

let next = 0;
batch.shapes.forEach((shape, index) => {
  const rows = events.filter((_, i) => batch.event_shapes[i] === index);
  for (const field of shape.fields) {
    for (const event of rows) {
      const value = batch.values[next++];
      event.values.push([field, value === 0 ? null : strings[value - 1]]);
    }
  }
});

const { lane, sequence, event_count, first_time, last_time, checksum } = frame.batch;
const left = batch.values.length - next;
console.log(JSON.stringify({ lane, sequence, event_count, first_time, last_time, checksum, left, events }));
