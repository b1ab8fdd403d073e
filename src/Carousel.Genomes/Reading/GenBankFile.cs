using System.Text;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Genomes.Reading;

/// <summary>
/// Reads GenBank flat files: the sequence after ORIGIN and the features of type CDS; several records, each up to a
/// line <c>//</c>.
/// </summary>
internal static class GenBankFile
{
    private const int FeatureColumn = 5;
    private const int LocationColumn = 21;

    /// <summary>Reads the records.</summary>
    /// <param name="lines">The file's lines.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>The sequences and the annotation of each.</returns>
    /// <exception cref="DataFormatException">A record has no sequence, a letter is not a base, or a location cannot
    /// be read.</exception>
    public static (IReadOnlyList<GenomeSequence> Sequences, IReadOnlyList<GenomeAnnotation> Annotations) Read(
        IEnumerable<TextLine> lines, string name)
    {
        var sequences = new List<GenomeSequence>();
        var annotations = new List<GenomeAnnotation>();
        var record = new List<TextLine>();
        foreach (TextLine line in lines)
        {
            if (line.Text.StartsWith("//", StringComparison.Ordinal))
            {
                End();
            }
            else if (record.Count > 0 || !string.IsNullOrWhiteSpace(line.Text))
            {
                record.Add(line);
            }
        }

        End();
        return sequences.Count > 0
            ? (sequences, annotations)
            : throw new DataFormatException($"{name} has no record. GenBank begins each with a line 'LOCUS'.");

        void End()
        {
            if (record.Count > 0)
            {
                GenomeSequence sequence = Sequence(record, name);
                sequences.Add(sequence);
                annotations.Add(Annotation(record, sequence, name));
                record.Clear();
            }
        }
    }

    private static GenomeSequence Sequence(List<TextLine> record, string name)
    {
        string called = Word(record, "VERSION") ?? Word(record, "ACCESSION") ?? Word(record, "LOCUS") ?? "sequence";
        int origin = record.FindIndex(l => l.Text.StartsWith("ORIGIN", StringComparison.Ordinal));
        var bases = new List<byte>();
        foreach (TextLine line in origin < 0 ? [] : record.Skip(origin + 1))
        {
            for (int i = 0; i < line.Text.Length; i++)
            {
                char c = line.Text[i];
                if (char.IsWhiteSpace(c) || char.IsAsciiDigit(c))
                {
                    continue;
                }

                int number = Bases.NumberOf(c);
                bases.Add(
                    number >= 0
                        ? (byte)number
                        : throw new DataFormatException(
                            name, line.Number, i + 1,
                            $"'{c}' is not a base. Only bases and their positions may follow ORIGIN."));
            }
        }

        return bases.Count > 0 ? new GenomeSequence(called, [.. bases])
            : throw new DataFormatException(
                name, record[0].Number, 0,
                $"the record '{called}' has no bases after ORIGIN. Save it with its sequence.");
    }

    private static GenomeAnnotation Annotation(List<TextLine> record, GenomeSequence sequence, string name)
    {
        var range = new FeatureRange(name, [sequence], first: 1);
        var genes = new List<CodingGene>();
        var doubtful = new List<NucleotideSpan>();
        int round = 0, trans = 0, leftOutRuns = 0;
        int first = record.FindIndex(l => l.Text.StartsWith("FEATURES", StringComparison.Ordinal));
        for (int k = Math.Max(0, first + 1); first >= 0 && k < record.Count && record[k].Text.StartsWith(' '); k++)
        {
            if (!IsFeature(record[k].Text) || record[k].Text[FeatureColumn..].Split(' ')[0] != "CDS")
            {
                continue;
            }

            long line = record[k].Number;
            var location = new StringBuilder(record[k].Text[Math.Min(LocationColumn, record[k].Text.Length)..].Trim());
            while (k + 1 < record.Count && IsMore(record[k + 1].Text)
                && !record[k + 1].Text.TrimStart().StartsWith('/'))
            {
                location.Append(record[++k].Text.Trim());
            }

            var qualifiers = new List<string>();
            while (k + 1 < record.Count && IsMore(record[k + 1].Text))
            {
                qualifiers.Add(record[++k].Text.Trim());
            }

            (IReadOnlyList<NucleotideSpan> parts, bool isReverse, bool isTrans, bool isRound) = GenBankLocation.Read(
                location.ToString(), range, line);
            isTrans |= qualifiers.Contains("/trans_splicing");
            if (qualifiers.Any(q => q is "/pseudo" || q.StartsWith("/pseudogene=", StringComparison.Ordinal)))
            {
                doubtful.AddRange(parts);
                continue;
            }

            if (isTrans || isRound)
            {
                // As a gene that an end of a part cuts: it is neither coding nor not.
                doubtful.AddRange(parts);
                (trans, round) = isTrans ? (trans + 1, round) : (trans, round + 1);
                leftOutRuns += parts.Count;
                continue;
            }

            string called = Qualifier(qualifiers, "gene") ?? Qualifier(qualifiers, "locus_tag")
                ?? Qualifier(qualifiers, "protein_id") ?? $"cds{genes.Count + 1}";
            int phase = Qualifier(qualifiers, "codon_start") switch { "2" => 1, "3" => 2, _ => 0 };
            genes.Add(new CodingGene(called, parts, isReverse) { Phase = phase });
        }

        return new GenomeAnnotation([.. genes.OrderBy(g => g.Start)], doubtful)
        {
            Round = round,
            TransSpliced = trans,
            LeftOutRuns = leftOutRuns,
        };
    }

    private static bool IsFeature(string text) =>
        text.Length > FeatureColumn && text[..FeatureColumn].Trim().Length == 0 && text[FeatureColumn] != ' ';

    private static bool IsMore(string text) =>
        text.StartsWith(new string(' ', FeatureColumn + 1), StringComparison.Ordinal);

    private static string? Word(List<TextLine> record, string key) =>
        record.FirstOrDefault(l => l.Text.StartsWith(key, StringComparison.Ordinal)).Text?[key.Length..].Split(
            ' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();

    private static string? Qualifier(List<string> qualifiers, string key) =>
        qualifiers.FirstOrDefault(q => q.StartsWith($"/{key}=", StringComparison.Ordinal)) is { } found
            ? found[(key.Length + 2)..].Trim('"')
            : null;
}
