using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>Experiment 2b: a long lag without local regularities.</summary>
/// <remarks>Hochreiter and Schmidhuber 1997, section 5.2.</remarks>
internal static class RandomLagExperiment
{
    private static readonly BlockRow _row = new()
    {
        Path = "lags-2b/lstm",
        Label = "p = 100",
        Network = RegularLagExperiment.Network,
        Rule = new LearningRule { Rate = 1 },
        Budget = 50_000,
        MakeTrial = start => MakeTrial(start, 100, 1, RegularLagExperiment.MakeStagnation()),
    };

    private static readonly BlockRow _variation = _row with
    {
        Path = "lags-2b/lstm-variation",
        VariationOf = "lags-2b/lstm",
        Label = "p = 100, targets only at the end, error without f′",
        Rule = new LearningRule { Rate = 1, OutputError = OutputError.CrossEntropy },
        MakeTrial = start =>
            new RandomSequencesTrial(
                start, new RandomLag(100, asksAtEndAlone: true),
                RegularLagExperiment.MakeStagnation())
            { Rate = 1, Tolerance = 0.25f },
    };

    /// <summary>A trial of this experiment, whatever the method.</summary>
    /// <param name="start">Row, seed, number and budget.</param>
    /// <param name="p">The lag.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="stagnation">When what waits of the network is added, or null.</param>
    public static RandomSequencesTrial MakeTrial(TrialStart start, int p, float rate, Stagnation? stagnation = null) =>
        new(start, new RandomLag(p), stagnation) { Rate = rate, Tolerance = 0.25f };

    /// <summary>The experiment.</summary>
    public static Experiment Make() => new()
    {
        Name = "lags-2b",
        Title = "Experiment 2b: long lag, no local regularities",
        Task = "As 2a, but the 99 symbols between are random: only the last symbol can be predicted.",
        Success = "For 10,000 random sequences no output is off by 0.25 or more at the last step.",
        Source = "Hochreiter and Schmidhuber 1997, section 5.2",
        Rows =
        [
            .. RivalRows.RandomLag(),
            _row.Make(),
            _variation.Make(),
        ],
    };
}
