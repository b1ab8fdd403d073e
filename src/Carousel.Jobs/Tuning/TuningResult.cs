using System.Globalization;

namespace Carousel.Jobs.Tuning;

/// <summary>What a search found.</summary>
/// <param name="Options">What was searched.</param>
/// <param name="Trials">All trials, by round, then by number.</param>
internal sealed record TuningResult(TuningOptions Options, IReadOnlyList<Trial> Trials)
{
    private const int Parts = 4;

    /// <summary>
    /// The trials that have a score, the best first: those of a later round before those of an earlier one, whose
    /// scores come from fewer epochs.
    /// </summary>
    public IReadOnlyList<Trial> Ranked =>
    [
        .. Trials.Where(
            t => t.Score is not null && !Trials.Any(later => later.Rung > t.Rung && later.Number == t.Number))
            .Order(Trial.BestFirst),
    ];

    /// <summary>The best trial, or null where all diverged.</summary>
    public Trial? Best => Ranked.Count > 0 ? Ranked[0] : null;

    /// <summary>What each option mattered: over the first round, in which all trials have the same epochs.</summary>
    /// <returns>The options, the one whose parts differ most first.</returns>
    public IReadOnlyList<OptionEffect> Effects()
    {
        Trial[] trials = [.. Trials.Where(t => t.Rung == 0 && t.Score is not null)];
        return [.. Options.Space.Select((o, i) => Effect(o, i, trials)).OrderByDescending(e => e.Difference)];
    }

    private static OptionEffect Effect(TunedOption option, int index, Trial[] trials)
    {
        if (!option.IsRange)
        {
            EffectPart[] choices =
            [
                .. option.Choices.Select(c => Part(c, [.. trials.Where(t => t.Settings[index] == c)]))
                    .Where(p => p.Trials > 0),
            ];
            return new OptionEffect(option.Name, choices, null);
        }

        double Value(Trial trial) => double.Parse(trial.Settings[index], CultureInfo.InvariantCulture);
        Trial[] byValue = [.. trials.OrderBy(Value).ThenBy(t => t.Number)];
        var parts = new List<EffectPart>();
        for (int q = 0; q < Parts; q++)
        {
            Trial[] part = byValue[(q * byValue.Length / Parts)..((q + 1) * byValue.Length / Parts)];
            if (part.Length > 0)
            {
                parts.Add(Part($"{part[0].Settings[index]} – {part[^1].Settings[index]}", part));
            }
        }

        double? correlation = trials.Length > 2
            ? RankCorrelation([.. trials.Select(Value)], [.. trials.Select(t => t.Score!.Value)])
            : null;
        return new OptionEffect(option.Name, parts, correlation);
    }

    private static EffectPart Part(string name, Trial[] trials) =>
        new(
            name, trials.Length, trials.Length == 0 ? double.NaN : trials.Average(t => t.Score!.Value),
            trials.Length == 0 ? double.NaN : trials.Min(t => t.Score!.Value));

    /// <summary>
    /// Spearman's: the correlation of ranks, equal values sharing the mean of theirs. Null where one does not vary.
    /// </summary>
    internal static double? RankCorrelation(double[] x, double[] y)
    {
        double[] a = Ranks(x);
        double[] b = Ranks(y);
        double mean = (x.Length - 1) / 2.0;
        double both = a.Zip(b, (p, q) => (p - mean) * (q - mean)).Sum();
        double scale = Math.Sqrt(a.Sum(p => (p - mean) * (p - mean)) * b.Sum(q => (q - mean) * (q - mean)));
        return scale > 0 ? both / scale : null;
    }

    private static double[] Ranks(double[] values) =>
        [.. values.Select(v => values.Count(w => w < v) + ((values.Count(w => w == v) - 1) / 2.0))];
}

/// <summary>What an option mattered.</summary>
/// <param name="Name">The option.</param>
/// <param name="Parts">Quarters of the trials by their value, or the choices.</param>
/// <param name="Correlation">Rank correlation of value and score, −1 … 1; null for choices and where too little is
/// known.</param>
internal sealed record OptionEffect(string Name, IReadOnlyList<EffectPart> Parts, double? Correlation)
{
    /// <summary>The worst mean of a part less the best one.</summary>
    public double Difference => Parts.Count > 1 ? Parts.Max(p => p.Mean) - Parts.Min(p => p.Mean) : 0;
}

/// <summary>Trials with near values of an option.</summary>
/// <param name="Name">The values.</param>
/// <param name="Trials">How many trials.</param>
/// <param name="Mean">The mean of their scores.</param>
/// <param name="Best">The best of them.</param>
internal sealed record EffectPart(string Name, int Trials, double Mean, double Best);
