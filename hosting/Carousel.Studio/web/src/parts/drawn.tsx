/** A drawing as lines. */
export function Drawn({ strokes }: { strokes: number[][][] }) {
  const points = strokes.flat();
  if (points.length === 0) {
    return <p>It drew nothing.</p>;
  }

  const [xs, ys] = [points.map(point => point[0] ?? 0), points.map(point => point[1] ?? 0)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const room = Math.max(width, height, 1) * 0.06;
  return (
    <svg class="drawn" viewBox={`${left - room} ${top - room} ${width + 2 * room} ${height + 2 * room}`} role="img" aria-label={`A drawing of ${strokes.length} strokes`}>
      {strokes.map((stroke, index) => <polyline key={index} points={stroke.map(point => `${point[0]},${point[1]}`).join(" ")} stroke-width={room / 3} />)}
    </svg>
  );
}
