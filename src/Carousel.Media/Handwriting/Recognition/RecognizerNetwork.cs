using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Handwriting;

/// <summary>
/// From features of a pen's points through recurrent layers to scores, of each step for lines, of the whole drawing for
/// classes.
/// </summary>
internal sealed class RecognizerNetwork : Layer
{
    private readonly Stack _recurrent;
    private readonly Pooling? _pooling;
    private readonly Dropout _dropout;
    private readonly Dense _scores;

    public RecognizerNetwork(RecognizerDesign design)
    {
        _recurrent = AddLayer("recurrent", CellStack.Make(design.Cells, PenFeatures.Count));
        _pooling = design.IsLine
            ? null
            : AddLayer("pooling", new Pooling(design.Cells.OutputSize, RecognizerDesign.Pooling));
        _dropout = AddLayer("dropout", new Dropout(design.Cells.OutputSize, (float)design.Cells.Dropout));
        _scores = AddLayer("scores", new Dense(design.Cells.OutputSize, design.Scores));
    }

    /// <summary>The recurrent layers.</summary>
    public Stack Reader => _recurrent;

    /// <summary>Scores.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[N, 8].</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[N, symbols + 1] for lines, [B, classes] else.</returns>
    public Variable Forward(Tape tape, Variable input, Packing packing) =>
        Scores(tape, _recurrent.Forward(tape, input, packing).Hidden, packing);

    /// <summary>Scores from the outputs of the recurrent layers.</summary>
    public Variable Scores(Tape tape, Variable hidden, Packing packing) => _pooling is null
        ? _scores.Apply(tape, _dropout.Apply(tape, hidden, packing), packing)
        : _scores.Apply(tape, _dropout.Apply(tape, _pooling.Apply(tape, hidden, packing)));

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="input">[time, batch, 8].</param>
    /// <param name="lengths">Of the drawings.</param>
    /// <returns>[time, batch, symbols + 1] for lines, [batch, classes] else.</returns>
    public GraphValue Draw(INetworkGraph graph, GraphValue input, GraphValue lengths)
    {
        GraphValue hidden = graph.Run(_recurrent, input, lengths).Output;
        return graph.Apply(_scores, _pooling is null ? hidden : graph.Pool(_pooling, hidden, lengths));
    }
}
