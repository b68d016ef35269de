import { expect, test } from 'vitest';
import { bySize, labelledBits } from './quantization';

test('the bits are read from the label', () => {
  const labels = ['FP32', 'BF16', 'FP16', 'FP8', 'Q8_0', 'UD-Q4_K_XL', 'IQ3_XXS', 'W4A16', 'MXFP4', 'NVFP4', '4bit', 'AWQ'];
  expect(labels.map(labelledBits)).toEqual([32, 16, 16, 8, 8, 4, 3, 4, 4, 4, 4, null]);
});

test('the largest comes first; a measured size wins over the label', () => {
  const labels = [
    { quantization: 'AWQ', bits: null },
    { quantization: 'Q2_K', bits: 3.2 },
    { quantization: 'UD-Q2_K_XL', bits: 5.5 },
    { quantization: 'Q8_0', bits: null },
  ];
  expect(labels.sort(bySize).map(({ quantization }) => quantization)).toEqual(['Q8_0', 'UD-Q2_K_XL', 'Q2_K', 'AWQ']);
});
