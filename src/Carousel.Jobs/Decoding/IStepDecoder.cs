namespace Carousel.Jobs.Decoding;

/// <summary>
/// A model that writes symbol by symbol for many hypotheses at once. What a row gives must not depend on the other
/// rows.
/// </summary>
internal interface IStepDecoder
{
    /// <summary>V: how many symbols there are.</summary>
    int Symbols { get; }

    /// <summary>The symbol that ends a text.</summary>
    int End { get; }

    /// <summary>One step of all rows.</summary>
    /// <param name="sources">[rows]: which source each row writes for.</param>
    /// <param name="from">[rows]: the row of the previous step from which each row continues; −1 for one that
    /// begins.</param>
    /// <param name="symbols">[rows]: the symbol chosen last; −1 for a row that begins.</param>
    /// <param name="logProbabilities">[rows, V], overwritten: ln p of each next symbol.</param>
    void Step(
        ReadOnlySpan<int> sources, ReadOnlySpan<int> from, ReadOnlySpan<int> symbols, Span<float> logProbabilities);

    /// <summary>Where a row looked in the last step.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Weights over the steps of its source; empty without attention.</returns>
    ReadOnlySpan<float> Attention(int row);
}
