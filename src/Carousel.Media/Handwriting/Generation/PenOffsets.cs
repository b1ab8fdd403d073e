namespace Carousel.Handwriting;

/// <summary>
/// A drawing as a pen's offsets from point to point, in units of the training offsets' deviation. The first point is
/// the start: it has no offset.
/// </summary>
/// <param name="Offsets">[T, 3]: x, y, and 1 where the pen is lifted after the point.</param>
/// <param name="StartsLifted">Whether the pen is lifted after the first point.</param>
/// <param name="Class">The number of the drawing's class; −1 without classes.</param>
internal sealed record PenOffsets(float[] Offsets, bool StartsLifted, int Class)
{
    /// <summary>T: points but the first.</summary>
    public int Count => Offsets.Length / 3;

    /// <summary>The points, each with the offset before it.</summary>
    public IEnumerable<PenMove> Moves => Enumerable.Range(0, Count).Select(Move);

    /// <summary>The offsets of points.</summary>
    public static PenOffsets Of(IReadOnlyList<PenPoint> points, double scale, int label)
    {
        var offsets = new float[3 * (points.Count - 1)];
        for (int p = 1; p < points.Count; p++)
        {
            Span<float> offset = offsets.AsSpan(3 * (p - 1), 3);
            offset[0] = (float)((points[p].X - points[p - 1].X) / scale);
            offset[1] = (float)((points[p].Y - points[p - 1].Y) / scale);
            offset[2] = points[p].IsLift ? 1 : 0;
        }

        return new PenOffsets(offsets, points[0].IsLift, label);
    }

    /// <summary>A point with the offset before it: at the first step no offset.</summary>
    public PenMove Move(int step)
    {
        ReadOnlySpan<float> own = Offsets.AsSpan(3 * step, 3),
            before = step == 0 ? [0, 0, StartsLifted ? 1 : 0] : Offsets.AsSpan(3 * (step - 1), 3);
        return new PenMove(before[0], before[1], before[2] > 0, own[0], own[1], own[2] > 0);
    }

    /// <summary>The root of the mean square of an offset's coordinates.</summary>
    /// <returns>Above 0.</returns>
    public static double ScaleOf(IEnumerable<Drawing> drawings)
    {
        double sum = 0;
        long count = 0;
        foreach (Drawing drawing in drawings)
        {
            for (int p = 1; p < drawing.Points.Count; p++)
            {
                double distance = Polyline.Distance(drawing.Points[p - 1], drawing.Points[p]);
                sum += distance * distance;
                count += 2;
            }
        }

        return sum > 0 ? Math.Sqrt(sum / count) : 1;
    }
}

/// <summary>A point of a drawing with the offset before it.</summary>
/// <param name="BeforeX">The offset before, to the right.</param>
/// <param name="BeforeY">Downwards.</param>
/// <param name="Lifted">Whether the pen was lifted after it.</param>
/// <param name="X">The offset, to the right.</param>
/// <param name="Y">Downwards.</param>
/// <param name="Lift">Whether the pen is lifted after the point.</param>
internal readonly record struct PenMove(double BeforeX, double BeforeY, bool Lifted, double X, double Y, bool Lift)
{
    /// <summary>What came before it.</summary>
    public (double X, double Y, bool Lifted) Before => (BeforeX, BeforeY, Lifted);
}
