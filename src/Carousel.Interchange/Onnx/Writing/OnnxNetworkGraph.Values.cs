using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Onnx;

/// <summary>Operations on values without layers.</summary>
internal sealed partial class OnnxNetworkGraph
{
    /// <inheritdoc/>
    public GraphValue Activate(ElementwiseFunction function, GraphValue input)
    {
        string name = $"{input.Name}.{function.ToString().ToLowerInvariant()}";
        string output = function switch
        {
            ElementwiseFunction.Logistic => drawing.Node("Sigmoid", name, [input.Name]),
            ElementwiseFunction.Absolute => drawing.Node("Abs", name, [input.Name]),
            ElementwiseFunction.Square => drawing.Node("Mul", name, [input.Name, input.Name]),
            ElementwiseFunction.Gelu => Gelu(input.Name, name),
            _ => drawing.Node(function.ToString(), name, [input.Name]),
        };
        return input with { Name = output };
    }

    /// <inheritdoc/>
    public GraphValue Softmax(GraphValue scores, double temperature = 1)
    {
        GraphValue cooled = temperature == 1 ? scores : Scale(scores, [(float)(1 / temperature)], [0]);
        return scores with
        {
            Name = drawing.Node("Softmax", $"{scores.Name}.softmax", [cooled.Name], OnnxAttributes.Of("axis", -1L)),
        };
    }

    /// <inheritdoc/>
    public GraphValue Sort(GraphValue input, int count)
    {
        string runs = Shaped(input.Name, $"{input.Name}.runs", input, 0, input.Features / count, count);
        string sorted = drawing.Nodes(
            "TopK", [$"{input.Name}.ascending", $"{input.Name}.places"], [runs, drawing.Integers(count)],
            OnnxAttributes.Of("axis", -1L), OnnxAttributes.Of("largest", 0L), OnnxAttributes.Of("sorted", 1L))[0];
        return input with { Name = Shaped(sorted, $"{input.Name}.sorted", input, 0, input.Features) };
    }

    /// <inheritdoc/>
    public GraphValue Concatenate(params IReadOnlyList<GraphValue> parts) => parts.Count == 1 ? parts[0] : parts[0] with
    {
        Name = drawing.Node(
            "Concat", $"{parts[0].Name}.joined", parts.Select(p => p.Name), OnnxAttributes.Of("axis", -1L)),
        Features = parts.Sum(p => p.Features),
    };

    /// <inheritdoc/>
    public GraphValue Slice(GraphValue input, int first, int count) =>
        first == 0 && count == input.Features ? input : input with
        {
            Name = drawing.Node(
                "Slice", $"{input.Name}.part",
                [
                    input.Name, drawing.Integers(first), drawing.Integers(first + count),
                    drawing.Integers(input.Axes.Count),
                ]),
            Features = count,
        };

    /// <inheritdoc/>
    public GraphValue Add(GraphValue a, GraphValue b) =>
        a with { Name = drawing.Node("Add", $"{a.Name}.sum", [a.Name, b.Name]) };

    /// <inheritdoc/>
    public GraphValue Multiply(GraphValue a, GraphValue b) =>
        a with { Name = drawing.Node("Mul", $"{a.Name}.product", [a.Name, b.Name]) };

    /// <inheritdoc/>
    public GraphValue Minimum(GraphValue a, GraphValue b) =>
        a with { Name = drawing.Node("Min", $"{a.Name}.least", [a.Name, b.Name]) };

    /// <inheritdoc/>
    public GraphValue Maximum(GraphValue a, GraphValue b) =>
        a with { Name = drawing.Node("Max", $"{a.Name}.most", [a.Name, b.Name]) };

    /// <inheritdoc/>
    public GraphValue Scale(GraphValue input, IReadOnlyList<float> factors, IReadOnlyList<float> offsets)
    {
        string output = input.Name;
        if (factors.Any(f => f != 1))
        {
            output = drawing.Node("Mul", $"{input.Name}.scaled", [output, drawing.Numbers("factors", factors)]);
        }

        if (offsets.Any(o => o != 0))
        {
            output = drawing.Node("Add", $"{input.Name}.moved", [output, drawing.Numbers("offsets", offsets)]);
        }

        return input with { Name = output };
    }

    /// <inheritdoc/>
    public GraphValue Repeat(GraphValue rows, GraphValue like)
    {
        string one = drawing.Node("Unsqueeze", $"{rows.Name}.step", [rows.Name, drawing.Integers(0)]);
        string sizes = drawing.Node(
            "Concat", $"{rows.Name}.repeats",
            [Size(like.Name, 0), drawing.Integers([.. Enumerable.Repeat(1L, like.Axes.Count)])],
            OnnxAttributes.Of("axis", 0L));
        return new GraphValue(drawing.Node("Expand", $"{rows.Name}.repeated", [one, sizes]), like.Axes, rows.Features);
    }

    /// <inheritdoc/>
    public GraphValue Fold(GraphValue input, int count, GraphAxis axis)
    {
        string turned = Turned(input.Name, $"{input.Name}.sides", 1, 0, 2);
        string folded = Reshaped(turned, $"{input.Name}.folds", 0, -1, count * input.Features);
        return new GraphValue(
            Turned(folded, $"{input.Name}.folded", 1, 0, 2), [axis, input.Axes[1]], count * input.Features);
    }

    /// <inheritdoc/>
    public GraphValue Unfold(GraphValue input, int count, GraphAxis axis)
    {
        string turned = Turned(input.Name, $"{input.Name}.sides", 1, 0, 2);
        string unfolded = Reshaped(turned, $"{input.Name}.steps", 0, -1, input.Features / count);
        return new GraphValue(
            Turned(unfolded, $"{input.Name}.unfolded", 1, 0, 2), [axis, input.Axes[1]], input.Features / count);
    }

    /// <inheritdoc/>
    public GraphValue Spread(GraphValue input, int features, GraphAxis axis)
    {
        string steps = Reshaped(input.Name, $"{input.Name}.steps", 0, input.Features / features, features);
        return new GraphValue(Turned(steps, $"{input.Name}.spread", 1, 0, 2), [axis, .. input.Axes], features);
    }

    /// <inheritdoc/>
    public GraphValue Collect(GraphValue steps, int count)
    {
        string turned = Turned(steps.Name, $"{steps.Name}.sides", 1, 0, 2);
        return new GraphValue(
            Reshaped(turned, $"{steps.Name}.collected", 0, count * steps.Features), Rest(steps),
            count * steps.Features);
    }

    /// <inheritdoc/>
    public GraphValue Arrange(GraphValue input, IReadOnlyList<int> features) => input with
    {
        Name = drawing.Node(
            "Gather", $"{input.Name}.arranged", [input.Name, drawing.Integers([.. features.Select(f => (long)f)])],
            OnnxAttributes.Of("axis", -1L)),
        Features = features.Count,
    };

    /// <summary>x·Φ(x) = x/2·(1 + erf(x/√2)).</summary>
    private string Gelu(string input, string name)
    {
        string root = drawing.Node("Mul", $"{name}.root", [input, drawing.Numbers("factors", [(float)Math.Sqrt(0.5)])]);
        string erf = drawing.Node("Erf", $"{name}.erf", [root]);
        string sum = drawing.Node("Add", $"{name}.sum", [erf, drawing.Numbers("offsets", [1])]);
        string half = drawing.Node("Mul", $"{name}.half", [input, drawing.Numbers("factors", [0.5f])]);
        return drawing.Node("Mul", name, [half, sum]);
    }
}
