namespace Carousel.Layers;

/// <summary>What a block leaves open. The defaults are those of the authors' program.</summary>
internal sealed record XlstmBlockOptions
{
    /// <summary>Heads of the cell; 0 for the default of the cell.</summary>
    public int Heads { get; init; }

    /// <summary>Units inside: of an mLSTM; of the gated map after an sLSTM. 0 for 2, or 1.3, times the features,
    /// rounded up to a multiple of 64.</summary>
    public int InnerSize { get; init; }

    /// <summary>Which block of a stack it is, from 0: how long an sLSTM's units begin by keeping depends on it.
    /// </summary>
    public int Position { get; init; }

    /// <summary>How many blocks the stack has: what a block adds begins smaller with more.</summary>
    public int Blocks { get; init; } = 1;

    /// <summary>Where forget gates begin: 1 for the authors' biases, which a larger or smaller number shifts.</summary>
    public float ForgetBias { get; init; } = 1;

    /// <summary>Share dropped, in training, of what each part adds; 0 or more and below 1.</summary>
    public float Dropout { get; init; }
}
