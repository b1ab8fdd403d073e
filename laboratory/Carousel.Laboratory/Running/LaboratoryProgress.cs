using Carousel.Laboratory.Experiments;

namespace Carousel.Laboratory.Running;

/// <summary>How far a run is.</summary>
/// <param name="Elapsed">Time since its start.</param>
/// <param name="Left">Time it still takes, estimated; null where nothing is known yet.</param>
/// <param name="Rows">The rows, in the order in which they were asked for.</param>
internal sealed record LaboratoryProgress(TimeSpan Elapsed, TimeSpan? Left, IReadOnlyList<RowProgress> Rows);

/// <summary>How far a row is.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Row">The row.</param>
/// <param name="Trials">Its trials: those that were taken, in their order.</param>
/// <param name="TrialCount">How many there will be.</param>
/// <param name="Result">What came of it, once it is complete.</param>
internal sealed record RowProgress(
    string Experiment, ExperimentRow Row, IReadOnlyList<TrialProgress> Trials, int TrialCount, RowResult? Result);

/// <summary>How far a trial is.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Sequences">Training sequences so far.</param>
/// <param name="Error">The mean absolute error of the last sequences; not a number before the first.</param>
/// <param name="IsDone">Whether it has ended.</param>
/// <param name="IsSolved">Whether its stop rule was met.</param>
internal sealed record TrialProgress(int Number, long Sequences, double Error, bool IsDone, bool IsSolved);
