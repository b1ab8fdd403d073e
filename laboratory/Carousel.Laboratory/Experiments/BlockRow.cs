using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Papers;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>Makes the rows of networks of memory cell blocks.</summary>
internal sealed record BlockRow
{
    /// <summary>Experiment and name, such as <c>adding/length-100</c>.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// The published row that this one is a variation of, or null for a row as published; what differs is in
    /// <see cref="Label"/>.
    /// </summary>
    public string? VariationOf { get; init; }

    /// <summary>A label that distinguishes the row from the others.</summary>
    public required string Label { get; init; }

    /// <summary>
    /// The size of the task by which rows are picked: T or the lag; 0 where an experiment has one size, and for rows
    /// outside the table.
    /// </summary>
    public int Length { get; init; }

    /// <summary>The method.</summary>
    public string Method { get; init; } = "LSTM";

    /// <summary>The network.</summary>
    public required BlockNetwork Network { get; init; }

    /// <summary>How it learns.</summary>
    public required LearningRule Rule { get; init; }

    /// <summary>Whether a step's input is a symbol.</summary>
    public bool HasSymbols { get; init; } = true;

    /// <summary>Training sequences after which a trial has failed.</summary>
    public required long Budget { get; init; }

    /// <summary>The budget of a default run, or 0 for that of <see cref="DefaultBudgets"/> or the whole one.</summary>
    public long DefaultBudget { get; init; }

    /// <summary>Trials of a full run where no paper says how many.</summary>
    public int Trials { get; init; } = 10;

    /// <summary>Makes the task, for those who look into a network that has learned it.</summary>
    public Func<SequenceProblem>? MakeProblem { get; init; }

    /// <summary>Makes a trial.</summary>
    public required Func<TrialStart, Trial> MakeTrial { get; init; }

    /// <summary>The row, with its published values.</summary>
    public ExperimentRow Make()
    {
        PaperRow? paper = PaperFigures.Find(VariationOf ?? Path);
        return new ExperimentRow(
            lanes => BlockLanes.Make(Network, Rule, HasSymbols, lanes),
            (seed, number, budget) => MakeTrial(new TrialStart(Path, seed, number, budget)))
        {
            Name = Path[(Path.IndexOf('/', StringComparison.Ordinal) + 1)..],
            Method = VariationOf is null ? Method : $"{Method}, variation",
            Label = Label,
            Length = Length,
            MakeProblem = MakeProblem,
            WeightCount = Network.WeightCount,
            PaperTrials = paper?.Trials ?? Trials,
            Budget = Budget,
            DefaultBudget = DefaultBudget > 0 ? DefaultBudget : DefaultBudgets.Of(Path, Budget),
            IsVariation = VariationOf is not null,
            Published = paper?.Published,
        };
    }
}
