using Carousel.Autograd;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>One row of all steps, and which steps belong to a sequence.</summary>
internal sealed partial class OnnxNetworkGraph
{
    /// <summary>The operator that takes one of two values at each place.</summary>
    internal const string Choice = "Where";

    // Below every score; infinity would give NaN for a sequence without steps.
    private const float Lowest = -1e30f;

    /// <inheritdoc/>
    public GraphValue Pool(Pooling layer, GraphValue input, GraphValue? lengths = null)
    {
        string kind = layer.Kind.ToString().ToLowerInvariant();
        string name = $"{(layer.Path.Length > 0 ? Path(layer) : $"{input.Name}.{kind}")}.pooled";
        string pooled = layer.Kind switch
        {
            PoolingKind.Last when lengths is null =>
                drawing.Node("Gather", name, [input.Name, drawing.Integer(-1)], OnnxAttributes.Of("axis", 0L)),
            PoolingKind.Last =>
                Sum(Chosen(input, drawing.Node("Equal", $"{name}.last", [Steps(input), LastStep(lengths)]), 0), name),
            PoolingKind.Mean when lengths is null =>
                drawing.Node(
                    "ReduceMean", name, [input.Name], OnnxAttributes.Of("axes", [0]),
                    OnnxAttributes.Of("keepdims", 0L)),
            PoolingKind.Mean =>
                drawing.Node("Div", name, [Sum(Masked(input, lengths, 0), $"{name}.sum"), Count(lengths)]),
            PoolingKind.Max => Largest(input, lengths, name),
            _ => Weighed(Attention(layer, input), input, lengths, name).Mean,
        };
        return new GraphValue(pooled, Rest(input), input.Features);
    }

    /// <summary>[time, …, 1]: the score of each step.</summary>
    private string Attention(Pooling layer, GraphValue input) =>
        Run(layer.Layers.OfType<Stack>().Single(), input).Output.Name;

    /// <summary>
    /// The mean of the steps, weighed by the soft-max of their scores, and the weights: a sequence without steps has
    /// none.
    /// </summary>
    private (string Mean, string Weights) Weighed(string scores, GraphValue steps, GraphValue? lengths, string name)
    {
        string present = scores;
        if (lengths is not null)
        {
            present = drawing.Node(
                Choice, $"{name}.present", [Mask(steps, lengths), scores, drawing.Numbers("lowest", [Lowest])]);
        }

        string weights = drawing.Node("Softmax", $"{name}.weights", [present], OnnxAttributes.Of("axis", 0L));
        string parts = drawing.Node("Mul", $"{name}.parts", [steps.Name, weights]);
        return (Sum(lengths is null ? parts : Masked(steps with { Name = parts }, lengths, 0), name), weights);
    }

    private string Largest(GraphValue input, GraphValue? lengths, string name)
    {
        string present = lengths is null ? input.Name : Masked(input, lengths, Lowest);
        string most = drawing.Node(
            "ReduceMax", lengths is null ? name : $"{name}.most", [present], OnnxAttributes.Of("axes", [0]),
            OnnxAttributes.Of("keepdims", 0L));
        return lengths is null ? most
            : drawing.Node(
                Choice, name,
                [
                    drawing.Node("Greater", $"{name}.any", [Column(lengths), drawing.Integers(0)]), most,
                    drawing.Numbers("zero", [0]),
                ]);
    }

    /// <summary>Replaces values after a sequence's end by a number.</summary>
    private string Masked(GraphValue input, GraphValue lengths, float behind) =>
        Chosen(input, Mask(input, lengths), behind);

    private string Chosen(GraphValue input, string mask, float otherwise) =>
        drawing.Node(
            Choice, $"{input.Name}.masked",
            [mask, input.Name, drawing.Numbers(otherwise == 0 ? "zero" : "lowest", [otherwise])]);

    private string Sum(string steps, string name) =>
        drawing.Node("ReduceSum", name, [steps, drawing.Integers(0)], OnnxAttributes.Of("keepdims", 0L));

    /// <summary>[time, …, 1]: whether a step belongs to its sequence.</summary>
    private string Mask(GraphValue input, GraphValue lengths) =>
        drawing.Node("Less", $"{input.Name}.belongs", [Steps(input), Column(lengths)]);

    /// <summary>[time, 1, …, 1]: the numbers of the steps.</summary>
    private string Steps(GraphValue input)
    {
        string count = drawing.Node("Squeeze", $"{input.Name}.count", [Size(input.Name, 0), drawing.Integers(0)]);
        string range = drawing.Node("Range", $"{input.Name}.range", [drawing.Integer(0), count, drawing.Integer(1)]);
        return Reshaped(range, $"{input.Name}.step_numbers", [-1, .. Enumerable.Repeat(1L, input.Axes.Count)]);
    }

    /// <summary>[…, 1]: the lengths with an axis for features.</summary>
    private string Column(GraphValue lengths)
    {
        string column = drawing.Node("Unsqueeze", $"{lengths.Name}.column", [lengths.Name, drawing.Integers(-1)]);
        return drawing.Node(
            "Cast", $"{lengths.Name}.counts", [column],
            OnnxAttributes.Of("to", (long)TensorProto.Types.DataType.Int64));
    }

    private string LastStep(GraphValue lengths) =>
        drawing.Node("Sub", $"{lengths.Name}.last", [Column(lengths), drawing.Integers(1)]);

    /// <summary>[…, 1]: the lengths as numbers to divide by; 1 of a sequence without steps, whose sum is 0.</summary>
    private string Count(GraphValue lengths)
    {
        string count = drawing.Node(
            "Cast", $"{lengths.Name}.numbers", [Column(lengths)],
            OnnxAttributes.Of("to", (long)TensorProto.Types.DataType.Float));
        return drawing.Node("Max", $"{lengths.Name}.divisor", [count, drawing.Numbers("one", [1])]);
    }
}
