using System.Globalization;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>Experiment 1: the embedded Reber grammar.</summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.1, tables 1 and 10. Three pairs of training and test sets with ten
/// initialisations each: trial n takes pair n mod 3.
/// The first symbol is read while all activations are 0, as the paper sets them before each string: with a step without
/// input in front hardly a trial succeeds.
/// In the variation output units see the inputs and have biases, as in Gers, Schmidhuber and Cummins 2000: the cells
/// need not pass the present symbol to the output units and can use their states for memory.
/// </remarks>
internal static class ReberExperiment
{
    /// <summary>Strings of the training set, and of the test set.</summary>
    public const int SetSize = 256;

    /// <summary>Pairs of sets.</summary>
    public const int Pairs = 3;

    /// <summary>The training set and the test set of a trial: every row is tried on the same three pairs.</summary>
    /// <param name="start">Seed and number.</param>
    public static (ProblemSequence[] Training, ProblemSequence[] Test) MakeSets(TrialStart start) =>
        EmbeddedReberGrammar.DrawSets(
            new TrialRandom(start.Seed, "reber/sets", start.Number % Pairs), SetSize, SetSize);

    /// <summary>A trial of this experiment, whatever the method.</summary>
    /// <param name="start">Row, seed, number and budget.</param>
    /// <param name="rate">The learning rate.</param>
    public static FixedSetsTrial MakeTrial(TrialStart start, float rate)
    {
        (ProblemSequence[] training, ProblemSequence[] test) = MakeSets(start);
        return new FixedSetsTrial(start, training, test) { Rate = rate, Judgement = Judgement.AdmissibleMostActive };
    }

    /// <summary>The experiment.</summary>
    public static Experiment Make() => new()
    {
        Name = "reber",
        Title = "Experiment 1: embedded Reber grammar",
        Task =
            "Predict every next symbol of strings of the embedded Reber grammar; the last but one depends on the "
            + "second, nine steps earlier or more.",
        Success =
            "For all 256 training and 256 test strings the most active outputs are the symbols that may follow.",
        Source = "Hochreiter and Schmidhuber 1997, table 1",
        Rows =
        [
            .. RivalRows.Reber(),
            Row(4, 1, 0.1f, 400_000).Make(),
            Row(3, 2, 0.1f, 200_000).Make(),
            Row(3, 2, 0.2f, 150_000).Make(),
            Row(4, 1, 0.5f, 100_000).Make(),
            Row(3, 2, 0.5f, 100_000).Make(),
            Variation(4, 1, 0.1f, 400_000),
            Variation(3, 2, 0.1f, 200_000),
            Variation(3, 2, 0.2f, 150_000),
            Variation(4, 1, 0.5f, 100_000),
            Variation(3, 2, 0.5f, 100_000),
        ],
    };

    private static BlockRow Row(int blocks, int size, float rate, long budget) => new()
    {
        Path = string.Create(CultureInfo.InvariantCulture, $"reber/lstm-{blocks}x{size}-rate-{rate}"),
        Label = string.Create(CultureInfo.InvariantCulture, $"{blocks} blocks of {size}, rate {rate}"),
        Network = new BlockNetwork
        {
            Inputs = ReberGrammar.SymbolCount,
            Blocks = blocks,
            BlockSize = size,
            Outputs = ReberGrammar.SymbolCount,
            Biased = BiasedUnits.Gates,
            InitialRange = 0.2f,
            OutputGateBiases = [.. Enumerable.Range(1, blocks).Select(block => -(float)block)],
        },
        Rule = new LearningRule { Rate = rate },
        Budget = budget,
        MakeTrial = start => MakeTrial(start, rate),
    };

    private static ExperimentRow Variation(int blocks, int size, float rate, long budget)
    {
        BlockRow row = Row(blocks, size, rate, budget);
        return (row with
        {
            Path = $"{row.Path}-variation",
            VariationOf = row.Path,
            Label = $"{row.Label}, output units see the inputs and have biases",
            Network = row.Network with
            {
                Wiring = Wiring.FullAndDirect,
                Biased = BiasedUnits.Gates | BiasedUnits.Outputs,
            },
        }).Make();
    }
}
