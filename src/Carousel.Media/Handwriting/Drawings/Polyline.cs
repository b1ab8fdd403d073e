namespace Carousel.Handwriting;

/// <summary>A line through points: its extent, and points at equal distances along it.</summary>
internal static class Polyline
{
    /// <summary>The smallest box around points.</summary>
    public static (float Left, float Top, float Width, float Height) Box(IReadOnlyList<PenPoint> points)
    {
        float left = points.Min(p => p.X), top = points.Min(p => p.Y);
        return (left, top, points.Max(p => p.X) - left, points.Max(p => p.Y) - top);
    }

    /// <summary>The length of the way through the points, lifts included.</summary>
    public static double Length(IReadOnlyList<PenPoint> points) => Ways(points)[^1];

    /// <summary>
    /// Points at equal distances along the way through points, both ends among them; lifts are not kept.
    /// </summary>
    /// <param name="points">One or more.</param>
    /// <param name="count">Two or more.</param>
    public static PenPoint[] Resample(IReadOnlyList<PenPoint> points, int count)
    {
        var result = new PenPoint[count];
        double[] ways = Ways(points);
        double step = ways[^1] / (count - 1);
        int segment = 1;
        for (int k = 0; k < count; k++)
        {
            double at = k * step;
            while (segment < points.Count - 1 && ways[segment] < at)
            {
                segment++;
            }

            PenPoint from = points[segment - 1], to = points[Math.Min(segment, points.Count - 1)];
            double length = Distance(from, to),
                share = length > 0 ? Math.Clamp((at - ways[segment - 1]) / length, 0, 1) : 0;
            result[k] = new PenPoint(
                (float)(from.X + (share * (to.X - from.X))), (float)(from.Y + (share * (to.Y - from.Y))),
                k == count - 1);
        }

        return result;
    }

    /// <summary>The distance of two points.</summary>
    public static double Distance(PenPoint a, PenPoint b)
    {
        double x = b.X - a.X, y = b.Y - a.Y;
        return Math.Sqrt((x * x) + (y * y));
    }

    /// <summary>The length of the way to each point.</summary>
    private static double[] Ways(IReadOnlyList<PenPoint> points)
    {
        var ways = new double[points.Count];
        for (int p = 1; p < ways.Length; p++)
        {
            ways[p] = ways[p - 1] + Distance(points[p - 1], points[p]);
        }

        return ways;
    }
}
