namespace Carousel.Handwriting;

/// <summary>
/// Where a line of symbols may be cut: at upright lines that the pen crosses seldom, not far from equal distances.
/// </summary>
/// <remarks>
/// The projection profile of optical character recognition (Casey and Lecolinet 1996), with the pen's crossings in
/// place of black points.
/// </remarks>
internal static class LineCuts
{
    // Upright lines tried for each symbol; what a part costs that is twice as wide as the mean or has no width, in
    // crossings; and the share of a symbol's points
    // that is left out on both sides of a cut, where the pen is on its way. Chosen on lines joined from training
    // drawings of pendigits.
    private const int Columns = 16;
    private const double Unevenness = 16, Way = 0.15;

    /// <summary>Cuts a line.</summary>
    /// <param name="points">The line.</param>
    /// <param name="count">How many parts it has.</param>
    /// <returns>The points of each part, in the order of the pen.</returns>
    public static IReadOnlyList<IReadOnlyList<PenPoint>> AtGaps(IReadOnlyList<PenPoint> points, int count)
    {
        (float left, _, float width, _) = Polyline.Box(points);
        int columns = Columns * count;
        double[] crossings =
        [
            .. Enumerable.Range(0, columns + 1)
                .Select(c => (double)Crossings(points, left + (width * c / columns)).Count()),
        ];
        var ends = new List<int>();
        foreach (int column in Cheapest(crossings, count))
        {
            // After the last crossing the pen is with the next symbol.
            ends.Add(Crossings(points, left + (width * column / columns)).DefaultIfEmpty(0).Max());
        }

        var parts = new List<IReadOnlyList<PenPoint>>();
        int from = 0, way = (int)Math.Round(Way * points.Count / count);
        foreach (int end in ends.Append(points.Count))
        {
            int first = Math.Clamp(from, 0, points.Count - 1), last = Math.Clamp(end, first + 1, points.Count);
            int head = parts.Count == 0 ? 0 : Math.Min(way, Math.Max(0, last - first - 2)),
                tail = parts.Count == count - 1 ? 0 : Math.Min(way, Math.Max(0, last - first - head - 2));
            parts.Add([.. points.Skip(first + head).Take(last - first - head - tail)]);
            from = last;
        }

        return parts;
    }

    /// <summary>The points after which the pen crosses an upright line.</summary>
    private static IEnumerable<int> Crossings(IReadOnlyList<PenPoint> points, double x)
    {
        for (int p = 1; p < points.Count; p++)
        {
            if (points[p - 1].X < x != points[p].X < x)
            {
                yield return p;
            }
        }
    }

    /// <summary>
    /// The columns of the cuts, from left to right, with the fewest crossings and the most even parts: by dynamic
    /// programming.
    /// </summary>
    private static int[] Cheapest(double[] crossings, int count)
    {
        int columns = crossings.Length - 1;
        double Part(int wide) => Unevenness * ((double)wide / Columns - 1) * ((double)wide / Columns - 1);

        // The cost of the parts left of each column, and for each cut the column of the one before it.
        double[] cost = [.. Enumerable.Range(0, columns + 1).Select(Part)];
        var before = new int[count, columns + 1];
        for (int cut = 1; cut < count; cut++)
        {
            var next = new double[columns + 1];
            for (int at = 0; at <= columns; at++)
            {
                next[at] = double.PositiveInfinity;
                for (int previous = 0; previous < at; previous++)
                {
                    double own = cost[previous] + crossings[previous] + Part(at - previous);
                    (next[at], before[cut, at]) = own < next[at] ? (own, previous) : (next[at], before[cut, at]);
                }
            }

            cost = next;
        }

        var cuts = new int[count - 1];
        for (int cut = count - 1, column = columns; cut > 0; cut--)
        {
            column = before[cut, column];
            cuts[cut - 1] = column;
        }

        return cuts;
    }
}
