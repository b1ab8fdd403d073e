using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Interchange.Tests.MadeUp;

/// <summary>
/// A cell that Carousel does not have, of operations that it has: the minimal gated unit, f = σ(W_f x + R_f h₋ + b_f),
/// h = (1 − f)⊙h₋ + f⊙tanh(W_n x + R_n (f⊙h₋) + b_n).
/// </summary>
/// <remarks>Zhou, Wu, Zhang and Zhou 2016, equations 3.</remarks>
internal sealed class MadeUpLayer : RecurrentLayer
{
    public MadeUpLayer(CellSettings settings)
        : base(Cell, settings)
    {
    }

    public static new RecurrentCell Cell { get; } = new(
        "an", "MGU", "mgu", [new("f", "forget gate"), new("n", "candidate", IsSquashed: true)],
        settings => new MadeUpLayer(settings));

    internal override SegmentOrder Segments => SegmentOrder.None;

    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        int H = HiddenSize;
        Variable all = DenseOp.Apply(tape, W, B, input, packing);
        Variable start = initialState.IsNone
            ? tape.Input(new float[packing.BatchSize * H], new Shape(packing.BatchSize, H))
            : initialState;
        Variable h = GatherOp.Apply(tape, start, packing.Order.ToArray());
        var steps = new Variable[packing.Steps];
        for (int t = 0; t < steps.Length; t++)
        {
            int first = packing.RowStart[t], running = packing.RowStart[t + 1] - first;
            Variable x = tape.SliceRows(all, first, running), before = tape.SliceRows(h, 0, running);
            Variable f = tape.Logistic(tape.Add(Gate(tape, x, 0), Gate(tape, Recurrent(tape, before), 0)));
            Variable n = tape.Tanh(
                tape.Add(Gate(tape, x, 1), Gate(tape, Recurrent(tape, tape.Multiply(f, before)), 1)));
            h = steps[t] = tape.Add(tape.Multiply(tape.OneMinus(f), before), tape.Multiply(f, n));
        }

        Variable hidden = ConcatenateOp.Rows(tape, steps);
        return new SequenceOutput(hidden, tape.LastRows(hidden, packing));
    }

    private protected override void Advance(
        Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        (int I, int H) = (InputSize, HiddenSize);
        float[] w = W.Value.ToArray(), r = R.Value.ToArray(), b = B.Value.ToArray(), x = input.ToArray(),
            h = state.ToArray();
        for (int s = 0; s < input.Shape[0]; s++)
        {
            double[] before = [.. h.AsSpan(s * H, H).ToArray().Select(v => (double)v)];
            double Sum(int row, double[] seen) =>
                b[row] + Enumerable.Range(0, I).Sum(i => (double)w[(row * I) + i] * x[(s * I) + i])
                    + Enumerable.Range(0, H).Sum(k => r[(row * H) + k] * seen[k]);
            double[] f = [.. Enumerable.Range(0, H).Select(u => 1 / (1 + Math.Exp(-Sum(u, before))))];
            double[] gated = [.. f.Zip(before, (gate, value) => gate * value)];
            for (int u = 0; u < H; u++)
            {
                h[(s * H) + u] = (float)(((1 - f[u]) * before[u]) + (f[u] * Math.Tanh(Sum(H + u, gated))));
            }
        }

        state.Write(h);
        output.Write(h);
    }

    private Variable Gate(Tape tape, Variable sums, int gate) =>
        tape.SliceColumns(sums, gate * HiddenSize, HiddenSize);

    private Variable Recurrent(Tape tape, Variable seen) => DenseOp.Apply(tape, R, null, seen);
}
