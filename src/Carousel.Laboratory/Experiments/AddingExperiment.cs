using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>Experiment 4: adding.</summary>
/// <remarks>Hochreiter and Schmidhuber 1997, section 5.4, tables 7 and 10.</remarks>
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
        LeadingSteps = 1,
    };

    /// <summary>The experiment.</summary>
    public static Experiment Make() => new()
    {
        Name = "adding",
        Title = "Experiment 4: adding",
        Task = "Say the scaled sum of the two marked values in a sequence of T pairs or more, at its end.",
        Success = "The 2,000 most recent training sequences were all off by less than 0.04, with a mean error below 0.01.",
        Source = "Hochreiter and Schmidhuber 1997, table 7",
        Rows =
        [
            Row(100, GradientKind.Truncated, 700_000),
            Row(500, GradientKind.Truncated, 2_000_000),
            Row(1000, GradientKind.Truncated, 6_000_000),
            Row(100, GradientKind.Full, 700_000),
        ],
    };

    private static ExperimentRow Row(int length, GradientKind gradient, long budget)
    {
        bool isFull = gradient == GradientKind.Full;
        return new BlockRow
        {
            Path = $"adding/length-{length}{(isFull ? "-full-gradient" : "")}",
            Label = $"T = {length}{(isFull ? ", full gradient" : "")}",
            Network = MakeNetwork([-3, -6]),
            Rule = new LearningRule { Rate = 0.5f, Gradient = gradient },
            HasSymbols = false,
            Length = isFull ? 0 : length,
            MakeProblem = () => new Adding(length),
            Budget = budget,
            MakeTrial = start => new RecentSequencesTrial(start, new Adding(length)) { Rate = 0.5f, Tolerance = 0.04f, MeanErrorBelow = 0.01 },
        }.Make();
    }
}
