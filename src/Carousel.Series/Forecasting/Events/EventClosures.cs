using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// On which special days a series is closed: all its values of such a day are 0, whatever the level of the series.
/// </summary>
/// <param name="Shares">For all events of a kind, for one event and for an event of a series, see <see cref="Keys"/>:
/// how probable it is for each target that the series is closed. 1 is certain; days that are not listed are open.
/// </param>
internal sealed record EventClosures(IReadOnlyDictionary<string, IReadOnlyList<double>> Shares)
{
    /// <summary>Whether each event has a probability for each target.</summary>
    /// <param name="targets">K.</param>
    public bool Fits(int targets) =>
        Shares.Values.All(v => v.Count == targets && v.All(share => share is >= 0 and <= 1));

    /// <summary>The names of an event, the most particular last; the last is null for a series without a name.
    /// </summary>
    /// <param name="mark">The event.</param>
    /// <param name="id">The series.</param>
    public static (string Kind, string Event, string? OfSeries) Keys(EventMark mark, string? id)
    {
        (string kind, string own) = EventEffects.NamesOf(mark);
        return (kind, own, id is null ? null : $"{own}|series {id}");
    }

    /// <summary>How probable it is that a series is closed on a row.</summary>
    /// <param name="calendar">Which days are special.</param>
    /// <param name="series">The series.</param>
    /// <param name="row">The row; also one after the last.</param>
    /// <param name="target">Which target.</param>
    public double At(EventCalendar calendar, Series series, int row, int target)
    {
        double share = 0;
        if (series.TimeAt(row) is { } stamp)
        {
            foreach (EventMark mark in calendar.On(DateOnly.FromDateTime(stamp), series.Id))
            {
                share = Math.Max(share, mark.Value == 0 ? 0 : Of(mark, series.Id)?[target] ?? 0);
            }
        }

        return share;
    }

    /// <summary>The probabilities of an event: its own in the series, else in all series, else those of its kind.
    /// </summary>
    private IReadOnlyList<double>? Of(EventMark mark, string? id)
    {
        (string kind, string own, string? ofSeries) = Keys(mark, id);
        return (ofSeries is not null && Shares.TryGetValue(ofSeries, out IReadOnlyList<double>? shares))
            || Shares.TryGetValue(own, out shares) || Shares.TryGetValue(kind, out shares) ? shares : null;
    }

    /// <summary>
    /// Quantiles of a day on which a series may be closed, from those of the same day as an open one: 0 counts with
    /// the probability that it is.
    /// </summary>
    /// <param name="shares">[Q].</param>
    /// <param name="quantiles">[Q], changed.</param>
    /// <param name="closed">How probable it is.</param>
    /// <param name="isWhole">Whether values are whole numbers.</param>
    public static void Apply(IReadOnlyList<double> shares, Span<double> quantiles, double closed, bool isWhole)
    {
        if (closed >= 1)
        {
            quantiles.Clear();
            return;
        }

        double[] open = quantiles.ToArray();
        for (int q = 0; q < open.Length; q++)
        {
            // The distribution is (1 − closed) times an open day's, plus a mass of size closed at 0.
            double below = shares[q] / (1 - closed), above = (shares[q] - closed) / (1 - closed);
            double value = Math.Max(
                below >= 1 ? 0 : Math.Min(0, QuantileScale.Value(shares, open, below)),
                above <= 0 ? double.NegativeInfinity : QuantileScale.Value(shares, open, above));
            quantiles[q] = isWhole ? Math.Round(value) : value;
        }
    }

    /// <summary>The series with missing values for the zeros of days on which it is closed.</summary>
    /// <param name="calendar">Which days are special.</param>
    /// <param name="set">The series.</param>
    public SeriesSet Mask(EventCalendar calendar, SeriesSet set)
    {
        int targets = set.Roles.Targets.Count;
        return set.With(MadeRows.Of(set, 0, one => ClosedTimes.Without(
            one,
            [
                .. from row in Enumerable.Range(0, one.HistoryLength)
                   from k in Enumerable.Range(0, targets)
                   where one[row, k] == 0 && At(calendar, one, row, k) >= 1
                   select (row, k),
            ])));
    }
}
