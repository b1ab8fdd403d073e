using Carousel.Genomes.Markov;
using Carousel.Jobs.Fitting;

namespace Carousel.Genomes.NextBase;

/// <summary>The network of a next-base model. Kept in the model file.</summary>
/// <param name="Cell">The recurrent layers.</param>
/// <param name="Orders">Orders of the Markov models whose predictions are read and weighed; none for only the
/// bases.</param>
internal sealed record NextBaseDesign(CellDesign Cell, IReadOnlyList<int> Orders)
{
    /// <summary>Values of a step's input: which base was read, and what each Markov model makes of the next.</summary>
    public int InputSize => Bases.Count * (1 + Orders.Count);

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    public bool IsInRange =>
        Cell is { IsInRange: true, Bidirectional: false } && Orders.Count <= ContextIndex.MostOrder + 1
            && Orders.All(o => o is >= 0 and <= ContextIndex.MostOrder);

    /// <summary>The network in a line.</summary>
    /// <returns>Such as <c>LSTM 128, weighs Markov models of order 2, 4, 8</c>.</returns>
    public string Describe() =>
        Orders.Count == 0
            ? Cell.Describe()
            : $"{Cell.Describe()}, weighs Markov models of order {string.Join(", ", Orders)}";
}
