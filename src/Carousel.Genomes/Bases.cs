namespace Carousel.Genomes;

/// <summary>
/// Numbers of bases: A 0, C 1, G 2, T 3, and 4 for one that is not known. The complement of a known base is 3 − base.
/// </summary>
internal static class Bases
{
    /// <summary>How many known bases there are.</summary>
    public const int Count = 4;

    /// <summary>A base that is not known: N or another code of several bases.</summary>
    public const byte Unknown = 4;

    /// <summary>The number of A.</summary>
    public const byte A = 0;

    /// <summary>The number of G.</summary>
    public const byte G = 2;

    /// <summary>The number of T.</summary>
    public const byte T = 3;

    /// <summary>The letters of the known bases, in their order.</summary>
    internal static IReadOnlyList<string> Known { get; } = ["A", "C", "G", "T"];

    private const string Letters = "ACGTN", Ambiguous = "NRYSWKMBDHV";

    /// <summary>The number of a letter.</summary>
    /// <param name="letter">Small or capital; U counts as T; the codes of several bases (IUPAC-IUB 1985) are
    /// <see cref="Unknown"/>.</param>
    /// <returns>0 … 4, or −1 if it is not a base.</returns>
    public static int NumberOf(char letter) => char.ToUpperInvariant(letter) switch
    {
        'A' => 0,
        'C' => 1,
        'G' => 2,
        'T' or 'U' => 3,
        var other => Ambiguous.Contains(other) ? Unknown : -1,
    };

    /// <summary>The letter of a base.</summary>
    /// <param name="number">0 … 4.</param>
    /// <returns>A capital.</returns>
    public static char LetterOf(int number) => Letters[number];

    /// <summary>The base on the other strand.</summary>
    /// <param name="number">0 … 4.</param>
    /// <returns>0 … 4.</returns>
    public static byte Complement(byte number) => number == Unknown ? Unknown : (byte)(3 - number);

    /// <summary>The other strand, read in its own direction.</summary>
    /// <param name="bases">[T].</param>
    /// <returns>[T].</returns>
    public static byte[] ReverseComplement(byte[] bases) => [.. bases.Reverse().Select(Complement)];

    /// <summary>Bases as letters.</summary>
    /// <param name="bases">[T].</param>
    /// <returns>T capitals.</returns>
    public static string Text(byte[] bases) => string.Concat(bases.Select(b => LetterOf(b)));

    /// <summary>The numbers of letters that are known to be bases.</summary>
    /// <param name="letters">The letters.</param>
    /// <returns>[T].</returns>
    /// <exception cref="ArgumentException">A letter is not a base.</exception>
    public static byte[] Of(string letters) =>
        [
            .. letters.Select(
                c => NumberOf(c) is var n and >= 0
                    ? (byte)n
                    : throw new ArgumentException($"'{c}' is not a base.", nameof(letters))),
        ];
}
