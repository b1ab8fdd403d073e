using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>
/// Columns of numbers that count with time over all customers, such as those of orders. Their sums depend only on when
/// an event was, and are greater in the future than in all of the training.
/// </summary>
internal static class CountingNumbers
{
    private const int FewestEvents = 40;
    private const double LeastShare = 0.95;

    /// <summary>The log without such columns, with a note that names them.</summary>
    /// <param name="log">The log.</param>
    public static EventLog Remove(EventLog log)
    {
        int[] counting = [.. Enumerable.Range(0, log.Numbers.Count).Where(c => Counts(log, log.AllNumbers[c]))];
        string names = FigureText.Listed([.. counting.Select(c => $"'{log.Numbers[c]}'")], counting.Length);
        return counting.Length == 0 ? log : log.Between(
            log.First, log.Last,
            $"Left out: {names}. These numbers rise with time over all customers, as those of orders do. Name the "
            + $"columns of numbers with --numbers if they are meant.", without: counting);
    }

    // Each whole number is below that of an event a twentieth of the log later. Neighbours may be out of order.
    private static bool Counts(EventLog log, float[] numbers)
    {
        float[] inTime =
        [
            .. log.AllTimes.Zip(numbers).Where(e => !float.IsNaN(e.Second)).OrderBy(e => e.First).Select(e => e.Second),
        ];
        int later = inTime.Length / 20;
        return inTime.Length >= FewestEvents && Array.TrueForAll(inTime, float.IsInteger)
            && inTime.Zip(inTime.Skip(later), (one, next) => next > one ? 1.0 : 0).Average() >= LeastShare;
    }
}
