using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>
/// The weights of a direction in Carousel's order of gates: here, and nowhere else on the way in, ONNX's order ends.
/// </summary>
internal sealed class KernelWeights : IDisposable
{
    private readonly List<Parameter> _all = [];

    /// <summary>Takes the weights of a direction.</summary>
    public KernelWeights(RecurrentKind kind, RecurrentInputs inputs, int direction, bool resetsAfter)
    {
        (NodeCall call, CpuBackend backend, int H, int rows) = (
            inputs.Call, inputs.Call.Backend, inputs.H, kind.Gates * inputs.H);
        GateOrder order = kind == RecurrentKind.Lstm ? GateOrder.Lstm
            : kind == RecurrentKind.Gru ? GateOrder.Gru
            : GateOrder.Plain;
        Parameter w = Make(backend, "W", new Shape(rows, inputs.I), Reorder(call, Part(inputs.W), order));
        Parameter r = Make(backend, "R", new Shape(rows, H), Reorder(call, Part(inputs.R), order));
        float[] both = inputs.Bias is null ? call.Scratch<float>(2 * rows) : Part(inputs.Bias);
        float[] fromInput = Reorder(call, both[..rows], order), fromState = Reorder(call, both[rows..], order);
        Parameter? q = kind == RecurrentKind.Gru && resetsAfter
            ? Make(backend, "q", new Shape(H), fromState[(2 * H)..])
            : null;
        for (int i = 0; i < (q is null ? rows : 2 * H); i++)
        {
            fromInput[i] += fromState[i];
        }

        Parameter b = Make(backend, "b", new Shape(rows), fromInput);
        if (kind == RecurrentKind.Gru)
        {
            Plain = new GruParameters(w, r, b, q);
        }
        else if (kind == RecurrentKind.Rnn)
        {
            Plain = new ElmanParameters(w, r, b);
        }
        else if (inputs.Peepholes is null)
        {
            Plain = new LstmParameters(w, r, b);
        }
        else
        {
            float[] peepholes = Reorder(call, Part(inputs.Peepholes), GateOrder.Peepholes);
            Variant = new LstmVariantParameters(w, r, b)
            {
                Peepholes = Make(backend, "peepholes", new Shape(3, H), peepholes),
            };
        }

        float[] Part(OnnxTensor tensor) => call.Singles(tensor.Part(direction, inputs.D));
    }

    /// <summary>A cell without variants, or null.</summary>
    public RecurrentParameters? Plain { get; }

    /// <summary>An LSTM with peepholes, or null.</summary>
    public LstmVariantParameters? Variant { get; }

    /// <inheritdoc/>
    public void Dispose() => _all.ForEach(parameter => parameter.Free());

    private static float[] Reorder(NodeCall call, float[] from, GateOrder order)
    {
        float[] to = call.Scratch<float>(from.Length);
        order.ToCarousel(from, to);
        return to;
    }

    private Parameter Make(CpuBackend backend, string name, Shape shape, float[] values)
    {
        var parameter = new Parameter(name, shape);
        parameter.Allocate(backend);
        parameter.Set(values);
        _all.Add(parameter);
        return parameter;
    }
}
