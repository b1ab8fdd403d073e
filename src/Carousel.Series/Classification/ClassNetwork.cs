using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Classification;

/// <summary>
/// One network: rows of words, or channels, then recurrent layers, pooling over time, and a score for
/// each class.
/// </summary>
internal sealed class ClassNetwork : Layer
{
    private readonly Embedding? _symbols;
    private readonly Dropout _inputDropout;
    private readonly Stack _recurrent;
    private readonly Pooling _pooling;
    private readonly Dropout _outputDropout;
    private readonly Dense _scores;

    public ClassNetwork(ClassDesign design, int symbols, int classes)
    {
        if (design.IsText)
        {
            _symbols = AddLayer("symbols", new Embedding(symbols, design.Embedding, new Uniform(0.25)));
        }

        _inputDropout = AddLayer("input_dropout", new Dropout(design.Inputs, (float)design.Dropout));
        _recurrent = AddLayer("recurrent", CellStack.Make(design.Cell, design.Inputs));
        _pooling = AddLayer("pooling", new Pooling(design.Cell.OutputSize, design.Pooling));
        _outputDropout = AddLayer("output_dropout", new Dropout(design.Cell.OutputSize, (float)design.Dropout));
        _scores = AddLayer("scores", new Dense(design.Cell.OutputSize, classes));
    }

    /// <summary>The score of each class for each sequence of a batch.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">The sequences.</param>
    /// <returns>[B, classes].</returns>
    public Variable Forward(Tape tape, SequenceBatch batch)
    {
        Packing packing = batch.Packing;
        Variable rows = _inputDropout.Apply(tape, Rows(tape, batch), packing);

        // The last step's row is also the end of the state: where the tape recomputes, the other rows need not be kept.
        return _pooling.Kind == PoolingKind.Last && _recurrent.CanRecompute
            ? ScoresOfPooled(tape, LastOf(tape, _recurrent.ForwardToEnd(tape, rows, packing)))
            : Scores(tape, _recurrent.Forward(tape, rows, packing).Hidden, packing);
    }

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="input">[time, batch, F], or symbols.</param>
    /// <param name="lengths">Of the sequences.</param>
    /// <returns>[batch, classes].</returns>
    public GraphValue Draw(INetworkGraph graph, GraphValue input, GraphValue lengths)
    {
        GraphValue rows = _symbols is null ? input : graph.Apply(_symbols, input);
        GraphValue hidden = _pooling.Kind == PoolingKind.Last
            ? graph.Read(_recurrent, rows, lengths)
            : graph.Run(_recurrent, rows, lengths).Output;
        return graph.Apply(_scores, graph.Pool(_pooling, hidden, lengths));
    }

    /// <summary>The recurrent layers.</summary>
    public Stack Reader => _recurrent;

    /// <summary>All layers that are used, from a step's input to the scores.</summary>
    public Layer[] Steps =>
        [.. Optional.Of(_symbols), _recurrent, _pooling, _scores];

    /// <summary>What the recurrent layers read.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">The sequences.</param>
    /// <returns>[N, I].</returns>
    public Variable Rows(Tape tape, SequenceBatch batch)
    {
        Packing packing = batch.Packing;
        Variable input = tape.Input(batch);
        return _symbols is null ? input : _symbols.Apply(tape, input, packing);
    }

    /// <summary>From the outputs of the recurrent layers to the scores.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="hidden">[N, O].</param>
    /// <param name="packing">Their steps.</param>
    /// <returns>[B, classes].</returns>
    public Variable Scores(Tape tape, Variable hidden, Packing packing) =>
        ScoresOfPooled(tape, _pooling.Apply(tape, hidden, packing));

    /// <summary>h of the uppermost layer: the first part of its state, which is the last in the stack's.</summary>
    private Variable LastOf(Tape tape, Variable state)
    {
        var top = (SequenceLayer)_recurrent.Layers.Last();
        return tape.SliceColumns(state, _recurrent.StateSize - top.StateSize, top.OutputSize);
    }

    private Variable ScoresOfPooled(Tape tape, Variable pooled) =>
        _scores.Apply(tape, _outputDropout.Apply(tape, pooled));
}
