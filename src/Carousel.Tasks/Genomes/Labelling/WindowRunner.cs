using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Tasks.Genomes.Labelling;

/// <summary>Gives every base of a sequence the logarithms of its classes' probabilities: windows that overlap, of which the inner parts count, read on one strand or on both.</summary>
internal sealed class WindowRunner(Backend backend, BaseNetwork network, bool bothStrands)
{
    private const int Window = 6000;
    private const int Margin = 900;
    private const int Batch = 8;

    /// <summary>Scores a sequence.</summary>
    /// <returns>[heads][T, classes], natural logarithms.</returns>
    public float[][] Logarithms(byte[] bases, CancellationToken cancellation)
    {
        float[][] found = OneStrand(bases, cancellation);
        if (!bothStrands)
        {
            return found;
        }

        float[][] other = OneStrand(Bases.ReverseComplement(bases), cancellation);
        for (int h = 0; h < found.Length; h++)
        {
            IReadOnlyList<int> mirror = network.Design.Heads[h].Mirror;
            int C = mirror.Count;
            for (int t = 0; t < bases.Length; t++)
            {
                for (int c = 0; c < C; c++)
                {
                    ref float own = ref found[h][(t * C) + c];
                    own = (float)Math.Log((Math.Exp(own) + Math.Exp(other[h][((bases.Length - 1 - t) * C) + mirror[c]])) / 2);
                }
            }
        }

        return found;
    }

    private float[][] OneStrand(byte[] bases, CancellationToken cancellation)
    {
        IReadOnlyList<BaseHead> heads = network.Design.Heads;
        float[][] found = [.. heads.Select(h => new float[bases.Length * h.Classes.Count])];
        BaseTracks tracks = network.Design.Unlabelled(bases);
        int stride = Window - (2 * Margin), count = Math.Max(1, (bases.Length + stride - 1) / stride);
        int[] starts = [.. Enumerable.Range(0, count).Select(k => (k * stride) - Margin)];
        var batch = new WindowBatch();
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        foreach (int[] some in starts.Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Fill([.. some.Select(s => tracks.Window(s, Window, heads, isReverse: false))]);
            tape.Begin(TapeMode.Inference);
            Variable scores = network.Scores(tape, batch);
            int first = 0;
            for (int h = 0; h < heads.Count; h++)
            {
                int C = heads[h].Classes.Count;
                Variable own = tape.SliceColumns(scores, first, C);
                Tensor logarithms = arena.Allocate(own.Shape);
                backend.SoftmaxForward(logarithm: true, own.Value, logarithms);
                float[] values = logarithms.ToArray();
                for (int b = 0; b < some.Length; b++)
                {
                    for (int t = Math.Max(0, some[b] + Margin); t < Math.Min(bases.Length, some[b] + Window - Margin); t++)
                    {
                        values.AsSpan(batch.FoldedRow(b, t - some[b]) * C, C).CopyTo(found[h].AsSpan(t * C));
                    }
                }

                first += C;
            }
        }

        return found;
    }
}
