using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Genomes.Reading;

/// <summary>Reads the coding genes of GFF3: its lines of type CDS, those of one gene together.</summary>
/// <remarks>
/// Lines of one gene share an ID; where no ID of the file stands twice, those of one Parent are one gene. Lines with
/// pseudo=true are doubtful, and so are those of a gene on both strands or with exception=trans-splicing. Other types
/// are skipped. A line that begins with '&gt;' begins the sequences as a line ##FASTA does.
/// </remarks>
internal static class GffFile
{
    private const int Columns = 9;

    /// <summary>Reads the genes of all sequences.</summary>
    /// <param name="lines">The file's lines.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="sequences">The sequences that it is about.</param>
    /// <returns>What is known of each sequence, in their order.</returns>
    /// <exception cref="DataFormatException">A line can't be read, names no sequence, or is beyond its end; or the file
    /// has no CDS.</exception>
    public static IReadOnlyList<GenomeAnnotation> Read(
        IEnumerable<TextLine> lines, string name, IReadOnlyList<GenomeSequence> sequences)
    {
        var range = new FeatureRange(name, sequences, first: 1);
        List<CodingLine> coding =
        [
            .. lines.TakeWhile(l => !l.Text.StartsWith('>') && l.Text.TrimEnd() != "##FASTA")
                .Where(l => l.Text.Length > 0 && l.Text[0] != '#')
                .Select(l => Parse(l, range)).OfType<CodingLine>(),
        ];
        if (coding.Count == 0)
        {
            throw new DataFormatException(
                $"{name} has no line of type CDS, so no gene. Pass GFF3 with coding sequences.");
        }

        bool byId = coding.Where(c => c.Id.Length > 0).GroupBy(c => (c.Sequence, c.Id)).Any(g => g.Count() > 1);
        string Key(CodingLine c) =>
            byId && c.Id.Length > 0 ? c.Id : c.Parent.Length > 0 ? c.Parent : c.Id.Length > 0 ? c.Id : $"line {c.Line}";
        return
        [
            .. sequences.Select((_, s) => coding.Where(c => c.Sequence == s).ToLookup(c => c.IsDoubtful))
                .Select(own => Annotation(own[false].GroupBy(Key), own[true])),
        ];
    }

    private static GenomeAnnotation Annotation(
        IEnumerable<IGrouping<string, CodingLine>> genes, IEnumerable<CodingLine> pseudogenes)
    {
        ILookup<bool, IGrouping<string, CodingLine>> byKind =
            genes.ToLookup(g => g.Any(l => l.IsTransSpliced) || g.Select(l => l.IsReverse).Distinct().Count() > 1);
        NucleotideSpan[] trans = [.. byKind[true].SelectMany(g => g).Select(l => l.Span)];
        return new GenomeAnnotation(
            [.. byKind[false].Select(g => Join(g.Key, [.. g])).OrderBy(g => g.Start)],
            [.. pseudogenes.Select(c => c.Span), .. trans])
        {
            TransSpliced = byKind[true].Count(),
            LeftOutRuns = trans.Length,
        };
    }

    private static CodingLine? Parse(TextLine line, FeatureRange range)
    {
        string[] cells = line.Text.Split('\t');
        if (cells.Length != Columns)
        {
            throw range.Refused(
                line.Number, 0, $"the line has {cells.Length} columns; GFF3 has {Columns}, separated by tabs.");
        }

        if (cells[2] != "CDS")
        {
            return null;
        }

        (int sequence, NucleotideSpan span) = range.Read(cells, 3, line.Number);
        bool isReverse = cells[6] switch
        {
            "+" => false,
            "-" => true,
            _ => throw range.Refused(line.Number, 7, $"the strand of a CDS is + or -, but is '{cells[6]}'."),
        };
        int phase = cells[7] is "0" or "1" or "2" ? cells[7][0] - '0'
            : throw range.Refused(line.Number, 8, $"the phase of a CDS is 0, 1 or 2, but is '{cells[7]}'.");
        Dictionary<string, string> attributes = Attributes(cells[8], range, line.Number);
        return new CodingLine(
            sequence, span, isReverse, phase, attributes.GetValueOrDefault("ID", ""),
            attributes.GetValueOrDefault("Parent", ""),
            attributes.GetValueOrDefault("gene") ?? attributes.GetValueOrDefault("Name", ""),
            attributes.GetValueOrDefault("pseudo") == "true",
            attributes.GetValueOrDefault("exception") == "trans-splicing", line.Number);
    }

    private static Dictionary<string, string> Attributes(string text, FeatureRange range, long line)
    {
        var attributes = new Dictionary<string, string>();
        foreach (string part in text == "."
            ? []
            : text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw range.Refused(
                    line, 9,
                    $"'{part}' is not an attribute: GFF3 has name=value, separated by semicolons (GTF, which has name "
                    + $"\"value\", is not read).");
            }

            attributes[part[..equals]] = Uri.UnescapeDataString(part[(equals + 1)..]);
        }

        return attributes;
    }

    private static CodingGene Join(string key, CodingLine[] lines)
    {
        CodingLine[] ordered = [.. lines.OrderBy(l => l.Span.Start)];
        CodingLine first = ordered[0].IsReverse ? ordered[^1] : ordered[0];
        return new CodingGene(
            first.Name.Length > 0 ? first.Name : key, [.. ordered.Select(l => l.Span)],
            first.IsReverse)
        { Phase = first.Phase };
    }

    private sealed record CodingLine(
        int Sequence, NucleotideSpan Span, bool IsReverse, int Phase, string Id, string Parent, string Name,
        bool IsDoubtful, bool IsTransSpliced, long Line);
}
