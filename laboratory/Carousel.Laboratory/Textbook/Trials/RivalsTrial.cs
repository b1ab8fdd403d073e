using Carousel.Autograd;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Textbook.Online;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// How many sequences the rivals of 1997 need by those that memory cells need, each on a task that suits it.
/// </summary>
/// <remarks>
/// Logistic units on the plainest lag; the chunker on experiment 2a, whose surrounding it can predict; cascade
/// correlation on the strings of experiment 1, on which it was shown.
/// </remarks>
internal sealed class RivalsTrial : StatementTrial
{
    private const int Lag = 10, ShortLag = 2, Surrounding = 35, CascadeRuns = 4;
    private const long Budget = 10_000, StringBudget = 40_000;

    private static readonly float[] _rates = [1, 3];

    /// <inheritdoc/>
    public override int Number => 5;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var lag = new KeptSymbolRuns(seed, Lag, Budget);
        double cells = Needed(lag.Cells(cancellation), Budget);
        double Units(KeptSymbolRuns runs, RecurrentGradient gradient) =>
            _rates.Min(rate => Needed(runs.Rivals(gradient, rate, cancellation), Budget));
        double realTime = Units(lag, RecurrentGradient.RealTime),
            throughTime = Units(lag, RecurrentGradient.ThroughTime), elman = Units(lag, RecurrentGradient.Copied);
        progress(1 / 3.0);
        KeptSymbolRuns shorter = lag with { Lag = ShortLag };
        double shortLag =
            Units(shorter, RecurrentGradient.RealTime) - Needed(shorter.Cells(cancellation), Budget);
        double chunker = Regular(
            seed, lanes => new SequenceChunkerLanes(new SequenceChunker { Symbols = Surrounding + 1 }, lanes), null,
            cancellation);
        BlockNetwork printed = RegularLagExperiment.Network with
        {
            Inputs = Surrounding + 1,
            Outputs = Surrounding + 1,
        };
        double late = Regular(
            seed, lanes => BlockLanes.Make(printed, new LearningRule { Rate = 1 }, true, lanes),
            RegularLagExperiment.MakeStagnation, cancellation);
        double early = Regular(
            seed, lanes => BlockLanes.Make(
                printed with { AddsCells = false },
                new LearningRule { Rate = 1, OutputError = OutputError.CrossEntropy }, true, lanes),
            null, cancellation);
        progress(2 / 3.0);
        return new Dictionary<string, double>
        {
            ["real_time_log2"] = realTime - cells,
            ["real_time_short_log2"] = shortLag,
            ["through_time_log2"] = throughTime - cells,
            ["elman_log2"] = elman - cells,
            ["cascade_log2"] = Strings("cascade-correlation", CascadeRuns, seed, cancellation)
                - Strings("lstm-3x2-rate-0.5-variation", LaneTrials.Repetitions, seed, cancellation),
            ["chunker_log2"] = chunker - early,
            ["chunker_printed_log2"] = chunker - late,
        };
    }

    // Experiment 2a, shorter; a rule of stagnation where cells are added late.
    private static double Regular(
        ulong seed, Func<int, LaneNetwork> makeNetwork, Func<Stagnation>? makeStagnation,
        CancellationToken cancellation) => Needed(
            LaneTrials.Run(
                makeNetwork,
                number => RegularLagExperiment.MakeTrial(
                    new TrialStart("textbook/rivals/regular", seed, number, Budget), Surrounding, 1,
                    makeStagnation?.Invoke()),
                LaneTrials.Repetitions, cancellation),
            Budget);

    private static double Strings(string name, int runs, ulong seed, CancellationToken cancellation)
    {
        ExperimentRow row = LaneTrials.Row("reber", name);
        return Needed(
            LaneTrials.Run(row.MakeNetwork, n => row.MakeTrial(seed, n, StringBudget), runs, cancellation),
            StringBudget);
    }

    // The mean of binary logarithms; a run that fails counts with the budget.
    private static double Needed(TrialResult[] results, long budget) =>
        results.Average(r => Math.Log2(r.IsSolved ? r.Sequences : budget));
}
