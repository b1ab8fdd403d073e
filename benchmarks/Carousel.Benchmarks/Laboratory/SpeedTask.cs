using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;

namespace Carousel.Benchmarks.Laboratory;

/// <summary>A task with the network that learns it, and how many training sequences each lane is shown.</summary>
internal sealed record SpeedTask(string Name, BlockNetwork Network, Func<SequenceProblem> MakeProblem, int Sequences)
{
    /// <summary>The network of experiment 4: 93 weights.</summary>
    public static BlockNetwork Adding { get; } = new()
    {
        Inputs = 2,
        Blocks = 2,
        BlockSize = 2,
        Outputs = 1,
        InputGateBiases = [-3, -6],
        LeadingSteps = 1,
    };

    private static BlockNetwork Noise { get; } = new()
    {
        Inputs = 1,
        Blocks = 3,
        BlockSize = 1,
        Outputs = 1,
        Biased = BiasedUnits.Hidden,
        LeadingSteps = 1,
    };

    private static BlockNetwork Order { get; } = new()
    {
        Inputs = 8,
        Blocks = 3,
        BlockSize = 2,
        Outputs = 8,
        LeadingSteps = 1,
    };

    private static BlockNetwork Lag { get; } = new()
    {
        Inputs = 1004,
        Blocks = 2,
        BlockSize = 1,
        Outputs = 2,
        Biased = BiasedUnits.None,
        LeadingSteps = 1,
    };

    private static BlockNetwork Grammar { get; } = new()
    {
        Inputs = 7,
        Blocks = 3,
        BlockSize = 2,
        Outputs = 7,
        Biased = BiasedUnits.Gates,
        LeadingSteps = 1,
    };

    private static BlockNetwork Stream { get; } = new()
    {
        Inputs = 7,
        Blocks = 4,
        BlockSize = 2,
        Outputs = 7,
        Wiring = Wiring.Cells,
        HasForgetGates = true,
        Biased = BiasedUnits.Gates | BiasedUnits.Outputs,
    };

    /// <summary>The tasks.</summary>
    public static IReadOnlyList<SpeedTask> All { get; } =
    [
        new("adding, T = 100", Adding, () => new Adding(100), 2000),
        new("adding, T = 1000", Adding, () => new Adding(1000), 200),
        new("noise, T = 1000", Noise, () => new NoisySignal(1000, 3), 200),
        new("order of three", Order, () => new TemporalOrder(3), 1000),
        new("lag 1000 of 1000", Lag, () => new DistractedLag(1000, 1000), 100),
        new("grammar *", Grammar, () => new EmbeddedReberGrammar(), 6000),
        new("continual grammar *", Stream, () => new ContinualReberGrammar(100), 40),
    ];
}
