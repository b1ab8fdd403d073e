using System.Text.RegularExpressions;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Storage;

namespace Carousel.Networks;

/// <summary>
/// The layers of a design: a table of symbols, layers up to the last recurrent one, layers between it and a pooling,
/// the pooling, a head.
/// </summary>
internal sealed class NetworkChain : Layer
{
    private const int MostRows = 4096;

    private readonly List<(NetworkLayer Design, SequenceLayer Layer)> _parts = [];
    private readonly NetworkLayer _last;

    /// <summary>The chain of a design; no memory is taken.</summary>
    /// <param name="design">What it is made of.</param>
    /// <exception cref="ArgumentException">The design has a fault.</exception>
    public NetworkChain(NetworkDesign design)
    {
        if (design.FindMistake() is { } fault)
        {
            throw new ArgumentException(fault, nameof(design));
        }

        Design = design;
        int pooling = design.Layers.TakeWhile(l => l.Kind != NetworkLayerKind.Pooling).Count();
        int recurrent = design.Layers.Count - design.Layers.Reverse().TakeWhile(l => !l.IsSequential).Count();
        int first = design.Symbols > 0 ? 1 : 0;
        _last = design.Layers[recurrent - 1];
        if (first > 0)
        {
            _parts.Add((design.Layers[0], Embedding = AddLayer("embedding", (Embedding)design.Layers[0].Make()!)));
        }

        Reader = Add("reader", first, recurrent)!;
        Between = Add("between", recurrent, pooling);
        PoolingKind? kind = design.Pooling switch
        {
            NetworkPooling.Last => PoolingKind.Last,
            NetworkPooling.Mean => PoolingKind.Mean,
            NetworkPooling.Max => PoolingKind.Max,
            _ => null,
        };
        Pooling = kind is { } known ? AddLayer("pooling", new Pooling(design.Layers[pooling].Units, known)) : null;
        Head = Add("head", pooling + 1, design.Layers.Count);
    }

    /// <summary>What the chain is made of.</summary>
    public NetworkDesign Design { get; }

    /// <summary>The table of symbols, or null.</summary>
    public Embedding? Embedding { get; }

    /// <summary>The layers up to the last one that looks at other steps.</summary>
    public Stack Reader { get; }

    /// <summary>Layers that run at each step after the recurrent ones, or null.</summary>
    public Stack? Between { get; }

    /// <summary>Makes one row of all steps; null without pooling, or if last states are used.</summary>
    public Pooling? Pooling { get; }

    /// <summary>Layers that run on the pooled row, or null.</summary>
    public Stack? Head { get; }

    /// <summary>The layers with parameters, each with its design, in the order of the design.</summary>
    public IReadOnlyList<(NetworkLayer Design, SequenceLayer Layer)> Parts => _parts;

    /// <summary>The network in a model file, with the file's parameters.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="backend">Where the network computes.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ModelFileException">Its configuration can't be understood, or does not fit its
    /// tensors.</exception>
    public static NetworkChain Of(ModelFile file, string path, Backend backend)
    {
        const string Removed = "\"(zoneout_\\w+\":(?!0[,}])|"
            + "kind\":\"(Attention|Transformer|Positions|ResidualStack|[MS]lstmBlock)\"|"
            + "(coupled_gates|layer_normalisation|trainable_initial_state|start_is_trained)\":true)";
        if (Regex.IsMatch(file.Configuration, Removed))
        {
            throw new ModelFileException(
                $"{path} has self-attention, a stack with shortcuts, blocks of xLSTM, coupled gates, zoneout, a "
                + "normalisation inside an LSTM or a trained initial state. Version 0.1 is the last that reads it.");
        }

        NetworkDesign design = ModelEntry.Parse(
            file.Configuration, NetworkJson.Default.NetworkDesign, path, "configuration");
        bool fits = design.Layers.All(l => l is not null) && design.FindMistake() is null;
        int units = fits ? design.Layers.Max(l => l.IsRecurrent ? l.DirectionSize : 0) : 0;
        return ModelEntry.Build(file, path, backend, fits, units, () => new NetworkChain(design));
    }

    /// <summary>A copy of a built layer, such as a stack or a network, as the network of its design.</summary>
    /// <param name="model">The layer.</param>
    /// <param name="backend">Where the copy computes.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">The layer has no design; the message says why.</exception>
    /// <exception cref="InvalidOperationException">The layer is not built.</exception>
    public static NetworkChain Of(Layer model, Backend backend)
    {
        DescribedLayers described = DescribedLayers.Of(model, out string reason)
            ?? throw new ArgumentException($"The layer can't be described. {reason}", nameof(model));
        var chain = new NetworkChain(described.Design);
        chain.Allocate(backend);
        chain.Load(described.ToTensors(described.Design), "the layer");
        return chain;
    }

    /// <summary>The answers to sequences, in batches of sequences of like length.</summary>
    /// <param name="tape">Begun for inference before each batch.</param>
    /// <param name="inputs">[T, I] numbers of the data each, or [T] whole numbers of symbols; one step at
    /// least.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>[T, O] each; [O] where steps are pooled. A sequence's answer does not depend on the others.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public float[][] Run(Tape tape, IReadOnlyList<float[]> inputs, CancellationToken cancellation = default)
    {
        var answers = new float[inputs.Count][];
        int[] order = [.. Enumerable.Range(0, inputs.Count).OrderBy(s => inputs[s].Length)];
        for (int first = 0, last; first < order.Length; first = last)
        {
            cancellation.ThrowIfCancellationRequested();
            long values = inputs[order[first]].Length;
            for (last = first + 1; last < order.Length; last++)
            {
                values += inputs[order[last]].Length;
                if (values > (long)MostRows * Design.InputSize)
                {
                    break;
                }
            }

            tape.Begin(TapeMode.Inference);
            Run(tape, inputs, order.AsSpan(first, last - first), answers);
        }

        return answers;
    }

    /// <summary>The same of inputs that a caller gave.</summary>
    /// <inheritdoc cref="Run(Tape, IReadOnlyList{float[]}, CancellationToken)"/>
    /// <exception cref="ArgumentException">A sequence has no step, or no whole steps, or a symbol that the network does
    /// not know.</exception>
    public float[][] RunChecked(Tape tape, IReadOnlyList<float[]> inputs, CancellationToken cancellation = default)
    {
        foreach (float[] input in inputs)
        {
            if (input.Length == 0 || input.Length % Design.InputSize != 0)
            {
                throw new ArgumentException(
                    $"A sequence has {input.Length} values, which are not one or more steps of {Design.InputSize}.",
                    nameof(inputs));
            }

            if (Design.Symbols > 0
                && Array.Exists(input, v => !(v >= 0 && v < Design.Symbols && v == MathF.Truncate(v))))
            {
                throw new ArgumentException(
                    $"A sequence has a symbol that is not a whole number 0…{Design.Symbols - 1}.", nameof(inputs));
            }
        }

        return Run(tape, inputs, cancellation);
    }

    /// <summary>What the recurrent layers read.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[N, I] scaled numbers, or [N, 1] symbols, packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[N, Reader.InputSize].</returns>
    public Variable Rows(Tape tape, Variable input, Packing packing) =>
        Embedding is null ? input : Embedding.Apply(tape, input, packing);

    /// <summary>The numbers of the last layer, of rows of <see cref="Rows"/>.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="rows">[N, Reader.InputSize], packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[N, O] packed, or [B, O] in the caller's order where steps are pooled.</returns>
    public Variable Values(Tape tape, Variable rows, Packing packing)
    {
        (Variable hidden, Variable state) = Reader.Forward(tape, rows, packing);
        hidden = Between is null ? hidden : Between.Forward(tape, hidden, packing).Hidden;
        if (Design.Pooling is null)
        {
            return hidden;
        }

        Variable pooled = Pooling is null ? FinalStates(tape, state) : Pooling.Apply(tape, hidden, packing);
        return Head is null
            ? pooled
            : Head.Forward(tape, pooled, new Packing([.. Enumerable.Repeat(1, packing.BatchSize)])).Hidden;
    }

    /// <summary>The answer, in the scales of the last layer.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[N, I] scaled numbers, or [N, 1] symbols, packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[N, O] packed, or [B, O] in the caller's order where steps are pooled.</returns>
    public Variable Answers(Tape tape, Variable input, Packing packing)
    {
        Variable values = Values(tape, Rows(tape, input, packing), packing);
        return Design.Answer switch
        {
            PortableFunction.Softmax => tape.Softmax(values),
            PortableFunction.Logistic => tape.Logistic(values),
            _ => values,
        };
    }

    /// <summary>
    /// h of each direction of the last recurrent layer: in its state h stands first, before the cells.
    /// </summary>
    private Variable FinalStates(Tape tape, Variable state)
    {
        int size = _last.DirectionSize,
            all = ((SequenceLayer)Reader.Layers.Last()).StateSize,
            own = _last.Bidirectional ? all / 2 : all, first = Reader.StateSize - all;
        Variable ahead = tape.SliceColumns(state, first, size);
        return _last.Bidirectional ? tape.Concatenate(ahead, tape.SliceColumns(state, first + own, size)) : ahead;
    }

    private void Run(Tape tape, IReadOnlyList<float[]> inputs, ReadOnlySpan<int> some, float[][] answers)
    {
        (int I, int O) = (Design.InputSize, Design.OutputSize);
        var batch = new float[some.Length][];
        for (int b = 0; b < batch.Length; b++)
        {
            batch[b] = Design.Scaled(inputs[some[b]]);
        }

        var read = SequenceBatch.Of(I, batch);
        Packing packing = read.Packing;
        float[] found = Answers(tape, tape.Input(read), packing).Value.ToArray();
        Design.ScaleBack(found);
        for (int b = 0; b < batch.Length; b++)
        {
            int steps = Design.Pooling is null ? batch[b].Length / I : 1;
            var own = answers[some[b]] = new float[steps * O];
            for (int t = 0; t < steps; t++)
            {
                int row = Design.Pooling is null ? packing.Row(b, t) : b;
                found.AsSpan(row * O, O).CopyTo(own.AsSpan(t * O));
            }
        }
    }

    private Stack? Add(string name, int from, int to)
    {
        (NetworkLayer Design, SequenceLayer Layer)[] own =
        [
            .. Design.Layers.Take(from..Math.Max(from, to)).Select(l => (l, l.Make()!)),
        ];
        _parts.AddRange(own);
        return own.Length == 0 ? null : AddLayer(name, new Stack([.. own.Select(p => p.Layer)]));
    }
}
