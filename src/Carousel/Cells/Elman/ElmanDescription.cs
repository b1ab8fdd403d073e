using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Elman's network in the table of cells.</summary>
internal static class ElmanDescription
{
    public static RecurrentCell Cell { get; } = new(
        "an", "Elman", "elman", [new("h", "state", IsSquashed: true)],
        settings => new Elman(settings))
    {
        Parameters = typeof(ElmanParameters),
        PyTorch = new("RNN", "", 0) { Remark = "the RNN uses tanh, as given" },
        Keras = new("SimpleRNN", "", 0),
        Onnx = new("RNN", "", 0)
        {
            Activations = ["Tanh"],
            Remark = "h = f(W·x + R·h + Wb + Rb), f by its activations",
        },
    };
}

/// <summary>The parameters of an Elman network.</summary>
/// <param name="W">[H, I], from the input.</param>
/// <param name="R">[H, H], from the state before.</param>
/// <param name="B">[H].</param>
internal sealed record ElmanParameters(Parameter W, Parameter R, Parameter B) : RecurrentParameters(W, R, B, null)
{
    /// <inheritdoc/>
    public override int GatesLength => 0;

    /// <inheritdoc/>
    internal override int Gates => 1;

    /// <inheritdoc/>
    internal override ForwardRunner Forward => HiddenForward<ElmanCell>.Instance;

    /// <inheritdoc/>
    internal override BackwardRunner Backward => HiddenBackward<ElmanCell>.Instance;

    /// <inheritdoc/>
    internal override void ReadGate(ReadOnlySpan<float> gates, int gate, Span<float> table) =>
        throw new NotSupportedException("An Elman network keeps no gates.");
}
