using Carousel.Backends;
using Carousel.Data;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>LSTM: gates i, o, f, c; peepholes i, o, f.</summary>
internal sealed class OnnxLstm : OnnxCell
{
    /// <inheritdoc/>
    public override object Parameters(KernelWeights weights) => weights.Peepholes is null
        ? new LstmParameters(weights.W, weights.R, weights.B)
        : new LstmVariantParameters(weights.W, weights.R, weights.B) { Peepholes = weights.Peepholes };

    /// <inheritdoc/>
    public override int CellRows(KernelWeights weights, int B, int N) => weights.Peepholes is null ? B : B + N;

    /// <inheritdoc/>
    public override void Forward(
        CpuBackend backend, KernelWeights weights, Packing packing, bool reverse, in CellTensors of)
    {
        if (weights.Parameters is LstmVariantParameters variant)
        {
            backend.LstmVariantForward(
                variant, default, packing, reverse, of.X, of.State, of.H, of.C, default, of.Final);
        }
        else
        {
            backend.LstmForward(
                (LstmParameters)weights.Parameters, packing, reverse, of.X, of.State, of.H, of.C, default, of.Final);
        }
    }

    /// <inheritdoc/>
    protected override void Unit(ScalarRecurrence run, int b, int unit)
    {
        int H = run.H, at = (b * H) + unit;
        double before = run.Cell[at];
        double i = run.Squash(0, run.Sum(b, 0, unit) + (run.Peepholes[unit] * before));
        double f = run.Settings.CouplesGates
            ? 1 - i
            : run.Squash(0, run.Sum(b, 2, unit) + (run.Peepholes[(2 * H) + unit] * before));
        double candidate = run.Squash(1, run.Sum(b, 3, unit));
        double cell = (f * before) + (i * candidate);
        double o = run.Squash(0, run.Sum(b, 1, unit) + (run.Peepholes[H + unit] * cell));

        // "Applied to the input of activations" says the text of clip; that the cell is one too, nobody who runs such
        // models has taken it to mean.
        (run.Cell[at], run.Hidden[at]) = (cell, o * run.Activations[2](cell));
    }
}
