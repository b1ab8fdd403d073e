using Carousel.Backends;
using Carousel.Cells;
using Carousel.Memory;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>
/// The weights of a direction in Carousel's order of gates: here, and nowhere else on the way in, ONNX's order ends.
/// </summary>
internal sealed class KernelWeights : IDisposable
{
    private readonly List<Parameter> _all = [];

    /// <summary>Takes the weights of a direction.</summary>
    public KernelWeights(RecurrentCell kind, RecurrentInputs inputs, int direction, bool resetsAfter)
    {
        (NodeCall call, CpuBackend backend, int H, int rows) = (
            inputs.Call, inputs.Call.Backend, inputs.H, kind.GateCount * inputs.H);
        var order = GateOrder.Of(kind);
        W = Make(backend, "W", new Shape(rows, inputs.I), Reorder(call, Part(inputs.W), order));
        R = Make(backend, "R", new Shape(rows, H), Reorder(call, Part(inputs.R), order));
        float[] both = inputs.Bias is null ? call.Scratch<float>(2 * rows) : Part(inputs.Bias);
        float[] fromInput = Reorder(call, both[..rows], order), fromState = Reorder(call, both[rows..], order);
        Q = kind.HasInnerBias && resetsAfter
            ? Make(backend, "q", new Shape(H), fromState[(rows - H)..])
            : null;
        for (int i = 0; i < (Q is null ? rows : rows - H); i++)
        {
            fromInput[i] += fromState[i];
        }

        B = Make(backend, "b", new Shape(rows), fromInput);
        if (inputs.Peepholes is not null)
        {
            float[] peepholes = Reorder(call, Part(inputs.Peepholes), GateOrder.Peepholes);
            Peepholes = Make(backend, "peepholes", new Shape(3, H), peepholes);
        }

        Parameters = OnnxCell.Of(kind).Parameters(this);

        float[] Part(OnnxTensor tensor) => call.Singles(tensor.Part(direction, inputs.D));
    }

    /// <summary>[G·H, I].</summary>
    public Parameter W { get; }

    /// <summary>[G·H, H].</summary>
    public Parameter R { get; }

    /// <summary>[G·H].</summary>
    public Parameter B { get; }

    /// <summary>[H], the bias inside a reset after the recurrent product, or null.</summary>
    public Parameter? Q { get; }

    /// <summary>[3, H], or null.</summary>
    public Parameter? Peepholes { get; }

    /// <summary>All of them, as the backend takes those of the cell.</summary>
    public object Parameters { get; }

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
