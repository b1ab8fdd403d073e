using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Tasks.Language;

/// <summary>A part of a text cut into streams of about equal length, each with the units before it to read first.</summary>
internal sealed class ScoredStreams
{
    private const int MostStreams = 32;

    private readonly int[] _units;
    private readonly int[] _from;
    private readonly int[] _begin;
    private readonly int[] _lengths;

    /// <summary>Cuts a part.</summary>
    /// <param name="units">The text.</param>
    /// <param name="first">The first unit that is scored.</param>
    public ScoredStreams(int[] units, int first)
    {
        int count = Math.Max(0, units.Length - first);
        int streams = Math.Clamp(count / LanguageScorer.Context, 1, MostStreams), each = (count + streams - 1) / streams;
        _units = units;
        _begin = [.. Enumerable.Range(0, streams + 1).Select(b => Math.Min(units.Length, first + (b * each)))];
        _from = [.. _begin.SkipLast(1).Select(begin => Math.Max(0, begin - 1 - LanguageScorer.Context))];
        _lengths = new int[streams];
    }

    /// <summary>Packs the next units of all streams.</summary>
    /// <returns>False where no stream has more to read.</returns>
    public bool Cut(int start, int length, Packing packing)
    {
        for (int b = 0; b < _lengths.Length; b++)
        {
            _lengths[b] = Math.Clamp(_begin[b + 1] - 1 - _from[b] - start, 0, length);
        }

        packing.Set(_lengths);
        return packing.Rows > 0;
    }

    /// <summary>The units of the steps packed.</summary>
    public float[] Read(int start, Packing packing)
    {
        var input = new float[packing.Rows];
        for (int b = 0; b < _lengths.Length; b++)
        {
            for (int t = 0; t < _lengths[b]; t++)
            {
                input[packing.Row(b, t)] = _units[_from[b] + start + t];
            }
        }

        return input;
    }

    /// <summary>Takes −ln p of the unit after each step out of the table of all of them.</summary>
    public void Score(int start, Packing packing, Tensor logarithms, int vocabulary, float[] surprises)
    {
        float value = 0;
        for (int b = 0; b < _lengths.Length; b++)
        {
            for (int t = 0; t < _lengths[b]; t++)
            {
                int place = _from[b] + start + t + 1;
                if (place >= _begin[b])
                {
                    logarithms.Rows((packing.Row(b, t) * vocabulary) + _units[place], 1).Read(new Span<float>(ref value));
                    surprises[place - _begin[0]] = -value;
                }
            }
        }
    }
}
