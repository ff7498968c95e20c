// Decodes and encodes PDUs with the npm package smpp. Input on stdin: {"read": [hex, ...], "write": [{...}, ...]}; output: JSON on stdout.
'use strict';
const smpp = require('smpp');

// The vendor's TLVs, as an operator would declare them.
const types = smpp.types.tlv;
smpp.addTLV('cost', { id: 0x2000, type: types.cstring });
smpp.addTLV('flag', { id: 0x2001, type: types.int16 });
smpp.addTLV('parts', { id: 0x2002, type: types.int16 });
smpp.addTLV('mccmnc', { id: 0x2003, type: types.cstring });
smpp.addTLV('additional_status', { id: 0x2004, type: types.int16 });

// Converts values to JSON; bytes become {"$": hex}.
const toJson = (value) => {
  if (Buffer.isBuffer(value)) return { $: value.toString('hex') };
  if (value instanceof Date) return { date: value.getTime() };
  if (Array.isArray(value)) return value.map(toJson);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
  return value;
};
const fromJson = (value) => {
  if (Array.isArray(value)) return value.map(fromJson);
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
  if (!pdu) return { error: 'not a PDU' };
  const fields = {};
  for (const key of Object.keys(pdu)) fields[key] = toJson(pdu[key]);
  return fields;
};
const write = ({ command, ...fields }) => {
  const options = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, fromJson(value)]));
  return { hex: new smpp.PDU(command, options).toBuffer().toString('hex') };
};

const tasks = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify({
  read: tasks.read.map((hex) => attempt(() => read(hex))),
  write: tasks.write.map((fields) => attempt(() => write(fields))),
  version: require('smpp/package.json').version,
  tlvs: Object.fromEntries(Object.entries(smpp.tlvs).map(([name, tlv]) => [name, tlv.id])),
  errors: smpp.errors,
}));
