using Carousel.Cells;
using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>
/// A direction of a recurrent operator with the standard activations, on Carousel's kernels: rows packed, so that
/// nothing is computed on padding.
/// </summary>
/// <param name="kind">Which operator.</param>
/// <param name="resetsAfter">Whether a reset gate acts after the recurrent product.</param>
internal sealed class KernelRecurrence(RecurrentCell kind, bool resetsAfter)
{
    /// <summary>Runs one direction.</summary>
    /// <param name="inputs">What it reads.</param>
    /// <param name="direction">0 or 1.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <param name="outputs">Y, Y_h and Y_c, of which the rows of this direction are written.</param>
    public void Run(RecurrentInputs inputs, int direction, bool reverse, FreshTensor[] outputs)
    {
        long weights = ((long)kind.GateCount * inputs.H * (inputs.I + inputs.H + 3)) + (3L * inputs.H);
        inputs.Call.Prepare(
            new WeightsForm((kind, direction, resetsAfter), inputs.W, inputs.R, inputs.Bias, inputs.Peepholes),
            ParameterBytes.Of(weights), () => new KernelWeights(kind, inputs, direction, resetsAfter),
            made => Run(made, inputs, direction, reverse, outputs));
    }

    private void Run(KernelWeights weights, RecurrentInputs inputs, int direction, bool reverse, FreshTensor[] outputs)
    {
        NodeCall call = inputs.Call;
        var packing = new Packing(inputs.Lengths);
        (int B, int N, int H) = (inputs.B, packing.Rows, inputs.H);
        int stateSize = kind.HasCellState ? 2 * H : H, cells = OnnxCell.Of(kind).CellRows(weights, B, N);

        // With what the kernel's threads need for the gates of a step.
        Arena arena = call.Room(
            ((long)N * inputs.I) + (2L * B * stateSize) + ((long)(B + N + cells) * H) + ((long)kind.GateCount * B * H));
        Tensor x = arena.Allocate(new Shape(N, inputs.I)), state = arena.Allocate(new Shape(B, stateSize)),
            final = arena.Allocate(new Shape(B, stateSize));
        Tensor h = arena.Allocate(new Shape(B + N, H)), c = cells > 0 ? arena.Allocate(new Shape(cells, H)) : default;
        bool isDense = N == inputs.T * B && (inputs.IsTimeFirst || B == 1 || inputs.T == 1);
        x.Write(isDense && inputs.X.Type == OnnxType.Float32 ? inputs.X.Values<float>() : PackInput(inputs, packing));
        state.Write(JoinState(inputs, direction, stateSize));
        OnnxCell.Forward(call.Backend, weights, packing, reverse, new CellTensors(x, state, h, c, final));
        if (isDense && inputs.D == 1 && inputs.X.Type == OnnxType.Float32)
        {
            h.Rows(B, N).Read(outputs[0].Values<float>());
        }
        else
        {
            WriteRows(inputs, packing, direction, Values(call, h), outputs[0]);
        }

        SplitState(inputs, direction, Values(call, final), stateSize, outputs);
    }

    private static float[] Values(NodeCall call, Tensor tensor)
    {
        float[] values = call.Scratch<float>(tensor.Shape.Length);
        tensor.Read(values);
        return values;
    }

    private static float[] PackInput(RecurrentInputs inputs, Packing packing)
    {
        int I = inputs.I;
        float[] from = inputs.Call.Singles(inputs.X), to = inputs.Call.Scratch<float>(packing.Rows * I);
        for (int t = 0, row = 0; t < packing.Steps; t++)
        {
            for (int place = 0; place < packing.Running(t); place++, row++)
            {
                from.AsSpan(inputs.InputRow(t, packing.Order[place]) * I, I).CopyTo(to.AsSpan(row * I));
            }
        }

        return to;
    }

    private static float[] JoinState(RecurrentInputs inputs, int direction, int stateSize)
    {
        float[] state = inputs.Call.Scratch<float>(inputs.B * stateSize);
        Copy(inputs.InitialHidden, 0);
        Copy(inputs.InitialCell, inputs.H);
        return state;

        void Copy(OnnxTensor? from, int shift)
        {
            float[]? values = from is null ? null : inputs.Call.Singles(from);
            for (int b = 0; b < inputs.B && values is not null; b++)
            {
                values.AsSpan(inputs.StateRow(direction, b) * inputs.H, inputs.H)
                    .CopyTo(state.AsSpan((b * stateSize) + shift));
            }
        }
    }

    private static void WriteRows(RecurrentInputs inputs, Packing packing, int direction, float[] h, FreshTensor y)
    {
        int H = inputs.H;
        for (int t = 0, row = packing.BatchSize; t < packing.Steps; t++)
        {
            for (int place = 0; place < packing.Running(t); place++, row++)
            {
                y.Write(inputs.OutputRow(t, direction, packing.Order[place]) * H, h.AsSpan(row * H, H));
            }
        }
    }

    private static void SplitState(
        RecurrentInputs inputs, int direction, float[] final, int stateSize, FreshTensor[] outputs)
    {
        for (int b = 0; b < inputs.B; b++)
        {
            for (int part = 0; part * inputs.H < stateSize; part++)
            {
                outputs[1 + part]
                    .Write(
                        inputs.StateRow(direction, b) * inputs.H,
                        final.AsSpan((b * stateSize) + (part * inputs.H), inputs.H));
            }
        }
    }
}
