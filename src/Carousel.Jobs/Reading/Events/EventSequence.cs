namespace Carousel.Jobs.Reading;

/// <summary>
/// The events of one id in order of time: a view into an <see cref="EventLog"/>. Events of the same time keep the order
/// of the file.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="id">Whose events these are.</param>
/// <param name="first">The place of the first in the log.</param>
/// <param name="length">How many there are: 1 or more.</param>
internal readonly struct EventSequence(EventLog log, string id, int first, int length)
{
    /// <summary>Whose events these are.</summary>
    public string Id => id;

    /// <summary>How many events there are: 1 or more.</summary>
    public int Length => length;

    /// <summary>[Length]: when each was, never falling.</summary>
    public ReadOnlySpan<DateTime> Times => log.AllTimes.AsSpan(first, Length);

    /// <summary>
    /// [Length]: the label of each, 1 or 0; NaN where it is not known. Empty where the log has no labels.
    /// </summary>
    public ReadOnlySpan<float> Labels => log.AllLabels is { } labels ? labels.AsSpan(first, Length) : default;

    /// <summary>The codes of a column of categories.</summary>
    /// <param name="column">Its index in <see cref="EventLog.Categories"/>.</param>
    /// <returns>[Length], indices into <see cref="EventCategory.Values"/>.</returns>
    public ReadOnlySpan<int> Category(int column) => log.AllCodes[column].AsSpan(first, Length);

    /// <summary>A column of numbers.</summary>
    /// <param name="column">Its index in <see cref="EventLog.Numbers"/>.</param>
    /// <returns>[Length]; NaN where an event has no such number.</returns>
    public ReadOnlySpan<float> Number(int column) => log.AllNumbers[column].AsSpan(first, Length);

    /// <summary>The place of an event in the order of the log, for results that belong to events.</summary>
    /// <param name="at">0 … Length − 1.</param>
    /// <returns>0 … <see cref="EventLog.EventCount"/> − 1: by id, then by time.</returns>
    public int IndexAt(int at) => first + at;
}
