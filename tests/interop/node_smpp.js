// Reads and writes PDUs with npm smpp, and answers on stdout; stdin: {"read": [hex ...], "write": [{...} ...]}.
'use strict';
const smpp = require('smpp');

// The vendor's TLVs, as an operator would declare them.
const types = smpp.types.tlv;
smpp.addTLV('cost', { id: 0x2000, type: types.cstring });
smpp.addTLV('flag', { id: 0x2001, type: types.int16 });
smpp.addTLV('parts', { id: 0x2002, type: types.int16 });
smpp.addTLV('mccmnc', { id: 0x2003, type: types.cstring });
smpp.addTLV('additional_status', { id: 0x2004, type: types.int16 });

// Values as JSON: octets in hexadecimal, {"$": hex}.
const plain = (value) => {
  if (Buffer.isBuffer(value)) return { $: value.toString('hex') };
  if (value instanceof Date) return { date: value.getTime() };
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
  return value;
};
const rich = (value) => {
  if (Array.isArray(value)) return value.map(rich);
  return value && typeof value === 'object' && '$' in value ? Buffer.from(value.$, 'hex') : value;
};
const attempt = (work) => {
  try {
    return work();
  } catch (error) {
    return { error: error.message };
  }
};

const read = (hex) => {
  const pdu = smpp.PDU.fromBuffer(Buffer.from(hex, 'hex'));
  if (!pdu) return { error: 'no PDU' };
  const told = {};
  for (const key of Object.keys(pdu)) told[key] = plain(pdu[key]);
  return told;
};
const write = ({ command, ...fields }) => {
  const options = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, rich(value)]));
  return { octets: new smpp.PDU(command, options).toBuffer().toString('hex') };
};

const tasks = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify({
  read: tasks.read.map((hex) => attempt(() => read(hex))),
  write: tasks.write.map((fields) => attempt(() => write(fields))),
  version: require('smpp/package.json').version,
  tlvs: Object.fromEntries(Object.entries(smpp.tlvs).map(([name, tlv]) => [name, tlv.id])),
  errors: smpp.errors,
}));
