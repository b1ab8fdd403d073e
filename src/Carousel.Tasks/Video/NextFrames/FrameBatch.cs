using Carousel.Autograd;
using Carousel.Memory;
using Carousel.Tasks.Video.Clips;

namespace Carousel.Tasks.Video.NextFrames;

/// <summary>Equally long windows of clips side by side, frame by frame.</summary>
/// <param name="design">The network's design.</param>
internal sealed class FrameBatch(FrameDesign design)
{
    private readonly List<float[]> _frames = [];

    /// <summary>Frames of a window.</summary>
    public int Steps => _frames.Count;

    /// <summary>B: windows.</summary>
    public int Count { get; private set; }

    /// <summary>Fills the batch.</summary>
    /// <param name="windows">The clips and where the windows begin.</param>
    /// <param name="steps">Frames of each window.</param>
    public void Fill(IReadOnlyList<(Clip Clip, int First)> windows, int steps)
    {
        Count = windows.Count;
        _frames.Clear();
        int size = design.Side * design.Side;
        for (int t = 0; t < steps; t++)
        {
            var frames = new float[Count * size];
            for (int b = 0; b < Count; b++)
            {
                design.ToPatches(windows[b].Clip.Frame(windows[b].First + t), frames.AsSpan(b * size, size));
            }

            _frames.Add(frames);
        }
    }

    /// <summary>The logits of what comes after each of the first frames.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="network">The network.</param>
    /// <param name="steps">How many frames it reads.</param>
    public IReadOnlyList<Variable> Run(Tape tape, FrameNetwork network, int steps) =>
        network.Forward(tape, [.. Enumerable.Range(0, steps).Select(t => Frame(tape, t))]);

    /// <summary>A frame of all windows: [B · places, C].</summary>
    public Variable Frame(Tape tape, int step) => tape.Input(_frames[step], new Shape(Count * design.Places * design.Places, design.Channels));
}
