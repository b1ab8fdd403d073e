using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>Experiment 2a: a long lag in a regular surrounding.</summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.2, tables 2 and 10. Since there are two sequences only, both being right
/// decides what 10,000 random ones would.
/// </remarks>
internal static class RegularLagExperiment
{
    /// <summary>
    /// The network of 2a and 2b for p = 100: g logistic, h the identity, no output gate, no biases; memory cell and
    /// input gate are added later.
    /// </summary>
    public static BlockNetwork Network { get; } = new()
    {
        Inputs = 101,
        Blocks = 1,
        BlockSize = 1,
        Outputs = 101,
        Wiring = Wiring.Below,
        HasOutputGates = false,
        Biased = BiasedUnits.None,
        CellInput = Squashing.Logistic,
        CellOutput = Squashing.Identity,
        InitialRange = 0.2f,
        AddsCells = true,
    };

    private static readonly BlockRow _row = new()
    {
        Path = "lags-2a/lstm",
        Label = "p = 100",
        Network = Network,
        Rule = new LearningRule { Rate = 1 },
        Budget = 50_000,
        MakeTrial = start => MakeTrial(start, 100, 1, MakeStagnation()),
    };

    private static readonly BlockRow _variation = _row with
    {
        Path = "lags-2a/lstm-variation",
        VariationOf = "lags-2a/lstm",
        Label = "p = 100, error without f′, memory cell there from the start",
        Network = Network with { AddsCells = false },
        Rule = new LearningRule { Rate = 1, OutputError = OutputError.CrossEntropy },
        MakeTrial = start => MakeTrial(start, 100, 1),
    };

    /// <summary>
    /// When memory cell and input gate are added: where 100 sequences were not by 30 % better than the 100 before. With
    /// 1 % it comes after the error of the other steps has become small, and the cell, whose state is then large, is
    /// hardly learned any more.
    /// </summary>
    public static Stagnation MakeStagnation() => new(stretch: 100, share: 0.3);

    /// <summary>A trial of this experiment, whatever the method.</summary>
    /// <param name="start">Row, seed, number and budget.</param>
    /// <param name="p">The lag.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="stagnation">When what waits of the network is added, or null.</param>
    public static FixedSetsTrial MakeTrial(TrialStart start, int p, float rate, Stagnation? stagnation = null) =>
        new(start, new RegularLag(p).Both(), [], stagnation) { Rate = rate, Tolerance = 0.25f };

    /// <summary>The experiment.</summary>
    public static Experiment Make() => new()
    {
        Name = "lags-2a",
        Title = "Experiment 2a: long lag, regular surrounding",
        Task = "Predict the next symbol of (x, a1 … a99, x) or (y, a1 … a99, y) at every step.",
        Success = "No output is off by 0.25 or more at any step of either sequence.",
        Source = "Hochreiter and Schmidhuber 1997, table 2",
        Rows =
        [
            .. RivalRows.RegularLag(),
            _row.Make(),
            _variation.Make(),
        ],
    };
}
