using Carousel.Autograd;
using Carousel.Memory;

namespace Carousel.Tasks.Speech;

/// <summary>Gives clips their scores, some of like length at a time.</summary>
internal static class SpeechRunner
{
    private const int MostRows = 8192;

    /// <summary>The scores of each clip.</summary>
    /// <param name="network">The network.</param>
    /// <param name="tape">Where it runs.</param>
    /// <param name="clips">[T, F] of each.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[T, C] of each, in the order given.</returns>
    public static float[][] Scores(SpeechNetwork network, Tape tape, IReadOnlyList<float[]> clips, CancellationToken cancellation)
    {
        int F = network.InputSize, C = network.OutputSize;
        var scores = new float[clips.Count][];
        int[] order = [.. Enumerable.Range(0, clips.Count).OrderBy(c => clips[c].Length)];
        var batch = new SpeechBatch();
        for (int first = 0; first < order.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            int last = first, rows = 0;
            while (last < order.Length && (last == first || rows + (clips[order[last]].Length / F) <= MostRows))
            {
                rows += clips[order[last++]].Length / F;
            }

            batch.Fill([.. order[first..last].Select(c => clips[c])], F);
            tape.Begin(TapeMode.Inference);
            float[] found = network.Forward(tape, tape.Input(batch.Values, new Shape(batch.Packing.Rows, F)), batch.Packing).Hidden.Value.ToArray();
            for (int b = 0; b < last - first; b++)
            {
                int steps = clips[order[first + b]].Length / F;
                float[] own = scores[order[first + b]] = new float[steps * C];
                for (int t = 0; t < steps; t++)
                {
                    found.AsSpan(batch.Packing.Row(b, t) * C, C).CopyTo(own.AsSpan(t * C));
                }
            }

            first = last;
        }

        return scores;
    }
}
