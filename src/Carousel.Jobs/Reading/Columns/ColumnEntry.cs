using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>The place of a series in a column file, and its properties that are known without its rows.</summary>
/// <param name="Id">Its id; null where there is only one series.</param>
/// <param name="Length">How many rows, those of the future among them.</param>
/// <param name="FutureRows">How many of them are in the future.</param>
/// <param name="Offset">Where its columns begin: one after the other, then weights, then stamps that are not on a
/// grid.</param>
/// <param name="HasFrequency">Whether its stamps have the frequency of the set.</param>
/// <param name="IsOnGrid">Whether its stamps are the first one followed by whole steps.</param>
/// <param name="Start">The first stamp.</param>
/// <param name="Statics">Values that belong to the whole series.</param>
internal sealed record ColumnEntry(
    string? Id, int Length, int FutureRows, long Offset, bool HasFrequency, bool IsOnGrid, DateTime Start,
    IReadOnlyDictionary<string, StaticValue> Statics);
