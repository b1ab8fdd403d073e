namespace Carousel.Tasks.Survival;

/// <summary>Where input gates open far wider than they do otherwise: there the network wrote into its cells.</summary>
/// <remarks>
/// The rule is fixed on the training part alone, without knowing what any period held. A unit is one that opens rarely where the threshold that best divides its gate's values (the largest variance
/// between the two groups, Otsu 1979) leaves at most a tenth of them above and explains three quarters of their variance. The level of a period is the mean gate over those units (over all, where there
/// is none such), and a spike is a level above the threshold that best divides the levels. The first period of a customer, which always writes, is not counted.
/// A spike says where the network wrote; it is no proof of what made a customer leave.
/// </remarks>
/// <param name="Hidden">H: units of the layer.</param>
/// <param name="Units">The units whose gates are averaged.</param>
/// <param name="Threshold">From where on a level is a spike.</param>
public sealed record GateSpikes(int Hidden, IReadOnlyList<int> Units, double Threshold)
{
    private const int Steps = 1000;
    private const double MostAbove = 0.1;
    private const double LeastExplained = 0.75;

    /// <summary>Fixes the rule.</summary>
    /// <param name="gates">[L, H] for each customer of the training part.</param>
    /// <param name="hidden">H.</param>
    /// <returns>The rule.</returns>
    public static GateSpikes Fit(IReadOnlyList<float[]> gates, int hidden)
    {
        ArgumentNullException.ThrowIfNull(gates);
        var rare = new List<int>();
        for (int u = 0; u < hidden; u++)
        {
            var division = Division.Of(gates.SelectMany(g => Enumerable.Range(1, Math.Max(0, (g.Length / hidden) - 1)).Select(t => (double)g[(t * hidden) + u])));
            if (division.Above <= MostAbove && division.Explained >= LeastExplained)
            {
                rare.Add(u);
            }
        }

        int[] units = rare.Count > 0 ? [.. rare] : [.. Enumerable.Range(0, hidden)];
        var rule = new GateSpikes(hidden, units, 1);
        return rule with { Threshold = Division.Of(gates.SelectMany(g => rule.Levels(g).Skip(1))).Threshold };
    }

    /// <summary>The level of each period.</summary>
    /// <param name="gates">[L, H].</param>
    /// <returns>[L], 0 … 1.</returns>
    public double[] Levels(float[] gates)
    {
        ArgumentNullException.ThrowIfNull(gates);
        var levels = new double[gates.Length / Hidden];
        for (int t = 0; t < levels.Length; t++)
        {
            double sum = 0;
            foreach (int unit in Units)
            {
                sum += gates[(t * Hidden) + unit];
            }

            levels[t] = sum / Units.Count;
        }

        return levels;
    }

    /// <summary>The periods of spikes.</summary>
    /// <param name="gates">[L, H] of a customer.</param>
    /// <returns>Periods from the customer's first, rising.</returns>
    public IReadOnlyList<int> Find(float[] gates)
    {
        double[] levels = Levels(gates);
        return [.. Enumerable.Range(1, Math.Max(0, levels.Length - 1)).Where(t => levels[t] >= Threshold)];
    }

    /// <summary>Whether the rule can be used with a layer: of one that comes from a file.</summary>
    internal bool Fits(int hidden) =>
        Hidden == hidden && Units.Count > 0 && Units.All(u => u >= 0 && u < hidden) && double.IsFinite(Threshold);

    private readonly record struct Division(double Threshold, double Above, double Explained)
    {
        public static Division Of(IEnumerable<double> values)
        {
            var counts = new long[Steps + 1];
            var sums = new double[Steps + 1];
            double all = 0, squares = 0;
            long count = 0;
            foreach (double value in values)
            {
                int step = (int)(Math.Clamp(value, 0, 1) * Steps);
                counts[step]++;
                sums[step] += value;
                (all, squares, count) = (all + value, squares + (value * value), count + 1);
            }

            double below = 0, best = 0;
            long lower = 0, above = 0;
            double threshold = 1;
            for (int step = 0; step < Steps; step++)
            {
                lower += counts[step];
                below += sums[step];
                if (lower == 0 || lower == count)
                {
                    continue;
                }

                double apart = (below / lower) - ((all - below) / (count - lower));
                double between = (double)lower * (count - lower) * apart * apart / count;
                if (between > best * (1 + 1e-12))
                {
                    (best, threshold, above) = (between, (step + 1) / (double)Steps, count - lower);
                }
            }

            double variance = squares - (all * all / Math.Max(1, count));
            return new Division(threshold, above / (double)Math.Max(1, count), variance > 0 ? best / variance : 0);
        }
    }
}
