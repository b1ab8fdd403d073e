using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;

namespace Carousel.Genomes.Reading;

/// <summary>
/// Reads sequences of bases in FASTA: a line that begins with '&gt;' names an entry, the lines after it hold its bases.
/// </summary>
internal static class GenomeFasta
{
    private const string ResiduesOnly = "EFILPQZJOX*";

    /// <summary>Reads the entries.</summary>
    /// <param name="lines">The file's lines.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>One sequence an entry, one at least.</returns>
    /// <exception cref="DataFormatException">The file has no entry, an entry has no bases or the name of another, or a
    /// letter is not a base.</exception>
    public static IReadOnlyList<GenomeSequence> Read(IEnumerable<TextLine> lines, string name)
    {
        var sequences = new List<GenomeSequence>();
        var bases = new List<byte>();
        string? entry = null;
        long entryLine = 0;
        int masked = 0;
        foreach (TextLine line in lines)
        {
            if (line.Text.StartsWith('>'))
            {
                End();
                (entry, entryLine, masked) = (line.Text[1..].Trim().Split([' ', '\t'], 2)[0], line.Number, 0);
                Require(entry, line, sequences, name);
            }
            else if (!line.Text.StartsWith(';'))
            {
                masked += Add(bases, line, entry, name);
            }
        }

        End();
        return sequences.Count == 0
            ? throw new DataFormatException(
                $"{name} has no sequence: in FASTA each begins with a line '>name'. Pass FASTA or GenBank.")
            : sequences.Exists(s => s.Bases.AsSpan().ContainsAnyInRange((byte)0, (byte)3)) ? sequences
            : throw new DataFormatException($"{name} has no known base (A, C, G, T), only other codes. Pass DNA.");

        void End()
        {
            if (entry is null)
            {
                return;
            }

            if (bases.Count == 0)
            {
                throw new DataFormatException(
                    name, entryLine, 0, $"sequence '{entry}' has no bases. Add bases or leave it out.");
            }

            sequences.Add(new GenomeSequence(entry, [.. bases]) { Masked = masked });
            bases.Clear();
        }
    }

    private static void Require(string entry, TextLine line, List<GenomeSequence> sequences, string name)
    {
        if (entry.Length == 0)
        {
            throw new DataFormatException(name, line.Number, 1, "the sequence has no name. Write one after '>'.");
        }

        if (sequences.Any(s => s.Name == entry))
        {
            throw new DataFormatException(
                name, line.Number, 2, $"a second sequence is called '{entry}'. Give each a different name.");
        }
    }

    private static int Add(List<byte> bases, TextLine line, string? entry, string name)
    {
        int masked = 0;
        for (int i = 0; i < line.Text.Length; i++)
        {
            char c = line.Text[i];
            if (char.IsWhiteSpace(c))
            {
                continue;
            }

            if (entry is null)
            {
                throw new DataFormatException(
                    name, line.Number, i + 1,
                    "bases come before the first sequence; in FASTA each begins with a line '>name'.");
            }

            int number = Bases.NumberOf(c);
            if (number < 0)
            {
                throw new DataFormatException(
                    name, line.Number, i + 1, ResiduesOnly.Contains(char.ToUpperInvariant(c))
                    ? $"'{c}' is not a base but a residue: this looks like protein. Pass DNA (A, C, G, T, N and the "
                        + $"codes of several bases)."
                    : $"{TextPlace.Shown(line.Text, i)} is not a base. Use A, C, G, T, U, N and the codes of several "
                        + $"bases.");
            }

            bases.Add((byte)number);
            masked += char.IsAsciiLetterLower(c) ? 1 : 0;
        }

        return masked;
    }
}
