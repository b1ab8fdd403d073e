using Carousel.Backends;
using Carousel.Cells;

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

/// <summary>GRU: gates z, r, h.</summary>
internal sealed class OnnxGru : OnnxCell
{
    /// <inheritdoc/>
    public override object Parameters(KernelWeights weights) =>
        new GruParameters(weights.W, weights.R, weights.B, weights.Q);

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

/// <summary>RNN.</summary>
internal sealed class OnnxElman : OnnxCell
{
    /// <inheritdoc/>
    public override object Parameters(KernelWeights weights) => new ElmanParameters(weights.W, weights.R, weights.B);

    /// <inheritdoc/>
    protected override void Unit(ScalarRecurrence run, int b, int unit) =>
        run.Hidden[(b * run.H) + unit] = run.Squash(0, run.Sum(b, 0, unit));
}
