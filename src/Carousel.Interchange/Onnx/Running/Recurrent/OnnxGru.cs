using Carousel.Backends;
using Carousel.Data;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>GRU: gates z, r, h.</summary>
internal sealed class OnnxGru : OnnxCell
{
    /// <inheritdoc/>
    public override object Parameters(KernelWeights weights) =>
        new GruParameters(weights.W, weights.R, weights.B, weights.Q);

    /// <inheritdoc/>
    public override void Forward(
        CpuBackend backend, KernelWeights weights, Packing packing, bool reverse, in CellTensors of) =>
        backend.GruForward(
            (GruParameters)weights.Parameters, packing, reverse, of.X, of.State, of.H, default, of.Final);

    /// <inheritdoc/>
    public override void Step(ScalarRecurrence run, int[] rows)
    {
        if (run.Settings.ResetsAfter)
        {
            base.Step(run, rows);
            return;
        }

        // h = g(X·Wh + (r ⊙ H)·Rh + Rbh + Wbh): the reset gates of all units come first.
        run.TakeState(run.Hidden, 0, 2);
        run.ForRunning(rows, Reset);
        run.TakeState(run.Room, 2, 1);
        Finish(run, rows);
    }

    /// <inheritdoc/>
    protected override void Unit(ScalarRecurrence run, int b, int unit)
    {
        int at = (b * run.H) + unit;
        double z = Gate(run, b, 0, unit), fromState = run.FromState(b, 2, unit);
        double candidate = run.Squash(
            1,
            run.FromInput(b, 2, unit)
                + (run.Settings.ResetsAfter ? Gate(run, b, 1, unit) * fromState : fromState));
        run.Hidden[at] = ((1 - z) * candidate) + (z * run.Hidden[at]);
    }

    private static void Reset(ScalarRecurrence run, int b, int unit) =>
        run.Room[(b * run.H) + unit] = Gate(run, b, 1, unit) * run.Hidden[(b * run.H) + unit];

    private static double Gate(ScalarRecurrence run, int b, int gate, int unit) =>
        run.Squash(0, run.Sum(b, gate, unit));
}
