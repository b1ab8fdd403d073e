using Carousel.Data;

namespace Carousel.Genomes.Reading;

/// <summary>
/// Where a feature of a GenBank file lies: <c>12..40</c>, <c>complement(…)</c>, <c>join(…,…)</c> inside each other;
/// &lt; and &gt; mark ends that are cut. <c>J00194.1:12..40</c> is a run of another record.
/// </summary>
internal sealed class GenBankLocation(string text, FeatureRange range, long line)
{
    private int _at;
    private bool _leaves;

    /// <summary>Reads a location.</summary>
    /// <returns>Its runs in ascending order and their strand; whether it is trans-spliced (on both strands, or with
    /// runs of other records, which are not among its runs); and whether translation steps back from one run to the
    /// next: round the origin of a circle, or if pieces are joined out of order.</returns>
    /// <exception cref="DataFormatException">It can't be read, or is beyond the sequence.</exception>
    public static (IReadOnlyList<NucleotideSpan> Parts, bool IsReverse, bool IsTransSpliced, bool IsRound) Read(
        string text, FeatureRange range, long line)
    {
        var reading = new GenBankLocation(text, range, line);
        var parts = new List<(NucleotideSpan Span, bool IsReverse)>();
        reading.AddRuns(false, parts);
        if (reading._at < text.Length)
        {
            throw reading.Wrong();
        }

        bool isReverse = parts.Any(p => p.IsReverse);
        return (
            [.. parts.Select(p => p.Span).OrderBy(p => p.Start)], isReverse,
            reading._leaves || parts.Any(p => p.IsReverse != isReverse), IsRound(parts));
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
            bool isElsewhere = TakeRecord();
            int first = Number();
            int last = Take("..") ? Number() : first;
            if (!isElsewhere)
            {
                parts.Add((range.Span(first, last, line), isReverse));
            }

            _leaves |= isElsewhere;
        }
    }

    private bool Take(string token)
    {
        bool isThere = string.CompareOrdinal(text, _at, token, 0, token.Length) == 0;
        _at += isThere ? token.Length : 0;
        return isThere;
    }

    // The name of another record and a colon.
    private bool TakeRecord()
    {
        int end = text.AsSpan(_at).IndexOfAny(":,()");
        bool isThere = end > 0 && text[_at + end] == ':';
        _at += isThere ? end + 1 : 0;
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
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            _at++;
        }

        return _at > from ? range.Place(text[from.._at], line, 22) : throw Wrong();
    }

    private DataFormatException Wrong() =>
        range.Refused(
            line, 22,
            $"the location '{text}' cannot be read. Valid examples: 12..40, complement(12..40) and "
            + $"join(12..40,50..60).");
}
