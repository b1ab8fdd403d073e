using Carousel.Laboratory.Textbook.Uses.Languages;

namespace Carousel.Laboratory.Textbook.Uses.Anomalies;

/// <summary>Events in their order, some of which may be an attack or a fraud.</summary>
/// <param name="Symbols">[T], what happens, as a class.</param>
/// <param name="Inputs">[T][I], what a network sees of each.</param>
/// <param name="From">The first event that is wrong; as <paramref name="To"/> where none is.</param>
/// <param name="To">The index after the last.</param>
internal sealed record WatchedEvents(int[] Symbols, float[][] Inputs, int From, int To)
{
    /// <summary>Events of which a network sees what happens, one-hot.</summary>
    /// <param name="symbols">[T].</param>
    /// <param name="count">Classes.</param>
    /// <param name="from">The first event that is wrong.</param>
    /// <param name="to">The index after the last.</param>
    public static WatchedEvents OneHot(IReadOnlyList<int> symbols, int count, int from, int to) =>
        new([.. symbols], [.. symbols.Select(symbol => Phrase.OneHot(symbol, count))], from, to);
}
