using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>What leaving is: an event, or no event for some whole periods in a row.</summary>
/// <param name="Event">The event that is the leaving; null where absence is.</param>
/// <param name="AbsentPeriods">A customer has left at the end of this many periods in a row without an event; 0 where
/// an event is the leaving.</param>
/// <param name="Censor">An event after which a customer is no longer observed, without having left; null where there is
/// none.</param>
internal sealed record LeaveRule(string? Event, int AbsentPeriods = 0, string? Censor = null)
{
    private static readonly string[] _names = (
        "leave left churn churned cancel cancelled canceled unsubscribe unsubscribed close closed terminate "
        + "terminated").Split(' ');

    /// <summary>Names of a column that marks the rows in which somebody leaves.</summary>
    public static readonly string[] Columns =
        "churn churned is_churn cancelled canceled exited attrition".Split(' ');

    /// <summary>Whether a column marks the rows in which somebody leaves.</summary>
    public static bool IsMark(string? column) => Columns.Contains(column, StringComparer.OrdinalIgnoreCase);

    /// <summary>An event that is called a leaving, or the 1 or yes of a column that is called so.</summary>
    /// <param name="column">The column of the events; null without one.</param>
    /// <param name="names">The events of a log.</param>
    /// <returns>Its name, or null.</returns>
    public static string? FindEvent(string? column, IReadOnlyList<string> names) =>
        (IsMark(column)
            ? names.FirstOrDefault(n => n is "1" or "1.0" || (FlagWords.TryReadWord(n, out float flag) && flag == 1))
            : null)
        ?? _names.Select(n => names.FirstOrDefault(e => e.Equals(n, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(e => e is not null);
}
