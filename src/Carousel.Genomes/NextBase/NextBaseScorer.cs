using Carousel.Autograd;
using Carousel.Data;
using Carousel.Genomes.Markov;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Genomes.NextBase;

/// <summary>The surprise of each base of a part: −log2 p of the base behind those before it, in bits.</summary>
/// <remarks>
/// A part is cut into streams that are read side by side; each first reads the <see cref="Context"/> bases before its
/// own, which are not scored again.
/// </remarks>
internal sealed class NextBaseScorer(NextBaseNetwork network, NucleotideRows rows, IReadOnlyList<ScoredPart> parts)
{
    /// <summary>Bases that a stream reads before its own first one.</summary>
    public const int Context = 1024;

    /// <summary>Bases before a part that its first stream reads: a base is guessed from the one before it.</summary>
    public const int Reach = Context + 1;

    private const int Chunk = 64;
    private const int MostStreams = 64;
    private const int ShortestStream = 2048;
    private static readonly double _nat = Math.Log2(Math.E);

    /// <summary>The mean surprise over all parts.</summary>
    public double Bits(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        long count = 0;
        foreach (float bits in parts.SelectMany(p => Surprises(p, tape, cancellation)).Where(b => !float.IsNaN(b)))
        {
            sum += bits;
            count++;
        }

        return sum / Math.Max(1, count);
    }

    /// <summary>The surprises of one part.</summary>
    /// <returns>One for each base from the first scored; NaN for a base that is not known, and for the very first of a
    /// sequence.</returns>
    public float[] Surprises(ScoredPart part, Tape tape, CancellationToken cancellation)
    {
        float[] found = Logarithms(part, tape, cancellation);
        var surprises = new float[found.Length / Bases.Count];
        for (int t = 0; t < surprises.Length; t++)
        {
            byte own = part.Bases[part.First + t];
            surprises[t] = own == Bases.Unknown ? float.NaN : (float)(-found[(t * Bases.Count) + own] * _nat);
        }

        return surprises;
    }

    /// <summary>ln p of every base at each place of one part.</summary>
    /// <returns>[T, 4] from the first place scored; NaN for the very first of a sequence.</returns>
    public float[] Logarithms(ScoredPart part, Tape tape, CancellationToken cancellation)
    {
        byte[] bases = part.Bases;
        var found = new float[(bases.Length - part.First) * Bases.Count];
        Array.Fill(found, float.NaN);
        int count = found.Length / Bases.Count, streams = Math.Clamp(count / ShortestStream, 1, MostStreams),
            each = (count + streams - 1) / streams;
        int[] begin =
        [
            .. Enumerable.Range(0, streams + 1).Select(b => Math.Min(bases.Length, part.First + (b * each))),
        ];
        int[] from = [.. begin.SkipLast(1).Select(b => Math.Max(0, b - Reach))];
        uint[] contexts = [.. from.Select(f => NucleotideRows.ContextBefore(bases, f))];
        var packing = new Packing();
        float[] state = [], input = new float[streams * Chunk * rows.Size];
        for (int start = 0; ; start += Chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] lengths = [.. from.Select((f, b) => Math.Clamp(begin[b + 1] - 1 - f - start, 0, Chunk))];
            packing.Set(lengths);
            if (packing.Rows == 0)
            {
                return found;
            }

            (int Row, int Stream, int Place)[] read =
                [
                    .. lengths.SelectMany(
                        (length, b) =>
                            Enumerable.Range(0, length).Select(t => (packing.Row(b, t), b, from[b] + start + t))),
                ];
            foreach ((int row, int stream, int place) in read)
            {
                rows.Read(bases[place], ref contexts[stream], Bases.Unknown, input, row);
            }

            tape.Begin(TapeMode.Inference);
            Variable given = tape.Input(input.AsSpan(0, packing.Rows * rows.Size), new Shape(packing.Rows, rows.Size));
            Variable carried = start == 0
                ? default
                : tape.Input(state, new Shape(packing.BatchSize, network.Reader.StateSize));
            SequenceOutput run = network.Forward(tape, given, packing, carried);
            state = run.FinalState.Value.ToArray();
            float[] logarithms = SoftmaxOp.Apply(tape, run.Hidden, logarithm: true).Value.ToArray();
            foreach ((int row, int stream, int place) in read)
            {
                int scored = place + 1;
                if (scored >= begin[stream])
                {
                    logarithms.AsSpan(row * Bases.Count, Bases.Count)
                        .CopyTo(found.AsSpan((scored - part.First) * Bases.Count));
                }
            }
        }
    }
}
