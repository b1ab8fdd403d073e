using Carousel.Laboratory.Experiments;

namespace Carousel.Laboratory.Running;

/// <summary>The result of a row, with the published values.</summary>
internal sealed record RowResult
{
    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>The row.</summary>
    public required ExperimentRow Row { get; init; }

    /// <summary>Where all chance came from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Training sequences after which a trial had failed.</summary>
    public required long Budget { get; init; }

    /// <summary>Trials that were asked for; more than <see cref="Trials"/> where the run was stopped.</summary>
    public required int TrialsAsked { get; init; }

    /// <summary>The trials that ended, in the order of their numbers.</summary>
    public required IReadOnlyList<TrialOutcome> Outcomes { get; init; }

    /// <summary>Seconds from the first trial's start to the last one's end.</summary>
    public required double Seconds { get; init; }

    /// <summary>Steps of networks, tests included, all trials counted.</summary>
    public required long Steps { get; init; }

    /// <summary>
    /// The weights of the first trial that succeeded, in the network's order; empty where none did.
    /// </summary>
    public required IReadOnlyList<float> Weights { get; init; }

    /// <summary>Trials that ended.</summary>
    public int Trials => Outcomes.Count;

    /// <summary>Whether no trial is missing.</summary>
    public bool IsComplete => Trials == TrialsAsked;

    /// <summary>
    /// Whether there were fewer trials than in the paper, or a smaller budget than there or in a full run.
    /// </summary>
    public bool IsReduced => TrialsAsked < Row.PaperTrials || !HasWholeBudget || Budget < Row.Published?.Budget;

    /// <summary>
    /// Whether the budget is that of a full run; with less of it, neither share nor number of sequences can be held
    /// against the published ones.
    /// </summary>
    public bool HasWholeBudget => Budget >= Row.Budget;

    /// <summary>Trials that succeeded.</summary>
    public int Successes => Outcomes.Count(o => o.IsSolved);

    /// <summary>The share of trials that succeeded; NaN without trials.</summary>
    public double SuccessRate => (double)Successes / Trials;

    /// <summary>Between which shares the true one lies with 95 % confidence.</summary>
    public BinomialInterval SuccessInterval => BinomialInterval.Of(Successes, Trials);

    /// <summary>
    /// Whether <see cref="SuccessInterval"/> contains the published share; null if that is not informative: no share is
    /// published, the budget is not the whole one,
    /// or no trial succeeded, none did in the paper, and the paper's trials were longer.
    /// </summary>
    public bool? SharesAgree =>
        Trials == 0 || !HasWholeBudget || Row.Published is not { Success: { } share } published
            || (share == 0 && Successes == 0 && Budget < published.Budget)
        ? null
        : SuccessInterval.Contains(share);

    /// <summary>Training sequences until success, averaged over the trials that succeeded.</summary>
    public double? MeanSequences =>
        Successes > 0 ? Outcomes.Where(o => o.IsSolved).Average(o => (double)o.Sequences) : null;

    /// <summary>The fewest training sequences of a trial that succeeded.</summary>
    public long? Minimum => Successes > 0 ? Outcomes.Where(o => o.IsSolved).Min(o => o.Sequences) : null;

    /// <summary>The most training sequences of a trial that succeeded.</summary>
    public long? Maximum => Successes > 0 ? Outcomes.Where(o => o.IsSolved).Max(o => o.Sequences) : null;

    /// <summary>The mean as a multiple of the published one.</summary>
    public double? Ratio => Row.Published?.MeanSequences is > 0 and var published ? MeanSequences / published : null;

    /// <summary>
    /// Further figures by name, each averaged over the trials that have it; where the paper has the most of all trials,
    /// <c>test_wrong_max</c> or <c>generalizes_to_best</c>, or the range of sequences, <c>minimum</c> and
    /// <c>maximum</c>, those too.
    /// </summary>
    public IReadOnlyDictionary<string, double> Figures
    {
        get
        {
            var figures = new SortedDictionary<string, double>(StringComparer.Ordinal);
            foreach (IGrouping<string, double> values in Outcomes.SelectMany(o => o.Figures)
                .GroupBy(f => f.Key, f => f.Value, StringComparer.Ordinal))
            {
                figures[values.Key] = values.Average();
                foreach (string most in (string[])[$"{values.Key}_max", $"{values.Key}_best"])
                {
                    if (Row.Published?.Figures.ContainsKey(most) == true)
                    {
                        figures[most] = values.Max();
                    }
                }
            }

            foreach ((string name, long? value) in ((string, long?)[])[("minimum", Minimum), ("maximum", Maximum)])
            {
                if (value is { } known && Row.Published?.Figures.ContainsKey(name) == true)
                {
                    figures[name] = known;
                }
            }

            return figures;
        }
    }
}

/// <summary>What came of a trial.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="IsSolved">Whether its stop rule was met within the budget.</param>
/// <param name="Sequences">Training sequences until it ended.</param>
/// <param name="Figures">Further figures by name, such as <c>test_wrong</c>.</param>
/// <param name="Curve">The learning curve.</param>
internal sealed record TrialOutcome(
    int Number, bool IsSolved, long Sequences, IReadOnlyDictionary<string, double> Figures,
    IReadOnlyList<CurvePoint> Curve);

/// <summary>A point of a learning curve.</summary>
/// <param name="Sequences">Training sequences so far.</param>
/// <param name="Error">The mean absolute error since the point before.</param>
internal readonly record struct CurvePoint(long Sequences, float Error);

/// <summary>What came of an experiment's rows.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Rows">Its rows that were run, in the order in which they were asked for; a row whose trials were all
/// stopped is missing.</param>
internal sealed record ExperimentResult(Experiment Experiment, IReadOnlyList<RowResult> Rows);
