using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading.Events;

namespace Carousel.Survival;

/// <summary>What a survival model is made of and what it reads: enough to build it again and to read another log as it was read.</summary>
/// <param name="Columns">The columns of the log.</param>
/// <param name="Period">How long a period is.</param>
/// <param name="Rule">What leaving is.</param>
/// <param name="Features">What is seen of a period.</param>
/// <param name="Horizon">K: how many periods ahead.</param>
/// <param name="Cells">The recurrent layers.</param>
public sealed record SurvivalDesign(
    SurvivalColumns Columns, PeriodKind Period, LeaveRule Rule, PeriodFeatures Features, int Horizon, CellDesign Cells)
{
    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    internal bool IsInRange => Cells.IsInRange && !Cells.Bidirectional && Horizon is >= 1 and <= 100 && Enum.IsDefined(Period) && Features.Count <= 10_000
        && Rule.AbsentPeriods is >= 0 and <= 1000;
}

/// <summary>The columns of a log.</summary>
/// <param name="Id">Whose events they are.</param>
/// <param name="Time">When they were.</param>
/// <param name="Event">What happened; null where there is no such column.</param>
/// <param name="Categories">Other categories.</param>
/// <param name="Numbers">Numbers.</param>
public sealed record SurvivalColumns(string Id, string Time, string? Event, IReadOnlyList<string> Categories, IReadOnlyList<string> Numbers)
{
    /// <summary>The columns of a log.</summary>
    /// <param name="log">The log.</param>
    /// <returns>Its columns.</returns>
    public static SurvivalColumns Of(EventLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return new SurvivalColumns(
            log.IdName, log.TimeName, log.Categories.Count == 0 ? null : log.Categories[0].Name, [.. log.Categories.Skip(1).Select(c => c.Name)], log.Numbers);
    }

    /// <summary>How another log is read with the same columns.</summary>
    /// <returns>The options.</returns>
    public EventReadOptions ToOptions() => new()
    {
        Id = Id,
        Time = Time,
        Event = Event ?? EventReadOptions.None,
        Categories = Categories.Count == 0 ? [EventReadOptions.None] : Categories,
        Numbers = Numbers.Count == 0 ? [EventReadOptions.None] : Numbers,
        Label = EventReadOptions.None,
    };
}
