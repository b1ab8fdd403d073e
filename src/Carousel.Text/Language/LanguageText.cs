using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;

namespace Carousel.Language;

/// <summary>A text that a language model is made from: read, but not yet cut into units.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Text">The text; one line per entry of a FASTA file.</param>
/// <param name="Entries">How many entries a FASTA file has; 0 for other text.</param>
internal sealed partial record LanguageText(string Name, string Text, int Entries = 0)
{
    /// <summary>The bundled sample.</summary>
    public const string SampleName = "samples/moby_dick.txt";

    /// <summary>What was read of a folder, a sentence; null for a file.</summary>
    public string? Note { get; private init; }

    /// <summary>Reads a file, or the files <c>*.txt</c> of a folder as one text.</summary>
    /// <param name="path">The file, which may be packed with gzip, or the folder.</param>
    /// <param name="units">What the text is to be cut into; null finds out.</param>
    /// <returns>The text.</returns>
    /// <exception cref="DataFormatException">The file does not exist, is empty, is not text, or is damaged
    /// FASTA.</exception>
    public static LanguageText Read(string path, UnitKind? units = null)
    {
        // Chapter 10 follows chapter 9.
        string[] files = !Directory.Exists(path) ? []
            : [.. Directory.GetFiles(path, "*.txt").OrderBy(
                f => Digits().Replace(Path.GetFileName(f), d => d.Value.PadLeft(20, '0')), StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            return Of(TextLines.ReadAll(path), path, units);
        }

        int folders = Directory.GetDirectories(path).Length;
        return Of(string.Join('\n', files.Select(TextLines.ReadAll)), path, units) with
        {
            Note = $"{FigureText.Counted(files.Length, "file")} of the folder are one text, from "
                + $"{Path.GetFileName(files[0])} to {Path.GetFileName(files[^1])}."
                + (folders == 0 ? "" : $" Not read: {FigureText.Counted(folders, "folder")} inside it."),
        };
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

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
