using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Running;
using Carousel.Laboratory.Trials;
using Carousel.Report;

namespace Carousel.Laboratory.Reports;

/// <summary>
/// The vanishing of the gradient on the adding task: how much of an error at the end reaches earlier steps, in a
/// network of logistic units and in memory cells.
/// </summary>
internal static class ErrorFlowChart
{
    private const int Length = 100;
    private const int Sequences = 20;
    private const long TrainingSequences = 5_000;

    /// <summary>
    /// A share of an error below this counts as zero: single precision would lose it in a sum with any other.
    /// </summary>
    private const double Least = 1e-12;

    private static readonly RecurrentNetwork _recurrent = new()
    {
        Inputs = 2,
        Hidden = 8,
        Outputs = 1,
        HasBias = true,
        Gradient = RecurrentGradient.ThroughTime,
        Window = 120,
    };

    /// <summary>The chart, or null for other experiments.</summary>
    /// <param name="result">The experiment of adding: a network that has learned it is shown too.</param>
    public static Chart? Draw(ExperimentResult result)
    {
        if (result.Experiment.Name != "adding" || result.Rows.Count == 0)
        {
            return null;
        }

        BlockNetwork blocks = AddingExperiment.MakeNetwork([-3, -6]);
        ulong seed = result.Rows[0].Seed;
        float[] untrained = Draw(blocks, seed);
        float[] trained =
        [
            .. result.Rows.Select(row => row.Weights).FirstOrDefault(weights => weights.Count == blocks.WeightCount)
                ?? [],
        ];
        var lines = new List<Series>
        {
            new("logistic units, untrained", OfTraining(seed, 0), SeriesRole.Baseline),
            new(
                $"logistic units after {ResultSentence.Count(TrainingSequences)} sequences",
                OfTraining(seed, TrainingSequences)),
            new(
                "memory cells, untrained: every path",
                Average(seed, sequence => BlockErrorFlow.Measure(blocks, untrained, sequence, GradientKind.Full))),
            new(
                "memory cells: the paper's truncated gradient",
                Average(seed, sequence => BlockErrorFlow.Measure(blocks, untrained, sequence, GradientKind.Truncated))),
        };
        if (trained.Length > 0)
        {
            lines.Add(new Series(
                "memory cells that have learned: every path",
                Average(seed, sequence => BlockErrorFlow.Measure(blocks, trained, sequence, GradientKind.Full))));
        }

        return new LineChart("How much of an error comes back", Axis.Range("steps before the end", 0, Length), lines)
        {
            Caption =
                "The error at the end of a sequence of 100 pairs that reaches units of earlier steps, as a share of "
                + "what reaches those of the last step. A line ends where less than 10⁻¹² is left.",
            ValueName = "share of the error",
            IsLogarithmic = true,
        };
    }

    /// <summary>
    /// The root mean square over sequences, as a share of that of the last step; not a number where next to nothing is
    /// left.
    /// </summary>
    private static double[] Average(ulong seed, Func<ProblemSequence, double[]> measure)
    {
        var squares = new double[Length];
        var random = new TrialRandom(seed, "adding/error-flow/sequences", 0);
        var problem = new Adding(Length);
        var sequence = new ProblemSequence();
        for (int n = 0; n < Sequences; n++)
        {
            problem.Draw(random, sequence);
            double[] sizes = measure(sequence);
            for (int lag = 0; lag < Length; lag++)
            {
                squares[lag] += sizes[lag] * sizes[lag];
            }
        }

        bool isGone = false;
        return [
            .. squares.Select(square => Math.Sqrt(square / squares[0]))
                .Select(share => (isGone |= !(share >= Least)) ? double.NaN : share),
        ];
    }

    private static double[] OfTraining(ulong seed, long sequences)
    {
        float[] weights = Train(seed, sequences);
        return Average(seed, sequence => RecurrentErrorFlow.Measure(_recurrent, weights, sequence));
    }

    private static float[] Train(ulong seed, long sequences)
    {
        var trials = new TrialQueue(
            number =>
                new RecentSequencesTrial(
                    new TrialStart("adding/error-flow", seed, number, sequences),
                    new Adding(Length))
                { Rate = 0.5f, Tolerance = 0.04f, MeanErrorBelow = 0.01 }, 1);
        using (RecurrentLaneNetwork lanes = RecurrentLaneNetwork.Create(_recurrent, 1))
        {
            new LaneRunner(lanes, trials).Run(CancellationToken.None);
        }

        return trials.Find(0)!.Result.Weights;
    }

    private static float[] Draw(BlockNetwork network, ulong seed)
    {
        using BlockLanes lanes = BlockLanes.Make(network, new LearningRule { Rate = 0.5f }, symbols: false, 1);
        lanes.Initialize(0, new TrialRandom(seed, "adding/error-flow/blocks", 0));
        var weights = new float[network.WeightCount];
        lanes.ReadWeights(0, weights);
        return weights;
    }
}
