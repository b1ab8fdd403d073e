namespace Carousel.Laboratory.Rivals;

/// <summary>
/// What a neural sequence chunker is made of (Schmidhuber 1992): an automatizer that predicts its next input, and a
/// chunker that sees only what came unpredicted.
/// </summary>
/// <remarks>
/// The automatizer's further output units predict the chunker's hidden units and outputs at every step, so that what
/// the chunker holds on to becomes something for the automatizer to represent.
/// The chunker is trained and stepped only at unpredicted inputs; it reads each of them, without the time. Inputs are
/// symbols, and the outputs are the next symbol.
/// What is judged is the automatizer's prediction.
/// </remarks>
internal sealed record SequenceChunker
{
    /// <summary>Symbols: input units, and output units that predict.</summary>
    public required int Symbols { get; init; }

    /// <summary>The automatizer's hidden units.</summary>
    public int AutomatizerHidden { get; init; } = 1;

    /// <summary>
    /// The chunker's hidden units: as many output units of the automatizer predict them, and further ones its outputs.
    /// </summary>
    public int ChunkerHidden { get; init; } = 1;

    /// <summary>A prediction fails where the error of any output unit is not below this.</summary>
    public float Tolerance { get; init; } = 0.25f;

    /// <summary>Steps that errors are sent back, in either network.</summary>
    public int Window { get; init; } = 3;

    /// <summary>
    /// Whether the automatizer's output units read its hidden units of the step before, or of the same step.
    /// </summary>
    public OutputPlace AutomatizerPlace { get; init; } = OutputPlace.Beside;

    /// <summary>
    /// Whether the chunker's output units read its hidden units of the event before, or of the same event.
    /// </summary>
    public OutputPlace ChunkerPlace { get; init; } = OutputPlace.Above;

    /// <summary>
    /// Whether every unit has a bias weight. Without one, the automatizer's hidden unit is used up as the bias of its
    /// outputs.
    /// </summary>
    public bool HasBias { get; init; } = true;

    /// <summary>
    /// Output units of the automatizer that predict the chunker's state; its output units count as part of that
    /// (Schmidhuber 1992).
    /// </summary>
    public int Imitating => ChunkerHidden + Symbols;

    /// <summary>Weights start uniformly within ± this.</summary>
    public float InitialRange { get; init; } = 0.2f;

    /// <summary>The automatizer.</summary>
    public RecurrentNetwork Automatizer => new()
    {
        Inputs = Symbols,
        Hidden = AutomatizerHidden,
        Outputs = Symbols + Imitating,
        TakesSymbols = true,
        Place = AutomatizerPlace,
        OutputsReadInputs = true,
        Gradient = RecurrentGradient.ThroughTime,
        Window = Window,
        HasBias = HasBias,
        InitialRange = InitialRange,
    };

    /// <summary>
    /// The chunker. Its output units read its hidden units of the same step: in the same layer, hidden units would
    /// learn nothing from the prediction of the very next event.
    /// </summary>
    public RecurrentNetwork Chunker => new()
    {
        Inputs = Symbols,
        Hidden = ChunkerHidden,
        Outputs = Symbols,
        TakesSymbols = true,
        Place = ChunkerPlace,
        OutputsReadInputs = true,
        Gradient = RecurrentGradient.ThroughTime,
        Window = Window,
        HasBias = HasBias,
        InitialRange = InitialRange,
    };

    /// <summary>Adjustable weights of both.</summary>
    public int WeightCount => Automatizer.WeightCount + Chunker.WeightCount;
}
