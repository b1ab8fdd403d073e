using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Memory;
using Carousel.Tasks.Video.Clips;

namespace Carousel.Tasks.Video.NextFrames;

/// <summary>Runs a network over whole clips.</summary>
/// <param name="backend">Where it computes.</param>
/// <param name="network">The network.</param>
/// <param name="design">Its design.</param>
internal sealed class FrameRunner(Backend backend, FrameNetwork network, FrameDesign design)
{
    /// <summary>From this frame on errors count: before it no motion has been seen.</summary>
    public const int FirstMeasured = 2;

    /// <summary>What the network foretells of a clip: a frame for the one after each of its frames, the one after its last among them.</summary>
    public IReadOnlyList<float[]> Foretell(Clip clip)
    {
        using var arena = new Arena(backend);
        return Foretell(new Tape(backend, arena), clip);
    }

    /// <summary>How far foretold frames lie from those that came.</summary>
    /// <param name="clips">The clips; those too short have none.</param>
    /// <param name="typical">The mean frame of the training clips.</param>
    /// <param name="tape">To be begun for inference; a new one where it is null.</param>
    /// <param name="cancellation">Stops it.</param>
    public FrameErrors Measure(IReadOnlyList<Clip> clips, float[] typical, Tape? tape, CancellationToken cancellation)
    {
        using var arena = new Arena(backend);
        tape ??= new Tape(backend, arena);
        var errors = new FrameErrors();
        foreach (Clip clip in clips.Where(c => c.Steps > FirstMeasured))
        {
            cancellation.ThrowIfCancellationRequested();
            List<float[]> foretold = Foretell(tape, clip);
            for (int t = FirstMeasured; t < clip.Steps; t++)
            {
                errors.Add(clip.Frame(t), foretold[t - 1], clip.Frame(t - 1), typical);
            }
        }

        return errors;
    }

    private List<float[]> Foretell(Tape tape, Clip clip)
    {
        var batch = new FrameBatch(design);
        batch.Fill([(clip, 0, false)], clip.Steps);
        tape.Begin(TapeMode.Inference);
        float[] patches = tape.Logistic(batch.Run(tape, network, clip.Steps)).Value.ToArray();
        var frames = new List<float[]>();
        for (int size = patches.Length / clip.Steps, t = 0; t < clip.Steps; t++)
        {
            frames.Add(new float[size]);
            design.ToFrame(patches.AsSpan(t * size, size), frames[t]);
        }

        return frames;
    }
}
