using Carousel.Data;

namespace Carousel.Jobs.Text;

/// <summary>
/// Letters of sequences (bases, amino acids), numbered in their own order; unit 0 is the end of an entry.
/// </summary>
/// <remarks>
/// The text has one line per entry, as <see cref="Reading.FastaFile"/> gives it. Small letters, which mark repeats,
/// count as their capitals.
/// </remarks>
internal sealed class ResidueTokenizer : Tokenizer
{
    /// <summary>A tokeniser with a vocabulary.</summary>
    /// <param name="vocabulary">The end of an entry, then a capital letter or mark each.</param>
    /// <exception cref="ArgumentException">It is something else.</exception>
    internal ResidueTokenizer(Vocabulary vocabulary)
        : base(UnitKind.Residues, vocabulary)
    {
        if (vocabulary.Count == 0 || vocabulary.Entries[0] != "\n" || vocabulary.Entries.Any(e => e.Length != 1))
        {
            throw new ArgumentException("The vocabulary is not one of residues.", nameof(vocabulary));
        }
    }

    /// <summary>The tokeniser of the letters that sequences have.</summary>
    /// <param name="text">One line per entry.</param>
    /// <returns>The tokeniser.</returns>
    public static ResidueTokenizer Of(string text) =>
        new ResidueTokenizer(Vocabulary.Closed(
            [
                .. "\n".Concat(text.Select(char.ToUpperInvariant).Where(c => !char.IsWhiteSpace(c)).Distinct().Order())
                    .Select(c => c.ToString()),
            ]));

    /// <inheritdoc/>
    public override int[] Encode(string text, string name)
    {
        var units = new List<int>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = char.ToUpperInvariant(text[i]);
            if (c != '\n' && char.IsWhiteSpace(c))
            {
                continue;
            }

            int number = Vocabulary.NumberOf(c.ToString());
            units.Add(number >= 0 ? number : throw new DataFormatException(
                $"{name}: the letter {TextPlace.Shown(text, i)} of entry {1 + text.AsSpan(0, i).Count('\n')} is not "
                + $"one of the {Vocabulary.Count - 1} that the model was trained on; leave the entry out."));
        }

        return [.. units];
    }
}
