using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>The weights of a direction in Carousel's order of gates: here, and nowhere else on the way in, ONNX's order ends.</summary>
internal sealed class KernelWeights
{
    // Where each of Carousel's gates stands in ONNX: i, f, g, o in i, o, f, c; r, z, n in z, r, h; peepholes i, f, o in i, o, f.
    private static readonly int[] _lstmOrder = [0, 2, 3, 1], _gruOrder = [1, 0, 2], _rnnOrder = [0], _peepholeOrder = [0, 2, 1];

    private readonly OnnxTensor _w;
    private readonly OnnxTensor _r;
    private readonly OnnxTensor? _bias;
    private readonly OnnxTensor? _peepholes;

    /// <summary>Takes the weights of a direction.</summary>
    public KernelWeights(CpuBackend backend, RecurrentKind kind, RecurrentInputs inputs, int direction, bool resetsAfter)
    {
        (_w, _r, _bias, _peepholes) = (inputs.W, inputs.R, inputs.Bias, inputs.Peepholes);
        (int H, int rows) = (inputs.H, kind.Gates * inputs.H);
        int[] order = kind == RecurrentKind.Lstm ? _lstmOrder : kind == RecurrentKind.Gru ? _gruOrder : _rnnOrder;
        Parameter w = Make(backend, "W", new Shape(rows, inputs.I), Reorder(Part(_w, direction, rows * inputs.I), order, H * inputs.I));
        Parameter r = Make(backend, "R", new Shape(rows, H), Reorder(Part(_r, direction, rows * H), order, H * H));
        float[] both = _bias is null ? new float[2 * rows] : Part(_bias, direction, 2 * rows);
        float[] fromInput = Reorder(both[..rows], order, H), fromState = Reorder(both[rows..], order, H);
        Parameter? q = kind == RecurrentKind.Gru && resetsAfter ? Make(backend, "q", new Shape(H), fromState[(2 * H)..]) : null;
        for (int i = 0; i < (q is null ? rows : 2 * H); i++)
        {
            fromInput[i] += fromState[i];
        }

        Parameter b = Make(backend, "b", new Shape(rows), fromInput);
        if (kind == RecurrentKind.Gru)
        {
            Gru = new GruParameters(w, r, b, q);
        }
        else if (kind == RecurrentKind.Rnn)
        {
            Elman = new ElmanParameters(w, r, b);
        }
        else if (_peepholes is null)
        {
            Lstm = new LstmParameters(w, r, b);
        }
        else
        {
            float[] peepholes = Reorder(Part(_peepholes, direction, 3 * H), _peepholeOrder, H);
            Variant = new LstmVariantParameters(w, r, b) { Peepholes = Make(backend, "peepholes", new Shape(3, H), peepholes) };
        }
    }

    /// <summary>A plain LSTM, or null.</summary>
    public LstmParameters? Lstm { get; }

    /// <summary>An LSTM with peepholes, or null.</summary>
    public LstmVariantParameters? Variant { get; }

    /// <summary>A GRU, or null.</summary>
    public GruParameters? Gru { get; }

    /// <summary>An Elman network, or null.</summary>
    public ElmanParameters? Elman { get; }

    /// <summary>Whether these are the weights of a call: the same tensors, which do not change.</summary>
    public bool IsOf(RecurrentInputs inputs) => ReferenceEquals(_w, inputs.W) && ReferenceEquals(_r, inputs.R) && ReferenceEquals(_bias, inputs.Bias) && ReferenceEquals(_peepholes, inputs.Peepholes);

    private static float[] Part(OnnxTensor tensor, int direction, int length) => tensor.ToSingles()[(direction * length)..((direction + 1) * length)];

    private static float[] Reorder(float[] from, int[] order, int block)
    {
        var to = new float[from.Length];
        for (int gate = 0; gate < order.Length; gate++)
        {
            from.AsSpan(order[gate] * block, block).CopyTo(to.AsSpan(gate * block));
        }

        return to;
    }

    private static Parameter Make(CpuBackend backend, string name, Shape shape, float[] values)
    {
        var parameter = new Parameter(name, shape);
        parameter.Allocate(backend);
        parameter.Set(values);
        return parameter;
    }
}
