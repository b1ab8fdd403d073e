namespace Carousel.Autograd;

/// <summary>The packed weights of a recurrent layer.</summary>
internal sealed class CellPanels : PanelCache<RecurrentParameters>
{
    private readonly ForwardRunner _forward;

    private CellPanels(RecurrentParameters p, ForwardRunner forward)
        : base(p, [p.W, p.R, p.B, p.Q, .. p.Others]) => _forward = forward;

    /// <inheritdoc/>
    protected override int ForwardLength => _forward.PanelLength(Key);

    /// <inheritdoc/>
    protected override int BackwardLength => Key.Backward.PanelLength(Key);

    /// <summary>Those of a layer.</summary>
    /// <param name="parameters">The layer's.</param>
    /// <param name="quantized">Whether of its matrices in 8 bits, which have no way back.</param>
    public static CellPanels Of(RecurrentParameters parameters, bool quantized = false) => quantized
        ? Of(parameters.W, parameters, static p => new CellPanels(p, p.QuantizedForward!), quantized: true)
        : Of(parameters.W, parameters, static p => new CellPanels(p, p.Forward));

    /// <inheritdoc/>
    protected override void PackForward(Span<float> panels) => _forward.Pack(Key, panels);

    /// <inheritdoc/>
    protected override void PackBackward(Span<float> panels) => Key.Backward.Pack(Key, panels);
}
