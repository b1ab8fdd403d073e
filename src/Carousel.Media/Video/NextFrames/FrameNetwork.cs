using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Video;

/// <summary>Convolutional LSTM cells on top of each other, and a logit for each place of the next frame.</summary>
internal sealed class FrameNetwork : Layer
{
    private readonly ConvolutionalLstm[] _cells;
    private readonly Dense _output;
    private readonly PictureSize _size;

    public FrameNetwork(FrameDesign design)
    {
        _cells = new ConvolutionalLstm[design.Layers];
        _size = new PictureSize(design.Places, design.Places, design.Channels);
        int channels = design.Channels;
        for (int l = 0; l < design.Layers; l++)
        {
            _cells[l] = AddLayer(
                $"cell{l + 1}",
                new ConvolutionalLstm(_size with { Channels = channels }, design.Hidden, FrameDesign.Kernel));
            channels = design.Hidden;
        }

        _output = AddLayer("output", new Dense(channels, design.Channels));
    }

    /// <summary>Logits of the frame after each frame.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="frames">[T · B · places, C]: the first frames of all windows, then the second, and so on.</param>
    /// <param name="steps">T.</param>
    /// <returns>[T · B · places, C].</returns>
    public Variable Forward(Tape tape, Variable frames, int steps)
    {
        foreach (ConvolutionalLstm cell in _cells)
        {
            frames = cell.Forward(tape, frames, steps);
        }

        return _output.Apply(tape, frames);
    }

    /// <summary>
    /// Draws one step: each cell begins from a state that the graph is given, and returns the one after the frame.
    /// </summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="frame">[batch, places · C].</param>
    /// <returns>[batch, places · C]: logits of the frame after it.</returns>
    public GraphValue Draw(INetworkGraph graph, GraphValue frame)
    {
        foreach (ConvolutionalLstm cell in _cells)
        {
            (frame, GraphState final) = graph.Step(cell, frame, graph.StateOf(cell, _size, frame.Axes));
            graph.Output(cell, final);
        }

        return graph.Collect(
            graph.Apply(_output, graph.Spread(frame, _output.InputSize, GraphAxis.Places)), _size.Places);
    }
}
