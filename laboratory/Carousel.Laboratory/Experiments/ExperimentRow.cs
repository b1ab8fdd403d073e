using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Papers;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>One row of a table: a method with its settings on one size of a task.</summary>
internal sealed record ExperimentRow
{
    /// <summary>Makes a row.</summary>
    /// <param name="makeNetwork">Makes the network, with as many lanes as are asked for or the nearest number that
    /// there is.</param>
    /// <param name="makeTrial">Makes a trial: seed, number, budget.</param>
    internal ExperimentRow(Func<int, LaneNetwork> makeNetwork, Func<ulong, int, long, Trial> makeTrial)
    {
        (MakeNetwork, MakeTrial) = (makeNetwork, makeTrial);
    }

    /// <summary>
    /// The name within the experiment, such as <c>length-100</c>; it never changes, since seeds and recorded figures
    /// hang on it.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The method, such as <c>LSTM</c> or <c>RTRL</c>.</summary>
    public required string Method { get; init; }

    /// <summary>A label that distinguishes it from the table's other rows, such as <c>T = 100</c>.</summary>
    public required string Label { get; init; }

    /// <summary>
    /// The size of the task by which rows are picked: T or the lag; 0 where an experiment has one size, and for rows
    /// outside the table.
    /// </summary>
    public int Length { get; init; }

    /// <summary>Adjustable weights.</summary>
    public required int WeightCount { get; init; }

    /// <summary>Trials in the paper, which <c>--full</c> runs.</summary>
    public required int PaperTrials { get; init; }

    /// <summary>Training sequences after which a trial has failed.</summary>
    public required long Budget { get; init; }

    /// <summary>
    /// The budget of a default run, if the whole one takes too long; reports state it. 0 for the whole budget.
    /// </summary>
    public long DefaultBudget { get; init; }

    /// <summary>Whether this is a variation of a row of a paper, listed next to that row.</summary>
    public bool IsVariation { get; init; }

    /// <summary>What was published, or null.</summary>
    public PublishedFigures? Published { get; init; }

    internal Func<int, LaneNetwork> MakeNetwork { get; }

    internal Func<ulong, int, long, Trial> MakeTrial { get; }

    /// <summary>
    /// Makes the task, for those who look into a network that has learned it; null where there is nothing to look at.
    /// </summary>
    internal Func<SequenceProblem>? MakeProblem { get; init; }
}
