// Loads a proto of the tests the way that every grpc-js program does.
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

exports.load = file => grpc.loadPackageDefinition(loader.loadSync(path.join(__dirname, 'protos', file), {
  includeDirs: [path.join(__dirname, 'protos')],
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
}));
