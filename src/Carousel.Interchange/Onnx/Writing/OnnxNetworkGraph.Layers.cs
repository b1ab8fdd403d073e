using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Onnx;

/// <summary>Layers, along time or not.</summary>
internal sealed partial class OnnxNetworkGraph
{
    private static readonly GraphState _none = new([]);

    /// <inheritdoc/>
    public (GraphValue Output, GraphState Final) Run(
        SequenceLayer layer, GraphValue input, GraphValue? lengths = null, GraphState? start = null) => layer switch
        {
            Stack stack => Stacked(stack, input, start, (inner, rows, own) => Run(inner, rows, lengths, own)),
            RecurrentLayer recurrent => Recurrent(recurrent, input, lengths, start),
            Bidirectional both => BothWays(both, input, lengths, start),
            SequenceConvolution convolution => Convolved(convolution, input, lengths, start),
            _ when AtEachPlace(layer, input) is { } output => (output, _none),
            _ =>
                throw new NotPortableException(
                    $"The layer '{layer.Path}' is of the kind {layer.GetType().Name}, which is not exported as ONNX."),
        };

    /// <inheritdoc/>
    public (GraphValue Output, GraphState Final) Step(SequenceLayer layer, GraphValue input, GraphState? start)
    {
        if (layer is Stack stack)
        {
            return Stacked(stack, input, start, Step);
        }

        if (AtEachPlace(layer, input) is { } same)
        {
            return (same, _none);
        }

        if (input.Axes.Count == 1 && start is not null && WrittenCell.Find(layer, Path(layer)) is { } cell)
        {
            string[] seen = [.. cell.FromInput(drawing, input).Select(s => s.Name)];
            string[] after = cell.Step(drawing, seen, [.. start.Cells.Select(c => c.Name)]);
            GraphValue[] made =
                [.. GraphCell.Of(layer).Select((part, s) => new GraphValue(after[s], input.Axes, part.Size))];
            return (made[0], new GraphState(made));
        }

        var step = new GraphValue(
            drawing.Node("Unsqueeze", $"{input.Name}.step", [input.Name, drawing.Integers(0)]),
            [GraphAxis.Time, .. input.Axes], input.Features);
        (GraphValue output, GraphState final) = Run(layer, step, null, start);
        return (
            new GraphValue(
                drawing.Node("Squeeze", $"{output.Name}.row", [output.Name, drawing.Integers(0)]), input.Axes,
                output.Features), final);
    }

    private static (GraphValue Output, GraphState Final) Stacked(
        Stack stack, GraphValue input, GraphState? start,
        Func<SequenceLayer, GraphValue, GraphState?, (GraphValue Output, GraphState Final)> run)
    {
        var finals = new List<GraphValue>();
        GraphValue rows = input;
        int first = 0;
        foreach (SequenceLayer layer in stack.Layers.OfType<SequenceLayer>())
        {
            int count = GraphCell.Of(layer).Count;
            GraphState? own = start is null || count == 0
                ? null
                : new GraphState([.. start.Cells.Skip(first).Take(count)]);
            (rows, GraphState final) = run(layer, rows, own);
            finals.AddRange(final.Cells);
            first += count;
        }

        return (rows, new GraphState(finals));
    }

    /// <summary>A layer without time; null of one that has.</summary>
    private GraphValue? AtEachPlace(SequenceLayer layer, GraphValue input) => layer switch
    {
        Dropout => input,
        Dense dense => Mapped(dense, input),
        TiedDense tied => Mapped(
            Path(tied),
            drawing.Node(
                "Transpose", $"{Path(tied)}.weight", [Matrix(tied.Embedding.Weight)], OnnxAttributes.Of("perm", 1, 0)),
                tied.Parameters.Single(), tied.OutputSize, null, input),
        Embedding embedding => new GraphValue(
            drawing.Node(
                "Gather", $"{Path(embedding)}.output", [Matrix(embedding.Weight), input.Name],
                OnnxAttributes.Of("axis", 0L)), input.Axes, embedding.OutputSize),
        LayerNorm norm => Normalized(norm, input),
        _ => null,
    };

    private GraphValue Mapped(Dense dense, GraphValue input)
    {
        Parameter weight = dense.Weight;
        string path = Path(dense);
        string matrix = weight.Quantized is null
            ? drawing.Weights(
                $"{path}.weight", [dense.InputSize, dense.OutputSize],
                Transposed(weight.Value.ToArray(), dense.OutputSize))
            : drawing.Node("Transpose", $"{path}.matrix", [Matrix(weight)], OnnxAttributes.Of("perm", 1, 0));
        return Mapped(
            path, matrix, dense.Parameters.FirstOrDefault(p => p != weight), dense.OutputSize, dense.Activation, input);
    }

    private GraphValue Mapped(
        string path, string matrix, Parameter? bias, int outputs, ElementwiseFunction? function, GraphValue input)
    {
        string product = drawing.Node(
            "MatMul", bias is null ? $"{path}.output" : $"{path}.product", [input.Name, matrix]);
        string sum = bias is null
            ? product
            : drawing.Node(
                "Add", $"{path}.output", [product, drawing.Weights($"{path}.bias", [outputs], bias.Value.ToArray())]);
        var output = new GraphValue(sum, input.Axes, outputs);
        return function is { } activation ? Activate(activation, output) : output;
    }

    /// <summary>A matrix as the model keeps it: in bytes with a scale a row, where it is so.</summary>
    private string Matrix(Parameter parameter)
    {
        string name = scope + parameter.Name;
        if (parameter.Quantized is not { } quantized)
        {
            return drawing.Weights(name, [parameter.Shape[0], parameter.Shape[1]], parameter.Value.ToArray());
        }

        drawing.Remarks.Add(
            "Dense layers and embeddings keep weights in 8 bits in the file, which converts them to single precision "
            + "to compute. ONNX Runtime 1.30, unless graphOptimizationLevel is basic or less, replaces a dense layer "
            + "by MatMulNBits, which also rounds the inputs of the layer to 8 bits.");
        string bytes = drawing.Bytes(name, [quantized.Rows, quantized.Columns], quantized.Values.Span);
        string scales = drawing.Weights($"{name}_scale", [quantized.Rows], quantized.Scales.Span);
        return drawing.Node(
            "DequantizeLinear", $"{name}.numbers",
            [bytes, scales, drawing.Bytes($"{name}_zero_point", [quantized.Rows], new sbyte[quantized.Rows])],
            OnnxAttributes.Of("axis", 0L));
    }

    private GraphValue Normalized(LayerNorm norm, GraphValue input)
    {
        Parameter[] parameters = [.. norm.Parameters];
        string path = Path(norm);
        string gain = drawing.Weights($"{path}.gain", [norm.InputSize], parameters[0].Value.ToArray());
        string bias = drawing.Weights($"{path}.bias", [norm.InputSize], parameters[1].Value.ToArray());
        return input with
        {
            Name = drawing.Node(
                "LayerNormalization", $"{path}.output", [input.Name, gain, bias], OnnxAttributes.Of("axis", -1L),
                OnnxAttributes.Of("epsilon", norm.Epsilon)),
        };
    }

    /// <summary>Steps after a sequence's end are read as zeros, like those before its beginning.</summary>
    private (GraphValue Output, GraphState Final) Convolved(
        SequenceConvolution layer, GraphValue input, GraphValue? lengths, GraphState? start)
    {
        SequenceConvolutionSize size = layer.Convolution;
        string path = Path(layer);
        string seen = lengths is null ? input.Name : Masked(input, lengths, 0);
        long before = size.Before, after = ((size.KernelSize - 1) * size.Dilation) - before;
        if (start is not null)
        {
            // The state is the inputs before the first, the earliest first.
            string past = Turned(
                Reshaped(start.Cells[0].Name, $"{path}.past", -1, before, size.Inputs), $"{path}.past_steps", 1, 0, 2);
            seen = drawing.Node("Concat", $"{path}.seen", [past, seen], OnnxAttributes.Of("axis", 0L));
            before = 0;
        }

        GraphState final = _none;
        if (size.StateSize > 0 && start is not null)
        {
            string last = drawing.Node(
                "Slice", $"{path}.last",
                [seen, drawing.Integers(-size.Before), drawing.Integers(long.MaxValue), drawing.Integers(0)]);
            final = new GraphState(
                [
                    new GraphValue(
                        Reshaped(Turned(last, $"{path}.last_rows", 1, 0, 2), $"{path}.last_past", -1, size.StateSize),
                        Rest(input), size.StateSize),
                ]);
        }

        string weight = drawing.Weights(
            $"{path}.weight", [size.Outputs, size.Inputs, size.KernelSize],
            ByChannel(layer.Parameters.First().Value.ToArray(), size.Outputs, size.KernelSize, size.Inputs));
        string bias = layer.Parameters.Skip(1).FirstOrDefault() is { } own
            ? drawing.Weights($"{path}.bias", [size.Outputs], own.Value.ToArray())
            : "";
        string convolved = drawing.Node(
            "Conv", $"{path}.channels", [Turned(seen, $"{path}.input", 1, 2, 0), weight, bias],
            OnnxAttributes.Of("kernel_shape", [size.KernelSize]),
            OnnxAttributes.Of("dilations", [size.Dilation]), OnnxAttributes.Of("pads", before, after));
        var output = new GraphValue(Turned(convolved, $"{path}.output", 2, 0, 1), input.Axes, size.Outputs);
        return (layer.Activation is { } function ? Activate(function, output) : output, final);
    }

    /// <summary>From [O, places, C] to [O, C, places].</summary>
    private static float[] ByChannel(float[] values, int outputs, int places, int channels)
    {
        var turned = new float[values.Length];
        for (int o = 0; o < outputs; o++)
        {
            for (int k = 0; k < places; k++)
            {
                for (int c = 0; c < channels; c++)
                {
                    turned[(((o * channels) + c) * places) + k] = values[(((o * places) + k) * channels) + c];
                }
            }
        }

        return turned;
    }
}
