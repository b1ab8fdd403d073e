using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Learning;

/// <summary>One way to set up a network and its training; what is not said is as in <see cref="Usual"/>.</summary>
internal sealed record RangeArm
{
    /// <summary>16 units in one layer, batches of 32, all examples fresh.</summary>
    public static RangeArm Usual { get; } = new();

    /// <summary>H of each layer.</summary>
    public int Units { get; init; } = 16;

    /// <summary>Layers.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>B: sequences of a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The rate of Adam.</summary>
    public double Rate { get; init; } = 0.01;

    /// <summary>The share of outputs dropped before the read-out in training.</summary>
    public float Dropout { get; init; }

    /// <summary>Examples of the training set; null where each comes once.</summary>
    public int? Examples { get; init; }

    /// <summary>How W and R begin; null for the layer's default.</summary>
    public Initializer? Initializer { get; init; }

    /// <summary>Layers over the sequence, not built yet.</summary>
    /// <param name="inputSize">I.</param>
    public SequenceLayer Core(int inputSize)
    {
        var layers = Enumerable.Range(0, Depth).Select(SequenceLayer (k) => new Lstm(
            k == 0 ? inputSize : Units, Units, inputInitializer: Initializer, recurrentInitializer: Initializer));
        return new Stack([.. layers, .. Dropout > 0 ? [new Dropout(Units, Dropout)] : Array.Empty<SequenceLayer>()]);
    }
}
