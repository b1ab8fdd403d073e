namespace Carousel.Inspection.Traces;

/// <summary>Where input gates open far wider than they do otherwise: there the network wrote into its cells.</summary>
/// <remarks>
/// The rule is fixed only on gates, without the content of any step. A unit is one that opens rarely where the
/// threshold that best divides its gate's values (the largest variance
/// between the two groups, Otsu 1979) leaves at most a tenth of them above and explains three quarters of their
/// variance. The level of a step is the mean gate over those units (over all, if no unit
/// opens rarely), and a spike is a level above the threshold that best divides the levels. The first step of a
/// sequence, which always writes, is not counted.
/// A spike says where the network wrote, not why.
/// </remarks>
/// <param name="Hidden">H: units of the layer.</param>
/// <param name="Units">The units whose gates are averaged.</param>
/// <param name="Threshold">From where on a level is a spike, 0 … 1.</param>
internal sealed record GateSpikes(int Hidden, IReadOnlyList<int> Units, double Threshold)
{
    /// <summary>Fixes the rule on gates that are available as a whole.</summary>
    /// <param name="gates">[T, H] for each sequence.</param>
    /// <param name="hidden">H.</param>
    /// <returns>The rule.</returns>
    public static GateSpikes Fit(IReadOnlyList<float[]> gates, int hidden)
    {
        var division = new GateDivision(hidden);
        foreach (float[] sequence in gates)
        {
            division.Add(sequence, isStart: true);
        }

        IReadOnlyList<int> rare = division.RareUnits();
        var rule = new GateSpikes(hidden, rare.Count > 0 ? rare : [.. Enumerable.Range(0, hidden)], 1);
        return rule.WithThreshold(gates.Select(g => rule.Levels(g)));
    }

    /// <summary>The same units with the threshold that best divides levels.</summary>
    /// <param name="levels">[T] for each sequence, as <see cref="Levels"/> gives them.</param>
    /// <returns>The rule.</returns>
    public GateSpikes WithThreshold(IEnumerable<IReadOnlyList<double>> levels)
    {
        var division = new ValueDivision();
        foreach (double level in levels.SelectMany(l => l.Skip(1)))
        {
            division.Add(level);
        }

        return this with { Threshold = division.Best().Threshold };
    }

    /// <summary>The level of each step.</summary>
    /// <param name="gates">[T, H].</param>
    /// <returns>[T], 0 … 1.</returns>
    public double[] Levels(ReadOnlySpan<float> gates)
    {
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

    /// <summary>The steps of spikes.</summary>
    /// <param name="gates">[T, H] of one sequence.</param>
    /// <returns>Steps from the sequence's first, rising.</returns>
    public IReadOnlyList<int> Find(ReadOnlySpan<float> gates) => Find(Levels(gates));

    /// <summary>The steps of spikes.</summary>
    /// <param name="levels">[T] of one sequence, as <see cref="Levels"/> gives them.</param>
    /// <returns>Steps from the sequence's first, rising.</returns>
    public IReadOnlyList<int> Find(IReadOnlyList<double> levels)
    {
        return [.. Enumerable.Range(1, Math.Max(0, levels.Count - 1)).Where(t => levels[t] >= Threshold)];
    }

    /// <summary>Whether the rule can be used with a layer: of one that comes from a file.</summary>
    /// <param name="hidden">H of the layer.</param>
    /// <returns>False if the units or the threshold are impossible for such a layer.</returns>
    public bool Fits(int hidden) =>
        Hidden == hidden && Units.Count > 0 && Units.All(u => u >= 0 && u < hidden) && double.IsFinite(Threshold);
}
