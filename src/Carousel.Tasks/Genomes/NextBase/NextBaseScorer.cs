using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Genomes.Markov;

namespace Carousel.Tasks.Genomes.NextBase;

/// <summary>The surprise of each base of a part: −log2 p of the base behind those before it, in bits.</summary>
/// <remarks>A part is cut into streams that are read side by side; each first reads the <see cref="Context"/> bases before its own, which are not scored again.</remarks>
internal sealed class NextBaseScorer(NextBaseNetwork network, BaseRows rows, IReadOnlyList<ScoredPart> parts)
{
    /// <summary>Bases that a stream reads before its own first one.</summary>
    public const int Context = 1024;

    private const int Chunk = 64;
    private const int MostStreams = 64;
    private const int ShortestStream = 2048;
    private static readonly double _nat = Math.Log2(Math.E);

    /// <summary>The mean surprise over all parts.</summary>
    public double Bits(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        long count = 0;
        foreach (ScoredPart part in parts)
        {
            foreach (float bits in Surprises(part, tape, cancellation))
            {
                (sum, count) = float.IsNaN(bits) ? (sum, count) : (sum + bits, count + 1);
            }
        }

        return sum / Math.Max(1, count);
    }

    /// <summary>The surprises of one part.</summary>
    /// <returns>One for each base from the first scored; NaN for a base that is not known, and for the very first of a sequence.</returns>
    public float[] Surprises(ScoredPart part, Tape tape, CancellationToken cancellation)
    {
        int count = part.Bases.Length - part.First;
        var surprises = new float[count];
        Array.Fill(surprises, float.NaN);
        int streams = Math.Clamp(count / ShortestStream, 1, MostStreams), each = (count + streams - 1) / streams;
        int[] begin = [.. Enumerable.Range(0, streams + 1).Select(b => Math.Min(part.Bases.Length, part.First + (b * each)))];
        int[] from = [.. begin.SkipLast(1).Select(b => Math.Max(0, b - 1 - Context))];
        var contexts = new uint[streams];
        for (int b = 0; b < streams; b++)
        {
            contexts[b] = BaseRows.ContextBefore(part.Bases, from[b]);
        }

        var (packing, lengths) = (new Packing(), new int[streams]);
        float[] state = [], input = new float[streams * Chunk * rows.Size];
        for (int start = 0; ; start += Chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int b = 0; b < streams; b++)
            {
                lengths[b] = Math.Clamp(begin[b + 1] - 1 - from[b] - start, 0, Chunk);
            }

            packing.Set(lengths);
            if (packing.Rows == 0)
            {
                return surprises;
            }

            tape.Begin(TapeMode.Inference);
            for (int b = 0; b < streams; b++)
            {
                for (int t = 0; t < lengths[b]; t++)
                {
                    byte read = part.Bases[from[b] + start + t];
                    contexts[b] = BaseRows.Next(contexts[b], read);
                    rows.Write(read, contexts[b], -1, input.AsSpan(packing.Row(b, t) * rows.Size, rows.Size));
                }
            }

            Variable given = tape.Input(input.AsSpan(0, packing.Rows * rows.Size), new Shape(packing.Rows, rows.Size));
            Variable carried = start == 0 ? default : tape.Input(state, new Shape(packing.BatchSize, network.Reader.StateSize));
            SequenceOutput run = network.Forward(tape, given, packing, carried);
            state = run.FinalState.Value.ToArray();
            Tensor logarithms = tape.Arena.Allocate(run.Hidden.Shape);
            tape.Backend.SoftmaxForward(logarithm: true, run.Hidden.Value, logarithms);
            float[] values = logarithms.ToArray();
            for (int b = 0; b < streams; b++)
            {
                for (int t = 0; t < lengths[b]; t++)
                {
                    int place = from[b] + start + t + 1;
                    byte next = part.Bases[place];
                    if (place >= begin[b] && next != Bases.Unknown)
                    {
                        surprises[place - part.First] = (float)(-values[(packing.Row(b, t) * Bases.Count) + next] * _nat);
                    }
                }
            }
        }
    }
}
