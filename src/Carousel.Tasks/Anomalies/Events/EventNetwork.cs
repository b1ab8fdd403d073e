using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels.Elementwise;
using Carousel.Layers;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Graphs;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>An LSTM over an entity's events that forecasts the next one field by field, each told those before it.</summary>
internal sealed class EventNetwork : Layer
{
    private readonly Stack _reader;
    private readonly Dense[] _mixes;
    private readonly Dense[] _outputs;

    public EventNetwork(EventDesign design)
    {
        Design = design;
        _reader = AddLayer("reader", CellStack.Make(design.Cells, design.InputSize));
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

    /// <summary>Values of the recurrent state.</summary>
    public int StateSize => _reader.StateSize;

    /// <summary>Multiply-adds of an event.</summary>
    public long MultiplyAdds => CellStack.MultiplyAdds(Design.Cells, Design.InputSize)
        + _mixes.Sum(m => (long)m.InputSize * m.OutputSize) + _outputs.Sum(o => (long)o.InputSize * o.OutputSize);

    /// <summary>Logits of every field of the next event.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="before">[N, InputSize]: the events before, packed.</param>
    /// <param name="codes">[N, Σ K]: a 0 or 1 for each code of the events to forecast.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="logits">[fields], overwritten: [N, K] each.</param>
    /// <param name="state">State to begin with.</param>
    /// <returns>The final states.</returns>
    public Variable Forward(Tape tape, Variable before, Variable codes, Packing packing, Variable[] logits, Variable state = default)
    {
        SequenceOutput read = _reader.Forward(tape, before, packing, state);
        Forecast(tape, read.Hidden, codes, packing, logits);
        return read.FinalState;
    }

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="before">[time, batch, InputSize]: the events before.</param>
    /// <param name="codes">[time, batch, Σ K]: a 0 or 1 for each code of the events to forecast.</param>
    /// <returns>[time, batch, K] for each field.</returns>
    public GraphValue[] Draw(INetworkGraph graph, GraphValue before, GraphValue codes)
    {
        GraphValue hidden = graph.Read(_reader, before);
        var logits = new GraphValue[_mixes.Length];
        int told = 0;
        for (int f = 0; f < logits.Length; f++)
        {
            GraphValue known = told == 0 ? hidden : graph.Concatenate(hidden, graph.Slice(codes, 0, told));
            logits[f] = graph.Apply(_outputs[f], graph.Activate(ElementwiseFunction.Relu, graph.Apply(_mixes[f], known)));
            told += Design.Fields[f].Size;
        }

        return logits;
    }

    /// <summary>The recurrent layers.</summary>
    public Stack Reader => _reader;

    /// <summary>From what the recurrent layers give to the logits of every field.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="hidden">[N, O].</param>
    /// <param name="codes">[N, Σ K]: a 0 or 1 for each code of the events to forecast.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="logits">[fields], overwritten: [N, K] each.</param>
    public void Forecast(Tape tape, Variable hidden, Variable codes, Packing packing, Variable[] logits)
    {
        int told = 0;
        for (int f = 0; f < logits.Length; f++)
        {
            Variable known = told == 0 ? hidden : tape.Concatenate(hidden, tape.SliceColumns(codes, 0, told));
            logits[f] = _outputs[f].Apply(tape, tape.Relu(_mixes[f].Apply(tape, known, packing)), packing);
            told += Design.Fields[f].Size;
        }
    }
}
