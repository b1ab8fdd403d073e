using Carousel.Interchange.Networks;
using Carousel.Networks;

namespace Carousel.Interchange.C;

/// <summary>
/// A model as C: a header, golden vectors, a program that compares, how to compile it, and the symbols where it reads
/// symbols, else what its numbers mean.
/// </summary>
internal static class CExport
{
    /// <summary>Writes a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="precision">The numbers in which it computes.</param>
    /// <param name="prefix">The prefix of all names; see <see cref="CNames.IsPrefix"/>.</param>
    /// <param name="sequences">Sequences for the golden vectors; generated sequences if it is empty.</param>
    /// <returns>The files, the header first.</returns>
    /// <exception cref="NotPortableException">The network's shape, or a cell of it in this precision, is not written in
    /// C.</exception>
    /// <exception cref="ArgumentException">The prefix is not a valid name.</exception>
    public static IReadOnlyList<CFile> Write(
        PortableNetwork network, CPrecision precision, string prefix, IReadOnlyList<PortableSequence> sequences)
    {
        if (!CNames.IsPrefix(prefix))
        {
            throw new ArgumentException(
                $"'{prefix}' is not a prefix for C names: use lower-case letters, digits and single underscores, a "
                + $"letter first, at most 40 characters.", nameof(prefix));
        }

        var shape = new CNetwork(network);
        IReadOnlyList<PortableSequence> golden = GoldenSequences.Of(network, sequences);
        (string Name, string Text)[] files =
        [
            ($"{prefix}.h", new CHeader(shape, precision).Text()),
            ($"{prefix}_golden.h", new CGolden(shape, precision).Text(golden)),
            ($"{prefix}_test.c", new CTestProgram(shape, precision).Text()),
            ($"{prefix}.md", CReadme.Text(shape, precision)),
            shape.ReadsSymbols
                ? (
                    $"{prefix}_symbols.txt",
                    string.Concat(network.Input.Symbols.Select(s => $"{CNames.Quoted(s)}\n")))
                : ($"{prefix}.json", CNames.Kept(PortableJson.Text(network))),
        ];
        return [.. files.Select(f => new CFile(f.Name, CTemplates.Name(f.Text, prefix)))];
    }
}
