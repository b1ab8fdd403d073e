namespace Carousel.Handwriting;

/// <summary>
/// What a network reads of a drawing: for each point where it lies, the offset from the point before, its direction,
/// and lifts.
/// </summary>
/// <remarks>
/// A single drawing is moved to the middle and divided by half its larger side. A line of symbols is divided by half
/// its height, and x is not said: it grows along the line. Offsets are measured
/// in the same units, times <see cref="OffsetScale"/>; the direction is a point on the unit circle.
/// </remarks>
internal static class PenFeatures
{
    /// <summary>
    /// Values of a step: x, y, dx, dy, cos, sin, whether the pen was up on the way, whether it is lifted after it.
    /// </summary>
    public const int Count = 8;

    /// <summary>What each value is.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "x", "y", "dx", "dy", "cosine", "sine", "pen was up", "pen is lifted",
    ];

    private const float OffsetScale = 2;

    /// <summary>The features of a drawing.</summary>
    /// <param name="points">One or more.</param>
    /// <param name="isLine">Whether it is a line of symbols.</param>
    /// <returns>[points, 8].</returns>
    public static float[] Of(IReadOnlyList<PenPoint> points, bool isLine)
    {
        (float left, float top, float width, float height) = Polyline.Box(points);
        float half = (isLine ? height : Math.Max(width, height)) / 2, scale = half > 0 ? 1 / half : 1;
        float x0 = left + (width / 2), y0 = top + (height / 2);
        var features = new float[points.Count * Count];
        for (int p = 0; p < points.Count; p++)
        {
            Span<float> step = features.AsSpan(p * Count, Count);
            step[0] = isLine ? 0 : scale * (points[p].X - x0);
            step[1] = scale * (points[p].Y - y0);
            if (p > 0)
            {
                float dx = scale * (points[p].X - points[p - 1].X), dy = scale * (points[p].Y - points[p - 1].Y),
                    length = MathF.Sqrt((dx * dx) + (dy * dy));
                (step[2], step[3]) = (OffsetScale * dx, OffsetScale * dy);
                (step[4], step[5]) = length > 0 ? (dx / length, dy / length) : (0, 0);
                step[6] = points[p - 1].IsLift ? 1 : 0;
            }

            step[7] = points[p].IsLift ? 1 : 0;
        }

        return features;
    }
}
