using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>Experiment 4: adding.</summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.4, tables 7 and 10. With the settings as printed the sums near ±2
/// saturate the output unit, and at T = 500 biases and gates that feed the cells
/// step by step keep the error on a plateau that grows with T². The variation leaves out the factor f′ of the output's
/// error and the biases of the cells.
/// </remarks>
internal static class AddingExperiment
{
    /// <summary>The network of experiments 4 and 5, which differ in the biases of the input gates.</summary>
    /// <param name="inputGateBiases">The biases of the input gates; empty for random ones.</param>
    public static BlockNetwork MakeNetwork(IReadOnlyList<float> inputGateBiases) => new()
    {
        Inputs = 2,
        Blocks = 2,
        BlockSize = 2,
        Outputs = 1,
        InputGateBiases = inputGateBiases,
    };

    /// <summary>
    /// The variation of experiments 4 and 5, chosen after looking at experiment 4: cells without biases.
    /// </summary>
    /// <param name="network">As published.</param>
    public static BlockNetwork Vary(BlockNetwork network) =>
        network with { Biased = BiasedUnits.Gates | BiasedUnits.Outputs };

    /// <summary>The rule of the same variation: the output's error is t − y, without f′.</summary>
    /// <param name="rule">As published.</param>
    public static LearningRule Vary(LearningRule rule) => rule with { OutputError = OutputError.CrossEntropy };

    /// <summary>The experiment.</summary>
    public static Experiment Make() => new()
    {
        Name = "adding",
        Title = "Experiment 4: adding",
        Task = "Output the scaled sum of the two marked values in a sequence of T pairs or more, at its end.",
        Success =
            "The 2,000 most recent training sequences were all off by less than 0.04, with a mean error below 0.01.",
        Source = "Hochreiter and Schmidhuber 1997, table 7",
        Rows =
        [
            Row(100, 700_000).Make(),
            Row(500, 1_000_000).Make(),
            Row(1000, 3_000_000).Make(),
            Variation(100, 700_000),
            Variation(500, 1_000_000),
            Variation(1000, 3_000_000),
            FullGradient(100, 700_000),
        ],
    };

    private static BlockRow Row(int length, long budget) => new()
    {
        Path = $"adding/length-{length}",
        Label = $"T = {length}",
        Network = MakeNetwork([-3, -6]),
        Rule = new LearningRule { Rate = 0.5f },
        HasSymbols = false,
        Length = length,
        MakeProblem = () => new Adding(length),
        Budget = budget,
        MakeTrial = start =>
            new RecentSequencesTrial(start, new Adding(length))
            {
                Rate = 0.5f,
                Tolerance = 0.04f,
                MeanErrorBelow = 0.01,
            },
    };

    private static ExperimentRow Variation(int length, long budget)
    {
        BlockRow row = Row(length, budget);
        return (row with
        {
            Path = $"{row.Path}-variation",
            VariationOf = row.Path,
            Label = $"{row.Label}, error without f′, cells without biases",
            Network = Vary(row.Network),
            Rule = Vary(row.Rule),
        }).Make();
    }

    private static ExperimentRow FullGradient(int length, long budget)
    {
        BlockRow row = Row(length, budget);
        return (row with
        {
            Path = $"{row.Path}-full-gradient",
            Label = $"{row.Label}, full gradient",
            Rule = row.Rule with { Gradient = GradientKind.Full },
            Length = 0,
        }).Make();
    }
}
