using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Graphs;
using Carousel.Jobs.Portable;
using Carousel.Kernels.Sequences;
using Carousel.Layers;

namespace Carousel.Jobs.Networks;

/// <summary>
/// The layers of a design: a table of symbols, layers up to the last recurrent one, layers between it and a pooling,
/// the pooling, a head.
/// </summary>
internal sealed class NetworkChain : Layer
{
    private readonly List<(NetworkLayer Design, SequenceLayer Layer)> _parts = [];
    private readonly Pooling? _pooling;
    private readonly NetworkLayer _last;

    /// <summary>The chain of a design without a fault; no memory is taken.</summary>
    public NetworkChain(NetworkDesign design)
    {
        Design = design;
        int pooling = design.Layers.TakeWhile(l => l.Kind != NetworkLayerKind.Pooling).Count();
        int recurrent = design.Layers.Count - design.Layers.Reverse().TakeWhile(l => !l.IsRecurrent).Count();
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
        _pooling = kind is { } known ? AddLayer("pooling", new Pooling(design.Layers[pooling].Units, known)) : null;

        Head = Add("head", pooling + 1, design.Layers.Count);
    }

    /// <summary>What the chain is made of.</summary>
    public NetworkDesign Design { get; }

    /// <summary>The table of symbols, or null.</summary>
    public Embedding? Embedding { get; }

    /// <summary>The layers up to the last recurrent one.</summary>
    public Stack Reader { get; }

    /// <summary>Layers that run at each step behind the recurrent ones, or null.</summary>
    public Stack? Between { get; }

    /// <summary>Layers that run on the pooled row, or null.</summary>
    public Stack? Head { get; }

    /// <summary>The layers with parameters, each with its design, in the order of the design.</summary>
    public IReadOnlyList<(NetworkLayer Design, SequenceLayer Layer)> Parts => _parts;

    /// <summary>The layers from a step to the answer, the pooling among them, as they leave Carousel.</summary>
    public Layer[] Exported() =>
        [
            .. new Layer?[] { Embedding, Reader, Between,
                Design.Pooling is null ? null : _pooling ?? new Pooling(_last.OutputSize, PoolingKind.Last),
                Head }.OfType<Layer>(),
        ];

    /// <summary>What the recurrent layers read.</summary>
    public Variable Rows(Tape tape, Variable input, Packing packing) =>
        Embedding is null ? input : Embedding.Apply(tape, input, packing);

    /// <summary>The numbers of the last layer, of rows of <see cref="Rows"/>.</summary>
    /// <returns>[N, O] packed, or [B, O] in the caller's order where steps are pooled.</returns>
    public Variable Values(Tape tape, Variable rows, Packing packing)
    {
        (Variable hidden, Variable state) = Reader.Forward(tape, rows, packing);
        hidden = Between is null ? hidden : Between.Forward(tape, hidden, packing).Hidden;
        if (Design.Pooling is null)
        {
            return hidden;
        }

        Variable pooled = _pooling is null ? FinalStates(tape, state) : _pooling.Apply(tape, hidden, packing);
        return Head is null
            ? pooled
            : Head.Forward(tape, pooled, new Packing([.. Enumerable.Repeat(1, packing.BatchSize)])).Hidden;
    }

    /// <summary>The answer, of inputs as they come.</summary>
    /// <inheritdoc cref="Values"/>
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

    /// <summary>Draws the chain up to the numbers of the last layer.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="input">[time, batch, I], or symbols.</param>
    /// <param name="lengths">Of the sequences; null where all run to the end of the axis.</param>
    /// <returns>[time, batch, O], or [batch, O] where steps are pooled.</returns>
    public GraphValue Draw(INetworkGraph graph, GraphValue input, GraphValue? lengths)
    {
        GraphValue rows = Embedding is null ? input : graph.Apply(Embedding, input);
        GraphState? start = Reader.IsCausal ? graph.StateOf(Reader, [.. rows.Axes.Skip(1)]) : null;
        (GraphValue hidden, GraphState final) = graph.Run(Reader, rows, lengths, start);
        if (start is not null)
        {
            graph.Output(Reader, final);
        }

        hidden = Between is null ? hidden : graph.Run(Between, hidden, lengths).Output;
        if (Design.Pooling is null)
        {
            return hidden;
        }

        GraphValue pooled = _pooling is null ? FinalStates(graph, final) : graph.Pool(_pooling, hidden, lengths);
        return Head is null ? pooled : graph.Step(Head, pooled, null).Output;
    }

    private GraphValue FinalStates(INetworkGraph graph, GraphState final)
    {
        int kept = _last.Cell!.States.Count;
        return _last.Bidirectional
            ? graph.Concatenate(final.Cells[^(2 * kept)], final.Cells[^kept])
            : final.Cells[^kept];
    }

    /// <summary>
    /// h of each direction of the last recurrent layer: in its state h stands first, before the cells.
    /// </summary>
    private Variable FinalStates(Tape tape, Variable state)
    {
        int size = _last.DirectionSize, own = size + ((_last.Cell!.States.Count - 1) * _last.Units),
            all = _last.Bidirectional ? 2 * own : own, first = Reader.StateSize - all;
        Variable ahead = tape.SliceColumns(state, first, size);
        return _last.Bidirectional ? tape.Concatenate(ahead, tape.SliceColumns(state, first + own, size)) : ahead;
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
