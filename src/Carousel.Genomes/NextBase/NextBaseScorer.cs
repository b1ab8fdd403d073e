using Carousel.Autograd;
using Carousel.Data;
using Carousel.Genomes.Markov;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Genomes.NextBase;

/// <summary>The surprise of each base of a part: −log2 p of the base given those before it, in bits.</summary>
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

    /// <summary>Takes ln p of each base at a place.</summary>
    private delegate void Told(int place, ReadOnlySpan<float> logarithms);

    /// <summary>The mean surprise over all parts.</summary>
    public double Bits(Tape tape, CancellationToken cancellation) =>
        parts.SelectMany(p => Surprises(p, tape, cancellation)).Where(b => !float.IsNaN(b)).Select(b => (double)b)
            .DefaultIfEmpty().Average();

    /// <summary>The surprises of one part.</summary>
    /// <returns>One for each base from the first scored; NaN for a base that is not known, and for the very first of a
    /// sequence.</returns>
    public float[] Surprises(ScoredPart part, Tape tape, CancellationToken cancellation)
    {
        var surprises = new float[part.Bases.Length - part.First];
        Array.Fill(surprises, float.NaN);
        Run(part, tape, (place, logarithms) =>
        {
            if (part.Bases[place] is not Bases.Unknown and var own)
            {
                surprises[place - part.First] = (float)(-logarithms[own] * _nat);
            }
        }, cancellation);
        return surprises;
    }

    /// <summary>ln p of every base at each place of one part.</summary>
    /// <returns>[T, 4] from the first place scored; NaN for the very first of a sequence.</returns>
    public float[] Logarithms(ScoredPart part, Tape tape, CancellationToken cancellation)
    {
        var found = new float[(part.Bases.Length - part.First) * Bases.Count];
        Array.Fill(found, float.NaN);
        Run(
            part, tape,
            (place, logarithms) => logarithms.CopyTo(found.AsSpan((place - part.First) * Bases.Count)), cancellation);
        return found;
    }

    private void Run(ScoredPart part, Tape tape, Told told, CancellationToken cancellation)
    {
        byte[] bases = part.Bases;
        int count = bases.Length - part.First, streams = Math.Clamp(count / ShortestStream, 1, MostStreams),
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
                return;
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
                    told(scored, logarithms.AsSpan(row * Bases.Count, Bases.Count));
                }
            }
        }
    }
}
