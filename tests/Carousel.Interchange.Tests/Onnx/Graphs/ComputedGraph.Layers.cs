using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Tests.Onnx.Graphs;

/// <summary>Layers, as the model runs them: on sequences that are packed by their lengths.</summary>
internal sealed partial class ComputedGraph
{
    /// <inheritdoc/>
    public (GraphValue Output, GraphState Final) Run(
        SequenceLayer layer, GraphValue input, GraphValue? lengths = null, GraphState? start = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(input);
        int[] rest = _sizes[input.Name][1..];
        int batch = Places(rest), features = Math.Max(1, input.Features);
        SequenceBatch packed = Packed(input, lengths);
        GraphAxis[] axes = [.. input.Axes.Skip(1)];
        float[]? begins = start is null || start.Cells.Count == 0 ? null : _values[Concatenate(start.Cells).Name];
        (float[] output, float[] final) = Compute(tape =>
        {
            Variable state = begins is null ? default : tape.Input(begins, new Shape(batch, layer.StateSize));
            SequenceOutput run = layer.Forward(
                tape, tape.Input(packed), packed.Packing, state);
            return (run.Hidden.Value.ToArray(), run.FinalState.IsNone ? [] : run.FinalState.Value.ToArray());
        });
        float[] padded = SequenceBatch.ToPadded(packed.Packing, output, layer.OutputSize, float.NaN);
        int known = padded.Length;
        Array.Resize(ref padded, _sizes[input.Name][0] * batch * layer.OutputSize);
        padded.AsSpan(known).Fill(float.NaN);
        GraphValue steps = Made(input.Axes, _sizes[input.Name], layer.OutputSize, padded);
        return (steps, final.Length == 0
            ? new GraphState([])
            : ((INetworkGraph)this).Split(layer, Made(axes, rest, layer.StateSize, final)));
    }

    /// <inheritdoc/>
    public (GraphValue Output, GraphState Final) Step(SequenceLayer layer, GraphValue input, GraphState? start)
    {
        ArgumentNullException.ThrowIfNull(input);
        var one = new GraphAxis("one");
        int[] own = [1, .. _sizes[input.Name]];
        GraphValue step = Made([one, .. input.Axes], own, input.Features, _values[input.Name]);
        (GraphValue output, GraphState final) = Run(layer, step, null, start);
        return (Like(input, output.Features, _values[output.Name]), final);
    }

    /// <inheritdoc/>
    public GraphValue Pool(Pooling layer, GraphValue input, GraphValue? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(input);
        SequenceBatch packed = Packed(input, lengths);
        float[] pooled = Compute(
            tape =>
                layer.Apply(
                    tape, tape.Input(packed),
                    packed.Packing).Value.ToArray());
        return Made([.. input.Axes.Skip(1)], _sizes[input.Name][1..], input.Features, pooled);
    }

    /// <inheritdoc/>
    public GraphValue Convolve(PictureConvolution layer, GraphValue pictures)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(pictures);
        return OfPictures(pictures, layer.Convolution.Input.Channels, layer.Apply);
    }

    /// <inheritdoc/>
    public GraphValue Shrink(PicturePooling layer, GraphValue pictures)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(pictures);
        return OfPictures(pictures, layer.Pooling.Input.Channels, layer.Apply);
    }

    /// <inheritdoc/>
    public (GraphValue Output, GraphState Final) Step(ConvolutionalLstm layer, GraphValue pictures, GraphState start)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(start);
        int channels = layer.Layers.OfType<PictureConvolution>().First().Convolution.Input.Channels,
            features = start.Cells[0].Features;
        float[] seen = _values[pictures.Name], hidden = _values[start.Cells[0].Name],
            cells = _values[start.Cells[1].Name];
        Variable Places(Tape tape, float[] values, int width) =>
            tape.Input(values, new Shape(values.Length / width, width));
        (float[] output, float[] kept) = Compute(tape =>
        {
            (Variable h, Variable c) = layer.Step(
                tape, Places(tape, seen, channels), Places(tape, hidden, layer.Hidden),
                Places(tape, cells, layer.Hidden));
            return (h.Value.ToArray(), c.Value.ToArray());
        });
        GraphValue shown = Like(pictures, features, output);
        return (shown, new GraphState([shown, Like(pictures, features, kept)]));
    }

    /// <inheritdoc/>
    public GraphValue Remember(CrossAttention layer, GraphValue memory)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(memory);
        var packing = new Packing([_values[memory.Name].Length / memory.Features]);
        return Like(
            memory, layer.KeySize,
            Compute(tape => layer.Remember(tape, Rows(tape, memory), packing).Keys.Value.ToArray()));
    }

    /// <inheritdoc/>
    public (GraphValue Seen, GraphValue Weights) Attend(
        CrossAttention layer, GraphValue query, GraphValue memory, GraphValue keys, GraphValue? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(keys);
        SequenceBatch packed = Packed(memory, lengths), compared = Packed(keys, lengths);
        var looks = new RowGroups();
        int rows = packed.Packing.BatchSize, steps = _sizes[memory.Name][0];
        looks.Set([.. Enumerable.Range(0, rows)], rows);
        (float[] context, float[] weights) = Compute(tape =>
        {
            Variable values = tape.Input(packed);
            var remembered = new AttentionMemory(
                tape.Input(compared.Values, new Shape(packed.Packing.Rows, keys.Features)), values, packed.Packing);
            (Variable seen, Tensor own) = layer.Attend(tape, Rows(tape, query), looks, remembered);
            return (seen.Value.ToArray(), own.ToArray());
        });
        float[] bySteps = new float[steps * rows];
        for (int k = 0; k < weights.Length; k++)
        {
            bySteps[(k % packed.Packing.Steps * rows) + (k / packed.Packing.Steps)] = weights[k];
        }

        return (Like(query, memory.Features, context), Like(memory, 1, bySteps));
    }

    /// <inheritdoc/>
    public GraphValue Activate(ElementwiseFunction function, GraphValue input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Like(
            input, input.Features,
            Compute(tape => ElementwiseOp.Apply(tape, function, Rows(tape, input)).Value.ToArray()));
    }

    /// <inheritdoc/>
    public GraphValue Softmax(GraphValue scores, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return Like(
            scores, scores.Features,
            Compute(tape => tape.Softmax(tape.Scale(Rows(tape, scores), (float)(1 / temperature))).Value.ToArray()));
    }

    private Variable Rows(Tape tape, GraphValue value) =>
        tape.Input(_values[value.Name], new Shape(_values[value.Name].Length / value.Features, value.Features));

    private SequenceBatch Packed(GraphValue input, GraphValue? lengths)
    {
        int[] own = _sizes[input.Name];
        int batch = Places(own.AsSpan(1));
        int[] steps = lengths is null
            ? [.. Enumerable.Repeat(own[0], batch)]
            : [.. _values[lengths.Name].Select(v => (int)v)];
        return SequenceBatch.FromPadded(_values[input.Name], steps, Math.Max(1, input.Features));
    }

    private GraphValue OfPictures(GraphValue pictures, int channels, Func<Tape, Variable, Variable> run)
    {
        float[] seen = _values[pictures.Name];
        float[] made = Compute(
            tape => run(tape, tape.Input(seen, new Shape(seen.Length / channels, channels))).Value.ToArray());
        return Like(pictures, made.Length / Places(_sizes[pictures.Name]), made);
    }
}
