using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>Experiment 5: multiplication.</summary>
/// <remarks>Hochreiter and Schmidhuber 1997, section 5.5, tables 8 and 10.</remarks>
internal static class MultiplicationExperiment
{
    /// <summary>The experiment.</summary>
    public static Experiment Make() => new()
    {
        Name = "multiplication",
        Title = "Experiment 5: multiplication",
        Task = "Output the product of the two marked values in a sequence of 100 pairs or more, at its end.",
        Success = "Fewer of the 2,000 most recent training sequences than the row's limit were off by 0.04 or more.",
        Source = "Hochreiter and Schmidhuber 1997, table 8",
        Rows =
        [
            Row(140, 1_500_000).Make(), Row(13, 4_000_000).Make(), Variation(140, 1_500_000), Variation(13, 4_000_000),
        ],
    };

    private static BlockRow Row(int wrongBelow, long budget) => new()
    {
        Path = $"multiplication/wrong-below-{wrongBelow}",
        Label = $"fewer than {wrongBelow} of 2,000 wrong",
        Network = AddingExperiment.MakeNetwork([]),
        Rule = new LearningRule { Rate = 0.1f },
        HasSymbols = false,
        MakeProblem = () => new Multiplication(100),
        Budget = budget,
        MakeTrial = start =>
            new RecentSequencesTrial(start, new Multiplication(100))
            {
                Rate = 0.1f,
                Tolerance = 0.04f,
                WrongBelow = wrongBelow,
            },
    };

    private static ExperimentRow Variation(int wrongBelow, long budget)
    {
        BlockRow row = Row(wrongBelow, budget);
        return (row with
        {
            Path = $"{row.Path}-variation",
            VariationOf = row.Path,
            Label = $"{row.Label}, error without f′, cells without biases",
            Network = AddingExperiment.Vary(row.Network),
            Rule = AddingExperiment.Vary(row.Rule),
        }).Make();
    }
}
