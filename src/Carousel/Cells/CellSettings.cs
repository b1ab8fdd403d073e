namespace Carousel.Layers;

/// <summary>Sizes and options from which any cell makes a layer; each takes what it has.</summary>
/// <param name="InputSize">I: features of each input step.</param>
/// <param name="HiddenSize">H: hidden units.</param>
internal sealed record CellSettings(int InputSize, int HiddenSize)
{
    /// <summary>Run from the last step to the first.</summary>
    public bool Reverse { get; init; }

    /// <summary>Whether a reset gate acts after the recurrent product; else before it.</summary>
    public bool ResetAfter { get; init; } = true;

    /// <summary>Initial bias of forget gates, in a cell that has one for that alone.</summary>
    public float ForgetBias { get; init; } = 1;

    /// <summary>Share of the recurrent weights dropped for a training step, in an LSTM.</summary>
    public float WeightDrop { get; init; }

    /// <summary>Outputs to which an LSTM projects; 0 for no projection. Other cells refuse it.</summary>
    public int Projection { get; init; }

    /// <summary>Whether an LSTM has peepholes. Other cells refuse them.</summary>
    public bool Peepholes { get; init; }

    /// <summary>What some cells leave open.</summary>
    public CellOptions Options { get; init; } = new();

    /// <summary>How W begins; the layer's own way if not given.</summary>
    public Initializer? InputInitializer { get; init; }

    /// <summary>How R begins; the layer's own way if not given.</summary>
    public Initializer? RecurrentInitializer { get; init; }

    /// <summary>How b begins; the layer's own way if not given.</summary>
    public Initializer? BiasInitializer { get; init; }
}
