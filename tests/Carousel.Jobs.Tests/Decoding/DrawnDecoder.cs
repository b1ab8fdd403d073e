using Carousel.Jobs.Decoding;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Decoding;

/// <summary>A tiny model: what comes next is drawn from a seed, the source and all that was written.</summary>
internal sealed class DrawnDecoder(int symbols, int seed, int sourceSteps = 3) : IStepDecoder
{
    private string[] _written = [];

    public int Symbols => symbols;

    public int End => 0;

    public void Step(
        ReadOnlySpan<int> sources, ReadOnlySpan<int> from, ReadOnlySpan<int> chosen, Span<float> logProbabilities)
    {
        var written = new string[sources.Length];
        for (int row = 0; row < written.Length; row++)
        {
            written[row] = from[row] < 0 ? $"{sources[row]}:" : $"{_written[from[row]]}{chosen[row]},";
            Scores(written[row]).CopyTo(logProbabilities[(row * symbols)..]);
        }

        _written = written;
    }

    public ReadOnlySpan<float> Attention(int row) => Looks(_written[row]);

    public float[] Scores(string written)
    {
        double[] raw = new Draws(Hash(written)).Vector(symbols, 2);
        double total = Math.Log(raw.Sum(Math.Exp));
        return [.. raw.Select(r => (float)(r - total))];
    }

    public float[] Looks(string written)
    {
        double[] raw = [.. new Draws(Hash(written) + 1).Vector(sourceSteps, 2).Select(Math.Exp)];
        return [.. raw.Select(r => (float)(r / raw.Sum()))];
    }

    private int Hash(string written)
    {
        int hash = seed;
        foreach (char c in written)
        {
            hash = unchecked((hash * 31) + c);
        }

        return hash & 0xFFFFFF;
    }
}
