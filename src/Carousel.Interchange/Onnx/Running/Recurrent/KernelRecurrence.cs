using Carousel.Backends;
using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>A direction of a recurrent operator with the standard activations, on Carousel's kernels: rows packed, so that nothing is computed on padding.</summary>
/// <param name="kind">Which operator.</param>
/// <param name="resetsAfter">Where the reset gate of a GRU acts.</param>
internal sealed class KernelRecurrence(RecurrentKind kind, bool resetsAfter)
{
    private KernelWeights? _weights;

    // Kept from run to run: fresh memory costs more than a small layer.
    private Arena? _arena;

    /// <summary>Runs one direction.</summary>
    /// <param name="backend">Computes.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="direction">0 or 1.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <param name="outputs">Y, Y_h and Y_c, of which the rows of this direction are written.</param>
    public void Run(CpuBackend backend, RecurrentInputs inputs, int direction, bool reverse, FreshTensor[] outputs)
    {
        if (_weights?.IsOf(inputs) != true)
        {
            _weights = new KernelWeights(backend, kind, inputs, direction, resetsAfter);
        }

        var packing = new Packing(inputs.Lengths);
        (int B, int N, int H) = (inputs.B, packing.Rows, inputs.H);
        int stateSize = kind.HasCell ? 2 * H : H;
        Arena arena = _arena ??= new Arena(backend);
        arena.Reset();
        Tensor x = arena.Allocate(new Shape(N, inputs.I)), state = arena.Allocate(new Shape(B, stateSize)), final = arena.Allocate(new Shape(B, stateSize));
        Tensor h = arena.Allocate(new Shape(B + N, H));
        bool isDense = N == inputs.T * B && (inputs.IsTimeFirst || B == 1 || inputs.T == 1);
        x.Write(isDense && inputs.X.Type == OnnxType.Float32 ? inputs.X.Values<float>() : PackInput(inputs, packing));
        state.Write(JoinState(inputs, direction, stateSize));
        Forward(backend, packing, reverse, arena, x, state, h, final);
        if (isDense && inputs.D == 1 && inputs.X.Type == OnnxType.Float32)
        {
            h.Rows(B, N).Read(outputs[0].Values<float>());
        }
        else
        {
            WriteRows(inputs, packing, direction, h.ToArray(), outputs[0]);
        }

        SplitState(inputs, direction, final.ToArray(), stateSize, outputs);
    }

    private void Forward(CpuBackend backend, Packing packing, bool reverse, Arena arena, Tensor x, Tensor state, Tensor h, Tensor final)
    {
        (int B, int N, int H) = (packing.BatchSize, packing.Rows, h.Shape[1]);
        if (_weights!.Variant is { } variant)
        {
            backend.LstmVariantForward(variant, default, packing, reverse, x, state, h, arena.Allocate(new Shape(B + N, H)), default, final);
        }
        else if (_weights.Lstm is { } lstm)
        {
            backend.LstmForward(lstm, packing, reverse, x, state, h, arena.Allocate(new Shape(B, H)), default, final);
        }
        else if (_weights.Gru is { } gru)
        {
            backend.GruForward(gru, packing, reverse, x, state, h, default, final);
        }
        else
        {
            backend.ElmanForward(_weights.Elman!, packing, reverse, x, state, h, final);
        }
    }

    private static float[] PackInput(RecurrentInputs inputs, Packing packing)
    {
        int I = inputs.I;
        float[] from = inputs.X.ToSingles(), to = new float[packing.Rows * I];
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
        var state = new float[inputs.B * stateSize];
        Copy(inputs.InitialHidden, 0);
        Copy(inputs.InitialCell, inputs.H);
        return state;

        void Copy(OnnxTensor? from, int shift)
        {
            float[]? values = from?.ToSingles();
            for (int b = 0; b < inputs.B && values is not null; b++)
            {
                values.AsSpan(inputs.StateRow(direction, b) * inputs.H, inputs.H).CopyTo(state.AsSpan((b * stateSize) + shift));
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

    private static void SplitState(RecurrentInputs inputs, int direction, float[] final, int stateSize, FreshTensor[] outputs)
    {
        for (int b = 0; b < inputs.B; b++)
        {
            for (int part = 0; part * inputs.H < stateSize; part++)
            {
                outputs[1 + part].Write(inputs.StateRow(direction, b) * inputs.H, final.AsSpan((b * stateSize) + (part * inputs.H), inputs.H));
            }
        }
    }
}
