import { expect, test } from 'vitest';
import { findHardware, likeness } from './nearest';

const DEVICES = [
  { platform: 'RTX 4070', gpu_memory_gb: 12 },
  { platform: 'RTX 4090', gpu_memory_gb: 24 },
  { platform: 'RX 7900 XTX', gpu_memory_gb: 24 },
  { platform: 'RTX 3060', gpu_memory_gb: 12 },
  { platform: 'unknown', gpu_memory_gb: null },
];

test('a measured device is itself, in any case', () => {
  expect(findHardware(' rtx 4090 ', DEVICES, null)).toEqual({ platforms: ['RTX 4090'], isNearest: false });
});

test('no hardware asked for is no filter', () => {
  expect(findHardware('', DEVICES, 24)).toEqual({ platforms: [], isNearest: false });
});

test('an unmeasured device gets those of its family first, nearest memory first among them', () => {
  expect(findHardware('RTX 4080', DEVICES, 24)).toEqual({ platforms: ['RTX 4090', 'RTX 4070', 'RTX 3060'], isNearest: true });
  expect(likeness('RTX 4080', 'RTX 4070')).toBeGreaterThan(likeness('RTX 4080', 'RTX 3060'));
});

test('a name like no other is judged by memory, and without it nothing is near', () => {
  expect(findHardware('Arc', DEVICES, 12).platforms).toEqual(['RTX 3060', 'RTX 4070', 'RTX 4090']);
  expect(findHardware('Arc', DEVICES, null)).toEqual({ platforms: [], isNearest: true });
});
