using Carousel.Autograd;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Textbook.Online;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// How many sequences learning takes by the truncated gradient, compared with the full one from the same
/// weights on the same sequences.
/// </summary>
internal sealed class TruncationTrial : StatementTrial
{
    private const int Length = 30;

    private static readonly OnlineTask _adding = Adding(), _reber = Reber();

    /// <inheritdoc/>
    public override int Number => 3;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        int done = 0;
        TrialResult[] Learn(OnlineTask task, GradientKind gradient)
        {
            TrialResult[] results = LaneTrials.Run(
                lanes => BlockLanes.Make(
                    task.Network, task.Rule with { Gradient = gradient }, task.HasSymbols, lanes),
                number => task.MakeTrial(new TrialStart(task.Path, seed, number, task.Budget)),
                task.Repetitions, cancellation);
            progress(++done / 4.0);
            return results;
        }

        double Logarithm(GradientKind gradient) => Learn(_adding, gradient).Average(r => Math.Log2(r.Sequences));
        double Solved(GradientKind gradient) => Learn(_reber, gradient).Average(r => r.IsSolved ? 1.0 : 0);
        return new Dictionary<string, double>
        {
            ["adding_truncated_log2"] = Logarithm(GradientKind.Truncated) - Logarithm(GradientKind.Full),
            ["reber_solved_full_less_truncated"] = Solved(GradientKind.Full) - Solved(GradientKind.Truncated),
        };
    }

    // Experiment 4 with its variation, over a shorter lag.
    private static OnlineTask Adding() => new(
        "textbook/truncation/adding", AddingExperiment.Vary(AddingExperiment.MakeNetwork([-3, -6])),
        AddingExperiment.Vary(new LearningRule { Rate = 0.5f }), HasSymbols: false, 100_000, LaneTrials.Repetitions,
        start => new RecentSequencesTrial(start, new Adding(Length))
        {
            Rate = 0.5f,
            Tolerance = 0.04f,
            MeanErrorBelow = 0.01,
        });

    // Experiment 1 with its variation.
    private static OnlineTask Reber()
    {
        const float Rate = 0.2f;
        using var printed = (BlockLanes)LaneTrials.Row("reber", "lstm-3x2-rate-0.2-variation").MakeNetwork(4);
        return new OnlineTask(
            "textbook/truncation/reber", printed.Network, new LearningRule { Rate = Rate }, HasSymbols: true,
            10_000, 4 * LaneTrials.Repetitions, start => ReberExperiment.MakeTrial(start, Rate));
    }

    private sealed record OnlineTask(
        string Path, BlockNetwork Network, LearningRule Rule, bool HasSymbols, long Budget, int Repetitions,
        Func<TrialStart, Trial> MakeTrial);
}
