using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Papers;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>Makes the rows of the algorithms that memory cells were compared with.</summary>
internal sealed record RivalRow
{
    /// <summary>Experiment and name, such as <c>reber/elman-15</c>.</summary>
    public required string Path { get; init; }

    /// <summary>A label that distinguishes the row from the others.</summary>
    public required string Label { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Adjustable weights.</summary>
    public required int WeightCount { get; init; }

    /// <summary>Makes the network, with as many lanes as are asked for or the nearest number that there is.</summary>
    public required Func<int, LaneNetwork> MakeNetwork { get; init; }

    /// <summary>Makes a trial.</summary>
    public required Func<TrialStart, Trial> MakeTrial { get; init; }

    /// <summary>Training sequences after which a trial has failed.</summary>
    public required long Budget { get; init; }

    /// <summary>The budget of a default run, or 0 for the whole one.</summary>
    public long DefaultBudget { get; init; }

    /// <summary>The size of the task, or 0.</summary>
    public int Length { get; init; }

    /// <summary>Trials of a full run where the paper does not say how many.</summary>
    public required int Trials { get; init; }

    /// <summary>The row of a network of logistic units with recurrent connections.</summary>
    /// <param name="path">Experiment and name.</param>
    /// <param name="label">A label that distinguishes the row from the others.</param>
    /// <param name="network">The network.</param>
    /// <param name="trials">Trials of a full run where the paper does not say how many.</param>
    /// <param name="budget">Training sequences after which a trial has failed.</param>
    /// <param name="defaultBudget">The budget of a default run, or 0.</param>
    /// <param name="makeTrial">Makes a trial.</param>
    public static ExperimentRow Make(
        string path, string label, RecurrentNetwork network, int trials, long budget, long defaultBudget,
        Func<TrialStart, Trial> makeTrial) => new RivalRow
        {
            Path = path,
            Label = label,
            Method = network.Gradient switch
            {
                RecurrentGradient.RealTime => "RTRL",
                RecurrentGradient.ThroughTime => "BPTT",
                _ => "Elman"
            },
            WeightCount = network.WeightCount,
            MakeNetwork = lanes => RecurrentLaneNetwork.Create(network, lanes),
            MakeTrial = makeTrial,
            Budget = budget,
            DefaultBudget = defaultBudget,
            Trials = trials,
        }.Make();

    /// <summary>The row, with its published values.</summary>
    public ExperimentRow Make()
    {
        PaperRow? paper = PaperFigures.Find(Path);
        return new ExperimentRow(
            MakeNetwork, (seed, number, budget) => MakeTrial(new TrialStart(Path, seed, number, budget)))
        {
            Name = Path[(Path.IndexOf('/', StringComparison.Ordinal) + 1)..],
            Method = Method,
            Label = Label,
            Length = Length,
            WeightCount = WeightCount,
            PaperTrials = paper?.Trials ?? Trials,
            Budget = Budget,
            DefaultBudget = DefaultBudget,
            Published = paper?.Published,
        };
    }
}
