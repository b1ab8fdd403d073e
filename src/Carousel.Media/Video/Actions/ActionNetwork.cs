using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Video;

/// <summary>
/// From frames through convolutions, or from poses, through recurrent layers and the mean over time to a score for each
/// action.
/// </summary>
internal sealed class ActionNetwork : Layer
{
    private const int Shrink = 2;

    private readonly ActionDesign _design;
    private readonly (PictureConvolution Convolution, PicturePooling Pooling)[] _stages;
    private readonly Dense? _encoder;
    private readonly Stack _recurrent;
    private readonly Pooling _pooling;
    private readonly Dropout _dropout;
    private readonly Dense _scores;

    public ActionNetwork(ActionDesign design)
    {
        _design = design;
        int side = design.Side, channels = 1;
        var stages = new List<(PictureConvolution, PicturePooling)>();
        foreach ((int outputs, int kernel, int stride) in side > 0
            ? (IEnumerable<(int, int, int)>)[
                (ActionDesign.First, ActionDesign.FirstKernel, 2), (ActionDesign.Second, ActionDesign.SecondKernel, 1),
            ]
            : [])
        {
            var convolution = new PictureConvolution(
                new PictureSize(side, side, channels), outputs, kernel, stride, activation: ElementwiseFunction.Relu);
            stages.Add((
                AddLayer($"convolution{stages.Count + 1}", convolution),
                AddLayer($"shrinking{stages.Count + 1}", new PicturePooling(convolution.Convolution.Output, Shrink))));
            (side, channels) = (convolution.Convolution.Output.Width / Shrink, outputs);
        }

        _stages = [.. stages];
        _encoder = side > 0
            ? AddLayer("encoder", new Dense(side * side * channels, ActionDesign.Encoded, ElementwiseFunction.Relu))
            : null;
        _recurrent = AddLayer("recurrent", CellStack.Make(design.Cells, design.Inputs));
        _pooling = AddLayer("pooling", new Pooling(design.Cells.OutputSize, PoolingKind.Mean));
        _dropout = AddLayer("dropout", new Dropout(design.Cells.OutputSize, (float)design.Cells.Dropout));
        _scores = AddLayer("scores", new Dense(design.Cells.OutputSize, design.Labels.Count));
    }

    /// <summary>The recurrent layers.</summary>
    public Stack Reader => _recurrent;

    /// <summary>Scores.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[N, side · side], or [N, I] for poses.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[B, actions].</returns>
    public Variable Forward(Tape tape, Variable input, Packing packing) =>
        Scores(tape, _recurrent.Forward(tape, Rows(tape, input, packing), packing).Hidden, packing);

    /// <summary>What the recurrent layers read of frames or poses.</summary>
    public Variable Rows(Tape tape, Variable input, Packing packing) =>
        _encoder is null ? input : _encoder.Apply(tape, Encode(tape, input, packing.Rows), packing);

    /// <summary>Scores from the outputs of the recurrent layers.</summary>
    public Variable Scores(Tape tape, Variable hidden, Packing packing) =>
        _scores.Apply(tape, _dropout.Apply(tape, _pooling.Apply(tape, hidden, packing)));

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="input">[time, batch, side · side], or [time, batch, I] for poses.</param>
    /// <param name="lengths">Of the clips.</param>
    /// <returns>[batch, actions]: scores.</returns>
    public GraphValue Draw(INetworkGraph graph, GraphValue input, GraphValue lengths)
    {
        GraphValue rows = input;
        foreach ((PictureConvolution convolution, PicturePooling pooling) in _stages)
        {
            rows = graph.Shrink(pooling, graph.Convolve(convolution, rows));
        }

        rows = _encoder is null ? rows : graph.Apply(_encoder, rows);
        return graph.Apply(_scores, graph.Pool(_pooling, graph.Run(_recurrent, rows, lengths).Output, lengths));
    }

    private Variable Encode(Tape tape, Variable frames, int count)
    {
        Variable places = tape.Reshape(frames, new Shape(count * _design.Side * _design.Side, 1));
        foreach ((PictureConvolution convolution, PicturePooling pooling) in _stages)
        {
            places = pooling.Apply(tape, convolution.Apply(tape, places));
        }

        return tape.Reshape(places, new Shape(count, places.Value.Length / count));
    }
}
