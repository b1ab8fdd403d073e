using System.Text;
using Carousel.Data;
using Carousel.Jobs.Text;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Sequences in FASTA: a line that begins with '&gt;' names an entry, the lines after it hold its letters.
/// </summary>
internal static class FastaFile
{
    /// <summary>Whether a text is meant as FASTA.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether its first mark is '&gt;' and a name follows.</returns>
    public static bool IsFasta(string text)
    {
        ReadOnlySpan<char> start = text.AsSpan().TrimStart();
        return start.Length > 1 && start[0] == '>' && !char.IsWhiteSpace(start[1]);
    }

    /// <summary>The letters of all entries, one line per entry.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>The first word of each entry's name, its number where that is missing or not new; the text.</returns>
    /// <exception cref="DataFormatException">It has no entry, letters come before the first one, an entry has no
    /// letters, or a mark is not a letter.</exception>
    public static (IReadOnlyList<string> Entries, string Text) Read(string text, string name)
    {
        var letters = new StringBuilder();
        var entries = new List<string>();
        var names = new HashSet<string>();
        int length = 0;
        foreach (TextLine line in TextLines.Read(new StringReader(text)))
        {
            if (line.Text.StartsWith('>'))
            {
                EndEntry(letters, entries, length, name);
                string own = line.Text[1..].Trim().Split(' ', '\t')[0];
                entries.Add(own.Length > 0 && names.Add(own) ? own : $"entry {entries.Count + 1}");
                length = 0;
            }
            else if (!line.Text.StartsWith(';'))
            {
                length += AddLetters(letters, line, entries.Count, name);
            }
        }

        EndEntry(letters, entries, length, name);
        return entries.Count > 0
            ? (entries, letters.ToString())
            : throw new DataFormatException($"{name}: the file has no entry; each entry begins with a line '>name'.");
    }

    private static int AddLetters(StringBuilder letters, TextLine line, int entries, string name)
    {
        int count = 0;
        for (int i = 0; i < line.Text.Length; i++)
        {
            char c = line.Text[i];
            if (char.IsWhiteSpace(c))
            {
                continue;
            }

            if (entries == 0)
            {
                throw new DataFormatException(
                    $"{name}:{line.Number}:{i + 1}: letters before the first entry; each entry begins with a line "
                    + "'>name'.");
            }

            if (!char.IsAsciiLetter(c) && c is not ('*' or '-'))
            {
                throw new DataFormatException(
                    $"{name}:{line.Number}:{i + 1}: {TextPlace.Shown(line.Text, i)} is not a letter of a sequence; "
                    + "write letters, '*' and '-'.");
            }

            letters.Append(char.ToUpperInvariant(c));
            count++;
        }

        return count;
    }

    private static void EndEntry(StringBuilder letters, List<string> entries, int length, string name)
    {
        if (entries.Count == 0)
        {
            return;
        }

        letters.Append(length > 0 ? '\n' : throw new DataFormatException(
            $"{name}: entry {entries.Count} ('{entries[^1]}') has no letters; give it some or leave it out."));
    }
}
