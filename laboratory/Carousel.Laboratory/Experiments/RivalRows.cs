using System.Globalization;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>The rows of the algorithms that memory cells were compared with, experiment by experiment.</summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, tables 1 and 2. Rivals that fail had 5,000,000 sequences there; the budgets here
/// are smaller, so that all of them together take half an hour on two cores.
/// </remarks>
internal static class RivalRows
{
    private const int ReberTrials = 30;

    private const int LagTrials = 18;

    /// <summary>
    /// Experiment 1. Real-time recurrent learning in networks whose output units feed all units: only so are there 170
    /// weights with 3 hidden units and 494 with 12.
    /// </summary>
    public static IReadOnlyList<ExperimentRow> Reber()
    {
        RecurrentNetwork network = new()
        {
            Inputs = ReberGrammar.SymbolCount,
            Hidden = 3,
            Outputs = ReberGrammar.SymbolCount,
            TakesSymbols = true,
            Place = OutputPlace.Among,
            Gradient = RecurrentGradient.RealTime,
        };
        RecurrentNetwork elman = network with
        {
            Hidden = 15,
            Place = OutputPlace.Above,
            Gradient = RecurrentGradient.Copied,
        };
        RecurrentCascade cascade = new()
        {
            Inputs = ReberGrammar.SymbolCount,
            Outputs = ReberGrammar.SymbolCount,
            TakesSymbols = true,
        };
        return
        [
            RivalRow.Make(
                "reber/rtrl-3", "3 hidden units, rate 0.05", network, ReberTrials, 520_000, 200_000,
                start => ReberExperiment.MakeTrial(start, 0.05f)),
            RivalRow.Make(
                "reber/rtrl-12", "12 hidden units, rate 0.1", network with { Hidden = 12 }, ReberTrials, 100_000,
                30_000, start => ReberExperiment.MakeTrial(start, 0.1f)),
            RivalRow.Make(
                "reber/elman-15", "15 hidden units, rate 0.1", elman, ReberTrials, 200_000, 50_000,
                start => ReberExperiment.MakeTrial(start, 0.1f)),
            new RivalRow
            {
                Path = "reber/cascade-correlation",
                Label = $"up to {cascade.MostHidden} hidden units",
                Method = "recurrent cascade correlation",
                WeightCount = cascade.WeightsWith(cascade.MostHidden),
                MakeNetwork = _ => new RecurrentCascadeNetwork(cascade),
                MakeTrial = MakePasses,
                Budget = 550_000,
                DefaultBudget = 200_000,
                Trials = ReberTrials,
            }.Make(),
        ];
    }

    /// <summary>
    /// Experiment 2a. One hidden unit; hidden and output units read the inputs and the hidden unit of the step before,
    /// as all net inputs of the paper do.
    /// </summary>
    public static IReadOnlyList<ExperimentRow> RegularLag() =>
    [
        Lag(4, 1, 5_000_000),
        Lag(4, 4, 5_000_000),
        Lag(4, 10, 5_000_000),
        RivalRow.Make(
            "lags-2a/rtrl-10", "p = 10, rate 4", Network(10, RecurrentGradient.RealTime), LagTrials, 2_000_000, 200_000,
            start => RegularLagExperiment.MakeTrial(start, 10, 4)),
        RivalRow.Make(
            "lags-2a/rtrl-100", "p = 100, rate 4", Network(100, RecurrentGradient.RealTime), LagTrials, 50_000, 10_000,
            start => RegularLagExperiment.MakeTrial(start, 100, 4)),
        RivalRow.Make(
            "lags-2a/bptt-100", "p = 100, rate 4", Network(100, RecurrentGradient.ThroughTime), LagTrials, 50_000,
            10_000, start => RegularLagExperiment.MakeTrial(start, 100, 4)),
        Chunker("lags-2a/chunker", 100_000, 40_000, start => RegularLagExperiment.MakeTrial(start, 100, 1)),
    ];

    /// <summary>Experiment 2b: the same networks, where nothing between can be predicted.</summary>
    public static IReadOnlyList<ExperimentRow> RandomLag() =>
    [
        RivalRow.Make(
            "lags-2b/rtrl", "p = 100, rate 1", Network(100, RecurrentGradient.RealTime), LagTrials, 30_000, 5_000,
            start => RandomLagExperiment.MakeTrial(start, 100, 1)),
        RivalRow.Make(
            "lags-2b/bptt", "p = 100, rate 1", Network(100, RecurrentGradient.ThroughTime), LagTrials, 30_000, 5_000,
            start => RandomLagExperiment.MakeTrial(start, 100, 1)),
        Chunker("lags-2b/chunker", 10_000, 5_000, start => RandomLagExperiment.MakeTrial(start, 100, 1)),
    ];

    private static ExperimentRow Lag(int p, float rate, long budget) => RivalRow.Make(
        string.Create(CultureInfo.InvariantCulture, $"lags-2a/rtrl-{p}-rate-{rate}"),
        string.Create(CultureInfo.InvariantCulture, $"p = {p}, rate {rate}"),
        Network(p, RecurrentGradient.RealTime),
        LagTrials,
        budget,
        0,
        start => RegularLagExperiment.MakeTrial(start, p, rate));

    private static RecurrentNetwork Network(int p, RecurrentGradient gradient) => new()
    {
        Inputs = p + 1,
        Hidden = 1,
        Outputs = p + 1,
        TakesSymbols = true,
        Place = OutputPlace.Beside,
        Gradient = gradient,
    };

    private static ExperimentRow Chunker(
        string path, long budget, long defaultBudget, Func<TrialStart, Trial> makeTrial)
    {
        SequenceChunker chunker = new() { Symbols = 101 };
        return new RivalRow
        {
            Path = path,
            Label = "p = 100, rate 1",
            Method = "neural sequence chunker",
            WeightCount = chunker.WeightCount,
            MakeNetwork = lanes => new SequenceChunkerLanes(chunker, lanes),
            MakeTrial = makeTrial,
            Budget = budget,
            DefaultBudget = defaultBudget,
            Trials = LagTrials,
        }.Make();
    }

    private static PassesTrial MakePasses(TrialStart start)
    {
        (ProblemSequence[] training, ProblemSequence[] test) = ReberExperiment.MakeSets(start);
        return new PassesTrial(start, training, test) { Rate = 1, Judgement = Judgement.AdmissibleMostActive };
    }
}
