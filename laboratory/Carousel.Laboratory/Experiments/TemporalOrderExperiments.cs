using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>Experiment 6: temporal order.</summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.6, tables 9 and 10. Gers, Schmidhuber and Cummins 2000 tried 6b with
/// forget gates: with initial biases of 5 as fast as without, with 1 about three times slower.
/// </remarks>
internal static class TemporalOrderExperiments
{
    /// <summary>The two experiments.</summary>
    public static IEnumerable<Experiment> Make()
    {
        yield return new Experiment
        {
            Name = "temporal-order",
            Title = "Experiment 6a: temporal order of two symbols",
            Task =
                "In which order did two relevant symbols come, X or Y each, far from each other among 100 symbols or "
                + "more? Four classes.",
            Success =
                "In the 2,000 most recent training sequences every output was off by less than 0.3, with a mean error "
                + "below 0.1.",
            Source = "Hochreiter and Schmidhuber 1997, table 9",
            Rows = [Row("temporal-order/lstm", "6a", "LSTM", Network(2), 0.5f, 2, 300_000)],
        };
        BlockNetwork three = Network(3);
        yield return new Experiment
        {
            Name = "temporal-order-3",
            Title = "Experiment 6b: temporal order of three symbols",
            Task = "As 6a with three relevant symbols. Eight classes.",
            Success =
                "In the 2,000 most recent training sequences every output was off by less than 0.3, with a mean error "
                + "below 0.1.",
            Source = "Hochreiter and Schmidhuber 1997, table 9; forget gates: Gers, Schmidhuber and Cummins 2000",
            Rows =
            [
                Row("temporal-order-3/lstm", "6b", "LSTM", three, 0.1f, 3, 2_000_000),
                Row(
                    "temporal-order-3/lstm-variation", "6b, cells see only the inputs", "LSTM",
                    three with { Wiring = Wiring.GatesAlone }, 0.1f, 3, 2_000_000, "temporal-order-3/lstm"),
                Forgetting(three, 1),
                Forgetting(three, 5),
            ],
        };
    }

    private static BlockNetwork Network(int relevant) => new()
    {
        Inputs = 8,
        Blocks = relevant,
        BlockSize = 2,
        Outputs = 1 << relevant,
        InputGateBiases = [.. Enumerable.Range(1, relevant).Select(block => -2f * block)],
    };

    private static ExperimentRow Forgetting(BlockNetwork network, int bias) => Row(
        $"temporal-order-3/forget-bias-{bias}",
        $"6b, forget gate biases {bias}",
        "LSTM with forget gates",
        network with { HasForgetGates = true, ForgetGateBiases = [.. Enumerable.Repeat((float)bias, network.Blocks)] },
        0.1f,
        3,
        2_000_000);

    private static ExperimentRow Row(
        string path, string label, string method, BlockNetwork network, float rate, int relevant, long budget,
        string? variationOf = null) => new BlockRow
        {
            Path = path,
            VariationOf = variationOf,
            Label = label,
            Method = method,
            Network = network,
            Rule = new LearningRule { Rate = rate },
            Budget = budget,
            MakeProblem = () => new TemporalOrder(relevant),
            MakeTrial = start =>
                new RecentSequencesTrial(start, new TemporalOrder(relevant))
                {
                    Rate = rate,
                    Tolerance = 0.3f,
                    MeanErrorBelow = 0.1,
                },
        }.Make();
}
