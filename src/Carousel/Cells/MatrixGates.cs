namespace Carousel.Layers;

/// <summary>What cells have in common whose heads hold a matrix each.</summary>
internal static class MatrixGates
{
    /// <summary>Units of a head, at least and at most, where the layer's number allows it.</summary>
    private const int Least = 16, Most = 64;

    /// <summary>Their gates of one value a unit.</summary>
    public static IReadOnlyList<RecurrentGate> Wide { get; } =
        [new("q", "query"), new("k", "key"), new("v", "value"), new("o", "output gate")];

    /// <summary>Heads for H units: up to 4 of 16 units or more, and as many more as heads of 64 need.</summary>
    public static int Heads(int units)
    {
        int heads = 1;
        while (units % (2 * heads) == 0
            && (units / heads > Most || (heads < 4 && units / heads >= 2 * Least)))
        {
            heads *= 2;
        }

        return heads;
    }
}
