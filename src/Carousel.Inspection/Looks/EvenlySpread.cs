namespace Carousel.Inspection.Looks;

/// <summary>Some of many, evenly spread over them.</summary>
internal static class EvenlySpread
{
    /// <summary>Chooses evenly spread elements.</summary>
    /// <param name="all">All of them.</param>
    /// <param name="count">How many are taken, no more than there are.</param>
    /// <typeparam name="T">One of them.</typeparam>
    public static IEnumerable<T> Of<T>(IReadOnlyList<T> all, int count) =>
        Enumerable.Range(0, count).Select(k => all[(int)((long)k * all.Count / count)]);
}
