using Carousel.Laboratory.Experiments;

namespace Carousel.Laboratory.Running;

/// <summary>How experiments are run.</summary>
internal sealed record LaboratoryOptions
{
    private const int UsualTrials = 3;

    /// <summary>Trials of each row; 0 for three, or with <see cref="Full"/> the paper's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int Trials
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Where all chance comes from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads that compute, without influence on the results; 0 for one a processor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int Threads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Whether trials have the paper's number and their whole budget.</summary>
    public bool Full { get; init; }

    /// <summary>
    /// Training sequences after which a trial has failed, whatever the row sets; 0 for the row's budget.
    /// </summary>
    internal long Budget { get; init; }

    /// <summary>Trials of a row.</summary>
    /// <param name="row">The row.</param>
    /// <returns>At least 1.</returns>
    public int TrialsOf(ExperimentRow row) =>
        Trials > 0 ? Trials : Full ? row.PaperTrials : Math.Min(UsualTrials, row.PaperTrials);

    /// <summary>Training sequences after which a trial of a row has failed.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The row's budget, or the reduced one of a run that is not full.</returns>
    public long BudgetOf(ExperimentRow row) =>
        Budget > 0 ? Budget : Full || row.DefaultBudget == 0 ? row.Budget : row.DefaultBudget;
}
