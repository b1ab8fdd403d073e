using Carousel.Data;

namespace Carousel.Genomes.Reading;

/// <summary>
/// Where a feature of a GenBank file lies: <c>12..40</c>, <c>complement(…)</c>, <c>join(…,…)</c> inside each other;
/// &lt; and &gt; mark ends that are cut.
/// </summary>
internal sealed class GenBankLocation
{
    private readonly string _text;
    private readonly FeatureRange _range;
    private readonly long _line;
    private int _at;

    private GenBankLocation(string text, FeatureRange range, long line) => (_text, _range, _line) = (text, range, line);

    /// <summary>Reads a location.</summary>
    /// <returns>Its runs in ascending order, their strand, and whether translation steps back from one to
    /// the next: round the origin of a circle, or where pieces are joined out of order.</returns>
    /// <exception cref="DataFormatException">It can't be read, lies beyond the sequence, or on both
    /// strands.</exception>
    public static (IReadOnlyList<NucleotideSpan> Parts, bool IsReverse, bool IsRound) Read(
        string text, FeatureRange range, long line)
    {
        var reading = new GenBankLocation(text, range, line);
        var parts = new List<(NucleotideSpan Span, bool IsReverse)>();
        reading.AddRuns(false, parts);
        if (reading._at < text.Length)
        {
            throw reading.Wrong();
        }

        bool isReverse = parts[0].IsReverse;
        return parts.All(p => p.IsReverse == isReverse)
            ? ([.. parts.Select(p => p.Span).OrderBy(p => p.Start)], isReverse, IsRound(parts))
            : throw range.Refused(line, 0, $"the feature at {text} lies on both strands.");
    }

    /// <summary>Whether translation steps back on its strand.</summary>
    private static bool IsRound(List<(NucleotideSpan Span, bool IsReverse)> parts) =>
        parts.Zip(parts.Skip(1)).Any(pair =>
        {
            (NucleotideSpan before, NucleotideSpan after) = pair.First.IsReverse
                ? (pair.Second.Span, pair.First.Span)
                : (pair.First.Span, pair.Second.Span);
            return after.Start < before.Start;
        });

    /// <summary>Adds the runs in the order of translation.</summary>
    private void AddRuns(bool isReverse, List<(NucleotideSpan, bool)> parts)
    {
        if (Take("complement("))
        {
            int first = parts.Count;
            AddRuns(!isReverse, parts);
            parts.Reverse(first, parts.Count - first);
            Close();
        }
        else if (Take("join(") || Take("order("))
        {
            do
            {
                AddRuns(isReverse, parts);
            }
            while (Take(","));
            Close();
        }
        else
        {
            int first = Number();
            int last = Take("..") ? Number() : first;
            parts.Add((_range.Span(first, last, _line), isReverse));
        }
    }

    private bool Take(string token)
    {
        bool isThere = string.CompareOrdinal(_text, _at, token, 0, token.Length) == 0;
        _at += isThere ? token.Length : 0;
        return isThere;
    }

    private void Close()
    {
        if (!Take(")"))
        {
            throw Wrong();
        }
    }

    private int Number()
    {
        _ = Take("<") || Take(">");
        int from = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        return _at > from ? _range.Place(_text[from.._at], _line, 22) : throw Wrong();
    }

    private DataFormatException Wrong() =>
        _range.Refused(
            _line, 22,
            $"the location '{_text}' can't be read. Such as 12..40, complement(12..40) and join(12..40,50..60) can.");
}
