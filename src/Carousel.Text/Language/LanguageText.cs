using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;

namespace Carousel.Language;

/// <summary>A text that a language model is made from: read, but not yet cut into units.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Text">The text; one line per entry of a FASTA file.</param>
/// <param name="Entries">How many entries a FASTA file has; 0 for other text.</param>
internal sealed record LanguageText(string Name, string Text, int Entries = 0)
{
    /// <summary>The bundled sample.</summary>
    public const string SampleName = "samples/moby_dick.txt";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; it may be packed with gzip.</param>
    /// <param name="units">What the text is to be cut into; null finds out.</param>
    /// <returns>The text.</returns>
    /// <exception cref="DataFormatException">The file does not exist, is empty, is not text, or is damaged
    /// FASTA.</exception>
    public static LanguageText Read(string path, UnitKind? units = null) => Of(TextLines.ReadAll(path), path, units);

    /// <summary>Takes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="units">What the text is to be cut into; null finds out.</param>
    /// <returns>The text, its lines ending with a line feed.</returns>
    /// <exception cref="DataFormatException">It is empty or damaged FASTA.</exception>
    public static LanguageText Of(string text, string name, UnitKind? units = null)
    {
        string clean = text.Replace("\r\n", "\n").Replace('\r', '\n');
        if (string.IsNullOrWhiteSpace(clean))
        {
            throw new DataFormatException($"{name} is empty. Pass a file with text.");
        }

        if (units is UnitKind.Residues || (units is null && FastaFile.IsFasta(clean)))
        {
            (int entries, string letters) = FastaFile.Read(clean, name);
            return new LanguageText(name, letters, entries);
        }

        return new LanguageText(name, clean);
    }
}
