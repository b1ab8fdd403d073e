using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Video;

/// <summary>
/// Equally long windows of clips, frame by frame: the first frames of all windows, then the second, and so on.
/// </summary>
/// <param name="design">The network's design.</param>
internal sealed class FrameBatch(FrameDesign design)
{
    private float[] _frames = [];
    private int _count;

    /// <summary>
    /// The network's log odds of the places of the frame after each frame of a clip, the one after its last among them.
    /// </summary>
    public static List<float[]> Logits(Tape tape, FrameNetwork network, FrameDesign design, Clip clip)
    {
        var batch = new FrameBatch(design);
        batch.Fill([(clip, 0, false)], clip.Steps);
        tape.Begin(TapeMode.Inference);
        float[] patches = batch.Run(tape, network, clip.Steps).Value.ToArray();
        var frames = new List<float[]>();
        for (int size = patches.Length / clip.Steps, t = 0; t < clip.Steps; t++)
        {
            frames.Add(new float[size]);
            design.ToFrame(patches.AsSpan(t * size, size), frames[t]);
        }

        return frames;
    }

    /// <summary>Fills the batch.</summary>
    /// <param name="windows">The clips, where the windows begin, and whether left is right.</param>
    /// <param name="steps">Frames of each window.</param>
    public void Fill(IReadOnlyList<(Clip Clip, int First, bool IsMirrored)> windows, int steps)
    {
        int size = design.Side * design.Side;
        _count = windows.Count;
        if (_frames.Length != steps * _count * size)
        {
            _frames = new float[steps * _count * size];
        }

        for (int t = 0; t < steps; t++)
        {
            for (int b = 0; b < _count; b++)
            {
                design.ToPatches(
                    windows[b].Clip.Frame(windows[b].First + t), _frames.AsSpan(((t * _count) + b) * size, size),
                    windows[b].IsMirrored);
            }
        }
    }

    /// <summary>The logits of the frame after each of the first frames.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="network">The network.</param>
    /// <param name="steps">How many frames it reads.</param>
    /// <returns>[steps · B · places, C].</returns>
    public Variable Run(Tape tape, FrameNetwork network, int steps) =>
        network.Forward(tape, Frames(tape, 0, steps), steps);

    /// <summary>Frames of all windows.</summary>
    /// <param name="tape">Holds them.</param>
    /// <param name="first">The first.</param>
    /// <param name="steps">How many.</param>
    /// <returns>[steps · B · places, C].</returns>
    public Variable Frames(Tape tape, int first, int steps)
    {
        int step = _count * design.Side * design.Side;
        return tape.Input(
            _frames.AsSpan(first * step, steps * step),
            new Shape(steps * _count * design.Places * design.Places, design.Channels));
    }
}
