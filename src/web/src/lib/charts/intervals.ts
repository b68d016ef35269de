// Points with whiskers: a score and its interval, upright or lying.
import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams, CustomSeriesRenderItemReturn } from 'echarts';

const CAP_PX = 4;

/** Draws the whisker of items [position, low, high]; `isLying` puts the interval on the x axis. */
export function whisker(color: string, isLying: boolean) {
  return (
    _: CustomSeriesRenderItemParams,
    api: CustomSeriesRenderItemAPI,
  ): CustomSeriesRenderItemReturn => {
    const place = api.value(0);
    const at = (value: number | string): number[] => api.coord(isLying ? [value, place] : [place, value]);
    const [x1 = 0, y1 = 0] = at(api.value(1));
    const [x2 = 0, y2 = 0] = at(api.value(2));
    const style = { stroke: color, lineWidth: 1.5, opacity: 0.8 };
    const line = (shape: { x1: number; y1: number; x2: number; y2: number }) =>
      ({ type: 'line', shape, style, silent: true }) as const;
    const cap = (x: number, y: number) =>
      line(
        isLying
          ? { x1: x, y1: y - CAP_PX, x2: x, y2: y + CAP_PX }
          : { x1: x - CAP_PX, y1: y, x2: x + CAP_PX, y2: y },
      );
    return { type: 'group', silent: true, children: [line({ x1, y1, x2, y2 }), cap(x1, y1), cap(x2, y2)] };
  };
}
