using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>Experiment 2c: very long lags among many distractors.</summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.2, tables 3 and 10. With cells that see cells and gates, as printed,
/// distractors and gates drive the states for long; the variation leaves those
/// weights of the cells out, the gates keep theirs. It was chosen after looking at the first rows.
/// </remarks>
internal static class DistractedLagExperiment
{
    /// <summary>The experiment.</summary>
    public static Experiment Make() => new()
    {
        Name = "lags-2c",
        Title = "Experiment 2c: very long lag, many distractors",
        Task = "After b, x or y, q random distractors or more and e: was it x or y?",
        Success = "For 10,000 random sequences both outputs are off by less than 0.2 at the end.",
        Source = "Hochreiter and Schmidhuber 1997, table 3",
        Rows =
        [
            Row(50, 50, 100_000).Make(),
            Row(100, 100, 100_000).Make(),
            Row(200, 200, 100_000).Make(),
            Row(500, 500, 120_000).Make(),
            Row(1000, 1000, 150_000).Make(),
            Row(1000, 500, 150_000).Make(),
            Row(1000, 200, 225_000).Make(),
            Row(1000, 100, 410_000).Make(),
            Row(1000, 50, 610_000).Make(),
            Variation(50, 50, 100_000),
            Variation(100, 100, 100_000),
            Variation(200, 200, 100_000),
            Variation(500, 500, 120_000),
            Variation(1000, 1000, 150_000),
            Variation(1000, 500, 150_000),
            Variation(1000, 200, 225_000),
            Variation(1000, 100, 410_000),
            Variation(1000, 50, 610_000),
        ],
    };

    private static BlockRow Row(int q, int p, long budget) => new()
    {
        Path = $"lags-2c/lag-{q}-symbols-{p}",
        Label = $"q = {q}, p = {p}",
        Network = new BlockNetwork
        {
            Inputs = p + 4,
            Blocks = 2,
            BlockSize = 1,
            Outputs = 2,
            Biased = BiasedUnits.None,
            InitialRange = 0.2f,
        },
        Rule = new LearningRule { Rate = 0.01f },
        Budget = budget,
        Length = q,
        MakeProblem = () => new DistractedLag(p, q),
        MakeTrial = start =>
            new RandomSequencesTrial(start, new DistractedLag(p, q)) { Rate = 0.01f, Tolerance = 0.2f },
    };

    private static ExperimentRow Variation(int q, int p, long budget)
    {
        BlockRow row = Row(q, p, budget);
        return (row with
        {
            Path = $"{row.Path}-variation",
            VariationOf = row.Path,
            Label = $"{row.Label}, cells see only the inputs",
            Network = row.Network with { Wiring = Wiring.GatesAlone },
        }).Make();
    }
}
