using Carousel.Jobs.Reading;

namespace Carousel.Laboratory.Textbook.Proteins;

/// <summary>Proteins from their first residue: nine of ten train, each tenth measures.</summary>
/// <param name="Training">Residues as numbers of <see cref="Letters"/>, at most 100 of each protein.</param>
/// <param name="Test">The others.</param>
internal sealed record ProteinSet(IReadOnlyList<byte[]> Training, IReadOnlyList<byte[]> Test)
{
    /// <summary>The twenty residues, by one letter each; any other mark ends what is read of a protein.</summary>
    public const string Letters = "ACDEFGHIKLMNPQRSTVWY";

    private const int Longest = 100, Shortest = 40, Tenth = 10;

    /// <summary>The file.</summary>
    public static StatementFile File { get; } = new(
        "proteins/swissprot_subset.fasta.gz",
        "2,587 proteins of UniProtKB/Swiss-Prot of at most 600 residues, the entries sp| of example-data/DB.fasta.gz "
        + "in Debian's package mmseqs2-examples");

    /// <summary>Reads it.</summary>
    /// <param name="folder">Where the file lies.</param>
    /// <exception cref="Carousel.Data.DataFormatException">It can't be read.</exception>
    public static ProteinSet Read(string folder)
    {
        string path = File.In(folder);
        byte[][] proteins =
        [
            .. FastaFile.Read(TextLines.ReadAll(path), path).Text.Split('\n').Select(Residues)
                .Where(p => p.Length >= Shortest),
        ];
        return new ProteinSet(
            [.. proteins.Where((_, k) => k % Tenth != 0)], [.. proteins.Where((_, k) => k % Tenth == 0)]);
    }

    /// <summary>The charge of a residue at a neutral pH: 1 for K and R, −1 for D and E, else 0.</summary>
    public static double ChargeOf(int residue) => Letters[residue] switch { 'K' or 'R' => 1, 'D' or 'E' => -1, _ => 0 };

    private static byte[] Residues(string line) =>
    [
        .. line.Select(c => Letters.IndexOf(c, StringComparison.Ordinal)).TakeWhile(r => r >= 0).Take(Longest)
            .Select(r => (byte)r),
    ];
}
