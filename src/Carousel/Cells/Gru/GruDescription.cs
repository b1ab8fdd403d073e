using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>The GRU in the table of cells.</summary>
internal static class GruDescription
{
    private static readonly RecurrentGate _keeping = new("z", "update gate");

    public static RecurrentCell Cell { get; } = new(
        "a", "GRU", "gru",
        [new("r", "reset gate"), _keeping, new("n", "candidate", IsSquashed: true)],
        settings => new Gru(settings))
    {
        Parameters = typeof(GruParameters),
        KeepingGate = _keeping,
        IsQuantizable = true,
        HasInnerBias = true,

        // One gate keeps and lets in.
        Chrono = lag => new ChronoBias(lag, keepBlock: 1, inputBlock: -1),
        PyTorch = new("GRU", "r, z, n", 0, 1, 2)
        {
            Remark =
                "gates of the GRU in PyTorch's order r, z, n, reset after the recurrent product, as PyTorch computes",
        },
        Keras = new("GRU", "z, r, h", 1, 0, 2),
        Onnx = new("GRU", "z, r, h", 1, 0, 2) { Activations = ["Sigmoid", "Tanh"] },
    };
}

/// <summary>The parameters of a GRU, rows by gate r, z, n, then by unit.</summary>
/// <param name="W">[3H, I], from the input.</param>
/// <param name="R">[3H, H], from the state before.</param>
/// <param name="B">[3H].</param>
/// <param name="Q">[H], the bias inside the reset gate; <c>null</c> where the reset gate acts before the recurrent
/// product.</param>
internal sealed record GruParameters(Parameter W, Parameter R, Parameter B, Parameter? Q)
    : RecurrentParameters(W, R, B, Q)
{
    /// <inheritdoc/>
    public override int GatesLength => Kernel.GatesLength;

    /// <inheritdoc/>
    internal override int Gates => Kernel.Gates;

    private GruCell Kernel => new(Inputs, Units, Q is not null);

    /// <inheritdoc/>
    internal override ForwardRunner Forward => HiddenForward<GruCell>.Instance;

    /// <inheritdoc/>
    internal override ForwardRunner QuantizedForward => HiddenForward<QuantizedGruCell>.Instance;

    /// <inheritdoc/>
    internal override BackwardRunner Backward => HiddenBackward<GruCell>.Instance;

    /// <inheritdoc/>
    internal override void ReadGate(ReadOnlySpan<float> gates, int gate, Span<float> table) =>
        GruPanels.ReadGate(Kernel, gates, gate, table);
}
