using Carousel.Backends;
using Carousel.Data;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>RNN.</summary>
internal sealed class OnnxElman : OnnxCell
{
    /// <inheritdoc/>
    public override object Parameters(KernelWeights weights) => new ElmanParameters(weights.W, weights.R, weights.B);

    /// <inheritdoc/>
    public override void Forward(
        CpuBackend backend, KernelWeights weights, Packing packing, bool reverse, in CellTensors of) =>
        backend.ElmanForward((ElmanParameters)weights.Parameters, packing, reverse, of.X, of.State, of.H, of.Final);

    /// <inheritdoc/>
    protected override void Unit(ScalarRecurrence run, int b, int unit) =>
        run.Hidden[(b * run.H) + unit] = run.Squash(0, run.Sum(b, 0, unit));
}
