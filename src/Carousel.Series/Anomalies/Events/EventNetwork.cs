using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Anomalies;

/// <summary>
/// An LSTM over an entity's events that forecasts the next one field by field, each told those before it.
/// </summary>
internal sealed class EventNetwork : Layer
{
    private readonly Dense[] _mixes, _outputs;

    public EventNetwork(EventDesign design)
    {
        Design = design;
        Reader = AddLayer("reader", CellStack.Make(design.Cells, design.InputSize));
        (_mixes, _outputs) = (new Dense[design.Fields.Count], new Dense[design.Fields.Count]);
        int told = 0;
        for (int f = 0; f < _mixes.Length; f++)
        {
            _mixes[f] = AddLayer($"mix.{f}", new Dense(design.Cells.OutputSize + told, design.Mix));
            _outputs[f] = AddLayer($"output.{f}", new Dense(design.Mix, design.Fields[f].Size));
            told += design.Fields[f].Size;
        }
    }

    /// <summary>How events become codes.</summary>
    public EventDesign Design { get; }

    /// <summary>The recurrent layers.</summary>
    public Stack Reader { get; }

    /// <summary>Multiply-adds of an event.</summary>
    public long MultiplyAdds => CellStack.MultiplyAdds(Design.Cells, Design.InputSize)
        + _mixes.Sum(m => (long)m.InputSize * m.OutputSize) + _outputs.Sum(o => (long)o.InputSize * o.OutputSize);

    /// <summary>Logits of every field of the next event.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">The events.</param>
    /// <param name="state">State to begin with.</param>
    /// <returns>[fields]: [N, K] each, and the final states.</returns>
    public (Variable[] Logits, Variable FinalState) Forward(Tape tape, EventBatch batch, Variable state = default)
    {
        SequenceOutput read = Reader.Forward(tape, batch.Before(tape), batch.Packing, state);
        return (Forecast(tape, read.Hidden, batch), read.FinalState);
    }

    /// <summary>From the outputs of the recurrent layers to the logits of every field.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="hidden">[N, O].</param>
    /// <param name="batch">The events.</param>
    /// <returns>[fields]: [N, K] each.</returns>
    public Variable[] Forecast(Tape tape, Variable hidden, EventBatch batch)
    {
        Variable codes = batch.Codes(tape);
        return Each((f, told) =>
        {
            Variable known = told == 0 ? hidden : tape.Concatenate(hidden, tape.SliceColumns(codes, 0, told));
            return _outputs[f].Apply(tape, tape.Relu(_mixes[f].Apply(tape, known, batch.Packing)), batch.Packing);
        });
    }

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="before">[time, batch, InputSize]: the events before.</param>
    /// <param name="codes">[time, batch, Σ K]: a 0 or 1 for each code of the events to forecast.</param>
    /// <returns>[time, batch, K] for each field.</returns>
    public GraphValue[] Draw(INetworkGraph graph, GraphValue before, GraphValue codes)
    {
        GraphValue hidden = graph.Read(Reader, before);
        return Each((f, told) =>
        {
            GraphValue known = told == 0 ? hidden : graph.Concatenate(hidden, graph.Slice(codes, 0, told));
            return graph.Apply(_outputs[f], graph.Activate(ElementwiseFunction.Relu, graph.Apply(_mixes[f], known)));
        });
    }

    /// <summary>Makes something of each field, told how many codes the fields before it have.</summary>
    private T[] Each<T>(Func<int, int, T> make) =>
        [
            .. Enumerable.Range(0, Design.Fields.Count)
                .Select(f => make(f, Design.Fields.Take(f).Sum(before => before.Size))),
        ];
}
