using Carousel.Jobs.Measuring;
using Carousel.Jobs.Statistics;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>
/// Error flow measured at one place or at several, part by part of the state: means, intervals, how far back a share of
/// an error reaches.
/// </summary>
internal sealed class FlowSummary
{
    private readonly IReadOnlyList<IReadOnlyList<GradientFlow>> _groups;
    private readonly IReadOnlyList<GradientFlow> _flows;
    private readonly ulong _seed;

    /// <summary>A summary.</summary>
    /// <param name="groups">What is drawn again for intervals, such as sequences, each with the flows measured in it;
    /// all with as many lags.</param>
    /// <param name="name">What readers call a part of the state.</param>
    /// <param name="seed">Seeds the draws.</param>
    /// <param name="shown">What readers see of that name; the name itself where null.</param>
    public FlowSummary(
        IReadOnlyList<IReadOnlyList<GradientFlow>> groups, Func<string, string> name, ulong seed,
        Func<string, string>? shown = null)
    {
        (_groups, _flows, _seed) = (groups, [.. groups.SelectMany(g => g)], seed);
        Parts =
        [
            .. _flows[0].Parts.Select(
                (part, p) =>
                    new FlowPart(
                        shown?.Invoke(name(part.Name)) ?? name(part.Name), name(part.Name), Key(name(part.Name)),
                        Mean(p, _flows, f => f.Gain),
                        Mean(p, _flows, f => f.Theory), part.TheoryName)),
        ];
    }

    /// <summary>The greatest lag.</summary>
    public int Lags => _flows[0].Lags;

    /// <summary>The parts of the state.</summary>
    public IReadOnlyList<FlowPart> Parts { get; }

    /// <summary>Up to which lag at least a share of an error comes back in a part, on the mean.</summary>
    /// <param name="part">Which part.</param>
    /// <param name="share">The share.</param>
    public int Reach(int part, double share) => Reach(Parts[part].Gain, share);

    /// <summary>The interval of <see cref="Reach(int, double)"/>; null for one group.</summary>
    public ConfidenceInterval? ReachInterval(int part, double share) =>
        Interval(flows => Reach(Mean(part, flows, f => f.Gain), share));

    /// <summary>What is left after all lags, and how far shares reach, of each part.</summary>
    /// <param name="shares">The shares, each with a suffix of the figure's name.</param>
    public IEnumerable<MeasuredFigure> Figures(params (double Share, string Suffix)[] shares)
    {
        for (int p = 0; p < Parts.Count; p++)
        {
            int part = p;
            yield return new MeasuredFigure(
                $"gain_{Parts[p].Key}", Parts[p].Gain[Lags], Interval(flows => Mean(part, flows, f => f.Gain)[Lags]));
            foreach ((double share, string suffix) in shares)
            {
                yield return new MeasuredFigure(
                    $"reach{suffix}_{Parts[p].Key}", Reach(p, share), ReachInterval(p, share));
            }
        }
    }

    /// <summary>The curves with their intervals; curves known only from theory are dashed.</summary>
    /// <param name="axis">What lags are counted in.</param>
    public LineChart Chart(string axis)
    {
        var lines = new List<Series>();
        foreach (FlowPart part in Parts)
        {
            lines.Add(new Series(part.Name, part.Gain));
            if (part.Theory.Count > 0)
            {
                lines.Add(new Series($"{part.Name}: {part.TheoryName}", part.Theory, SeriesRole.Baseline));
            }
        }

        return new LineChart("How much of an error comes back", Axis.Range(axis, 0, Lags + 1), lines)
        {
            Bands = _groups.Count < 2 ? [] : [.. Parts.Select((part, p) => Band(part, p))],
            ValueName = "share of the error",
            IsLogarithmic = true,
            Summary = $"Error flow through the recurrent layers of the model over {Lags} steps.",
        };
    }

    /// <summary>The interval of the mean gain at a lag; null for one group.</summary>
    public ConfidenceInterval? GainInterval(int part, int lag) =>
        Interval(flows => flows.Average(f => f.Parts[part].Gain[lag]));

    private Band Band(FlowPart part, int p)
    {
        ConfidenceInterval?[] intervals = [.. Enumerable.Range(0, Lags + 1).Select(lag => GainInterval(p, lag))];
        return new Band(
            $"{part.Name}: 95 %", [.. intervals.Select(i => i?.Low ?? double.NaN)],
            [.. intervals.Select(i => i?.High ?? double.NaN)])
        { Line = part.Name };
    }

    private ConfidenceInterval? Interval(Func<IReadOnlyList<GradientFlow>, double> figure) =>
        Bootstrap.Interval(_groups.Count, drawn => figure([.. drawn.SelectMany(g => _groups[g])]), _seed);

    private static double[] Mean(int part, IReadOnlyList<GradientFlow> flows, Func<StateFlow, IReadOnlyList<double>> of)
    {
        IReadOnlyList<double>[] curves = [.. flows.Select(f => of(f.Parts[part]))];
        return [.. Enumerable.Range(0, curves[0].Count).Select(lag => curves.Sum(c => c[lag] / flows.Count))];
    }

    private static int Reach(IReadOnlyList<double> gain, double share) =>
        new StateFlow("", 0) { Gain = gain }.Reach(share);

    private static string Key(string name) => name.Replace('.', '_').Replace("layer ", "");
}

/// <summary>A part of the state.</summary>
/// <param name="Name">What readers call it.</param>
/// <param name="Path">Its name in files: the layer's path and the part.</param>
/// <param name="Key">Its name in figures.</param>
/// <param name="Gain">[L+1], by lag, the mean share of a random error of length 1 that comes back.</param>
/// <param name="Theory">[L+1], the gain that theory predicts; empty without a prediction.</param>
/// <param name="TheoryName">What that is.</param>
internal sealed record FlowPart(
    string Name, string Path, string Key, IReadOnlyList<double> Gain, IReadOnlyList<double> Theory, string TheoryName);
