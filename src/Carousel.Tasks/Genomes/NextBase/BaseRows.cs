using Carousel.Tasks.Genomes.Markov;

namespace Carousel.Tasks.Genomes.NextBase;

/// <summary>Writes what the network reads at a base: which it is, and the centred logarithms of what each Markov model makes of the next.</summary>
internal sealed class BaseRows
{
    private static readonly float _even = MathF.Log(Bases.Count);

    private readonly NextBaseDesign _design;
    private readonly MarkovModel? _markov;
    private readonly double[] _probabilities;

    /// <summary>Rows of a design.</summary>
    /// <param name="design">Which Markov models are read.</param>
    /// <param name="markov">The models; null where none is read.</param>
    public BaseRows(NextBaseDesign design, MarkovModel? markov)
    {
        (_design, _markov) = (design, markov);
        _probabilities = new double[((markov?.Order ?? 0) + 1) * Bases.Count];
    }

    /// <summary>Values of a row.</summary>
    public int Size => _design.InputSize;

    /// <summary>The context at a place: the 16 bases up to it.</summary>
    /// <param name="bases">The bases.</param>
    /// <param name="place">Behind the last that is read.</param>
    public static uint ContextBefore(ReadOnlySpan<byte> bases, int place)
    {
        uint context = 0;
        for (int p = Math.Max(0, place - ContextIndex.MostOrder); p < place; p++)
        {
            context = Next(context, bases[p]);
        }

        return context;
    }

    /// <summary>The context behind one more base; behind a base that is not known nothing is known.</summary>
    public static uint Next(uint context, byte read) => read == Bases.Unknown ? 0 : ContextIndex.Read(context, read);

    /// <summary>Writes a row.</summary>
    /// <param name="read">The base.</param>
    /// <param name="context">The 16 bases up to it, itself among them.</param>
    /// <param name="left">The next base where its place is one of those counted; −1 where it is not.</param>
    /// <param name="row">[I], overwritten.</param>
    public void Write(byte read, uint context, int left, Span<float> row)
    {
        row.Clear();
        if (read != Bases.Unknown)
        {
            row[read] = 1;
        }

        if (_markov is null)
        {
            return;
        }

        _markov.Predict(context, left == Bases.Unknown ? -1 : left, _probabilities);
        for (int e = 0; e < _design.Orders.Count; e++)
        {
            for (int x = 0; x < Bases.Count; x++)
            {
                row[(Bases.Count * (1 + e)) + x] = (float)Math.Log(_probabilities[(_design.Orders[e] * Bases.Count) + x]) + _even;
            }
        }
    }
}
