using Carousel.Genomes.Markov;

namespace Carousel.Genomes.NextBase;

/// <summary>
/// Writes what the network reads at a base: which it is, and the centred logarithms of what each Markov model makes of
/// the next.
/// </summary>
/// <param name="design">Which Markov models are read.</param>
/// <param name="markov">The models.</param>
internal sealed class NucleotideRows(NextBaseDesign design, MarkovModel markov)
{
    private static readonly float _even = MathF.Log(Bases.Count);

    private readonly double[] _probabilities = new double[(markov.Order + 1) * Bases.Count];

    /// <summary>Values of a row.</summary>
    public int Size => design.InputSize;

    /// <summary>The context at a place: the 16 bases up to it.</summary>
    /// <param name="bases">The bases.</param>
    /// <param name="place">The index after the last base that is read.</param>
    public static uint ContextBefore(ReadOnlySpan<byte> bases, int place)
    {
        uint context = 0;
        foreach (byte read in bases[Math.Max(0, place - ContextIndex.MostOrder)..place])
        {
            context = Next(context, read);
        }

        return context;
    }

    /// <summary>Reads a base.</summary>
    /// <param name="read">The base.</param>
    /// <param name="context">The 16 bases before it; then those up to it.</param>
    /// <param name="left">The next base where its place is one of those counted; unknown where it is not.</param>
    /// <param name="rows">[N, I].</param>
    /// <param name="row">Which of them is overwritten.</param>
    public void Read(byte read, ref uint context, byte left, float[] rows, int row)
    {
        context = Next(context, read);
        Span<float> own = rows.AsSpan(row * Size, Size);
        own.Clear();
        if (read != Bases.Unknown)
        {
            own[read] = 1;
        }

        if (design.Orders.Count == 0)
        {
            return;
        }

        markov.Predict(context, left == Bases.Unknown ? -1 : left, _probabilities);
        for (int e = 0; e < design.Orders.Count; e++)
        {
            for (int x = 0; x < Bases.Count; x++)
            {
                own[(Bases.Count * (1 + e)) + x] = (float)Math.Log(_probabilities[(design.Orders[e] * Bases.Count) + x])
                    + _even;
            }
        }
    }

    // After an unknown base the context is unknown.
    private static uint Next(uint context, byte read) => read == Bases.Unknown ? 0 : ContextIndex.Read(context, read);
}
