using Carousel.Autograd;
using Carousel.Kernels.Convolution;
using Carousel.Layers;

namespace Carousel.Tasks.Video.NextFrames;

/// <summary>Convolutional LSTM cells on top of each other, and a logit for each place of the next frame.</summary>
internal sealed class FrameNetwork : Layer
{
    private readonly ConvolutionalLstm[] _cells;
    private readonly Dense _output;

    public FrameNetwork(FrameDesign design)
    {
        _cells = new ConvolutionalLstm[design.Layers];
        int channels = design.Channels;
        for (int l = 0; l < design.Layers; l++)
        {
            _cells[l] = AddLayer($"cell{l + 1}", new ConvolutionalLstm(new PictureSize(design.Places, design.Places, channels), design.Hidden, FrameDesign.Kernel));
            channels = design.Hidden;
        }

        _output = AddLayer("output", new Dense(channels, design.Channels));
    }

    /// <summary>Logits of the frame after each frame.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="frames">For each step [B · places, C].</param>
    /// <returns>For each step [B · places, C].</returns>
    public IReadOnlyList<Variable> Forward(Tape tape, IReadOnlyList<Variable> frames)
    {
        var states = new (Variable Hidden, Variable Cell)[_cells.Length];
        var logits = new Variable[frames.Count];
        for (int t = 0; t < logits.Length; t++)
        {
            Variable rows = frames[t];
            for (int l = 0; l < _cells.Length; l++)
            {
                states[l] = _cells[l].Step(tape, rows, states[l].Hidden, states[l].Cell);
                rows = states[l].Hidden;
            }

            logits[t] = _output.Apply(tape, rows);
        }

        return logits;
    }
}
