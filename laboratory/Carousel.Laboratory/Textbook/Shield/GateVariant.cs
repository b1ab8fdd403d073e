using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Shield;

/// <summary>An LSTM with all its gates or without one.</summary>
/// <param name="Key">In figures.</param>
/// <param name="Gate">The gate that is taken away, 0 … 3; −1 for none.</param>
internal sealed record GateVariant(string Key, int Gate)
{
    /// <summary>All variants, the whole LSTM first.</summary>
    public static IReadOnlyList<GateVariant> All { get; } =
    [
        new("all", -1),
        new("no_input", 0),
        new("no_forget", 1),
        new("no_output", 3),
    ];

    /// <summary>Takes the gate away from a layer that was built.</summary>
    public void Prepare(Lstm layer)
    {
        if (Gate >= 0)
        {
            CellGates.Remove(layer, Gate);
        }
    }
}
